#include "support/semver_order.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "requirement/membership.hpp"

namespace metaqore::test {

namespace {

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

bool is_numeric(const std::string& text) { return text.find_first_not_of("0123456789") == std::string::npos; }

int sign(int order) { return (order > 0) - (order < 0); }

int compare_identifier(const std::string& a, const std::string& b) {
  if (is_numeric(a) != is_numeric(b)) return is_numeric(a) ? -1 : 1;
  if (is_numeric(a) && a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return sign(a.compare(b));
}

int compare_lists(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (const auto order = compare_identifier(a[i], b[i]); order != 0) return order;
  }
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

}  // namespace

int compare_semver(std::string_view a, std::string_view b) {
  const auto dash_a = a.find('-'), dash_b = b.find('-');
  const auto order = compare_lists(split(a.substr(0, dash_a)), split(b.substr(0, dash_b)));
  if (order != 0 || (dash_a == a.npos && dash_b == b.npos)) return order;
  if (dash_a == a.npos) return 1;
  if (dash_b == b.npos) return -1;
  return compare_lists(split(a.substr(dash_a + 1)), split(b.substr(dash_b + 1)));
}

bool has_prerelease(std::string_view version) { return version.find('-') != version.npos; }

std::string_view numbers_of(std::string_view version) { return version.substr(0, version.find('-')); }

std::string sample_version(std::mt19937& random) {
  std::string text;
  for (int i = 0; i < 3; ++i) text += (i > 0 ? "." : "") + std::to_string(random() % 3);
  static constexpr const char* prereleases[] = {"",   "",     "",     "-0",  "-0.0", "-1",
                                                "-a", "-a.0", "-a.a", "-aa", "-b"};
  return text + prereleases[random() % std::size(prereleases)];
}

bool holds(std::string_view version, std::string_view sign, std::string_view other) {
  const int order = compare_semver(version, other);
  if (sign == "!=") return order != 0;
  return order < 0 ? sign.starts_with('<') : order > 0 ? sign.starts_with('>') : sign.ends_with('=');
}

bool admits(const requirement::Ecosystem& ecosystem, std::string_view constraint, std::string_view version) {
  return contains(ecosystem, parse_constraint(ecosystem, constraint), parse_version(ecosystem, version),
                  version);
}

std::string broken_law(const requirement::Ecosystem& ecosystem, std::string_view constraint) {
  const auto set = parse_constraint(ecosystem, constraint);
  const auto canonical = ecosystem.canonical(constraint);
  if (parse_constraint(ecosystem, canonical) != set) return "`" + canonical + "` means another set";
  if (ecosystem.canonical(canonical) != canonical) return "`" + canonical + "` has another canonical form";
  if (!set.empty()) {
    const auto written = write(ecosystem, set);
    if (!written) return "it is not written";
    if (parse_constraint(ecosystem, *written) != set)
      return "`" + *written + "` is written, and is another set";
  }
  for (const auto* cuts : {&set.versions, &set.prereleases}) {
    const bool prereleases = cuts == &set.prereleases;
    for (std::size_t i = 0; i < cuts->cuts().size(); ++i) {
      const auto& cut = cuts->cuts()[i];
      if (i > 0 && !(cuts->cuts()[i - 1] < cut)) return "its cuts do not ascend";
      if (cut.empty()) continue;
      const auto version = parse_version(ecosystem, ecosystem.show(cut, prereleases));
      if (version.key != cut) return "`" + version.text + "` has another key";
      if (ecosystem.splits_prereleases() && version.prerelease != prereleases)
        return "a cut is in the wrong layer";
    }
  }
  return "";
}

}  // namespace metaqore::test
