#include "requirement/membership.hpp"

#include <fmt/format.h>

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

}  // namespace

Set every_version(const Ecosystem& ecosystem) {
  return {Cuts::all(), ecosystem.splits_prereleases() ? Cuts::all() : Cuts(), {}};
}

Set complement(const Ecosystem& ecosystem, const Set& set) {
  const Set none = set | Set{};  // refuses a literal
  return {~none.versions, ecosystem.splits_prereleases() ? ~none.prereleases : Cuts(), {}};
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
