#include "requirement/membership.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "metaqore/error.hpp"
#include "requirement/text.hpp"

namespace metaqore::requirement {

namespace {

void append_intervals(std::string& out, const Ecosystem& ecosystem, const Cuts& cuts, bool prereleases) {
  const char* separator = "";
  for (const auto& [from, to] : cuts.intervals()) {
    fmt::format_to(
        std::back_inserter(out), "{}{}, {}", separator,
        from.empty() ? std::string("(-∞") : std::string("[").append(ecosystem.show(from, prereleases)),
        to ? ecosystem.show(*to, prereleases) + ")" : "∞)");
    separator = " or ";
  }
}

/// One of the texts, or all side by side, where the ecosystem joins them by one of the usual signs: the first
/// that will do.
template <class WillDo>
std::optional<std::string> of_some(Texts texts, WillDo&& will_do) {
  std::ranges::sort(texts);
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  for (const auto& text : texts) {
    if (will_do(text)) return text;
  }
  for (const std::string_view separator : {",", ", ", " "}) {
    std::string all;
    for (const auto& text : texts) {
      if (text.empty()) continue;
      if (all.size() + text.size() > max_constraint_size) return std::nullopt;
      all += (all.empty() ? "" : std::string(separator)) + text;
    }
    if (will_do(all)) return all;
  }
  return std::nullopt;
}

}  // namespace

Set every_version(const Ecosystem& ecosystem) {
  return {Cuts::all(), ecosystem.splits_prereleases() ? Cuts::all() : Cuts(), {}, true};
}

Set complement(const Ecosystem& ecosystem, const Set& set) {
  const Set none = set | Set{};  // refuses a literal
  return {~none.versions,
          ecosystem.splits_prereleases() ? ~none.prereleases : Cuts(),
          {},
          false,
          none.incompatible};
}

bool contains(const Ecosystem& ecosystem, const Set& set, const ParsedVersion& parsed,
              std::string_view text) {
  const bool apart = ecosystem.splits_prereleases() && parsed.prerelease;
  return (apart ? set.prereleases : set.versions).contains(parsed.key) &&
         (set.literal.empty() || lowered(text) == set.literal);
}

bool has_releases(const Ecosystem& ecosystem, const Set& set) {
  if (set.is_bare_literal()) return true;  // not known to be a pre-release
  return !set.versions.mapped([&](const Key& cut) { return ecosystem.releases(cut); }).empty();
}

std::optional<std::string> write(const Ecosystem& ecosystem, const Set& set) {
  if (set.empty()) return std::nullopt;
  if (!set.literal.empty()) return "===" + set.literal;
  // What is written can be longer than what is read.
  try {
    if (auto text = ecosystem.write(set); text && parse_constraint(ecosystem, *text) == set) return text;
  } catch (const Error&) {
    return std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::string> written_for(const Ecosystem& ecosystem, const Set& set, const Texts& texts) {
  std::string besides;
  for (const auto& text : texts) {
    auto more = ecosystem.besides(text);
    if (more.empty() || more == besides) continue;
    if (!besides.empty()) return std::nullopt;
    besides = std::move(more);
  }
  const auto says_all = [&](const std::string& text) {
    try {
      const auto said = parse_constraint(ecosystem, text);
      return said == set && said.any_text == set.any_text && ecosystem.besides(text) == besides;
    } catch (const Error&) {
      return false;
    }
  };
  if (auto text = write(ecosystem, set); text && says_all(*text)) return text;
  Texts canonical;
  for (const auto& text : texts) canonical.push_back(ecosystem.canonical(text));
  // A canonical form can name a pre-release that the text does not.
  if (auto text = of_some(std::move(canonical), says_all)) return text;
  return of_some(texts, says_all);
}

std::optional<std::string> intersection(const Ecosystem& ecosystem, std::string_view a, std::string_view b) {
  const Set both = parse_constraint(ecosystem, a) & parse_constraint(ecosystem, b);
  if (both.empty()) return std::nullopt;
  return written_for(ecosystem, both, {std::string(a), std::string(b)});
}

std::string normal_form(const Ecosystem& ecosystem, const Set& set) {
  if (!set.literal.empty()) return "===" + set.literal;
  if (set.empty()) return "none";
  std::string out;
  append_intervals(out, ecosystem, set.versions, false);
  if (!set.prereleases.empty()) {
    out += out.empty() ? "of the pre-releases " : "; of the pre-releases ";
    append_intervals(out, ecosystem, set.prereleases, true);
  }
  return out;
}

}  // namespace metaqore::requirement
