#include "requirement/npm/npm.hpp"

#include <algorithm>

#include "json/document.hpp"
#include "requirement/npm/ranges.hpp"
#include "requirement/semver/cut.hpp"
#include "requirement/semver/scopes.hpp"
#include "requirement/text.hpp"

namespace metaqore::requirement {

namespace {

using semver::has_scope;

/// The field of package.json for the strongest of the scopes.
std::string_view field_of(const Demand& demand) {
  if (has_scope(demand, "runtime")) return "dependencies";
  if (has_scope(demand, "peer")) return "peerDependencies";
  if (has_scope(demand, "optional")) return "optionalDependencies";
  return "devDependencies";
}

constexpr bool is_name_character(char c) noexcept {
  return is_digit(c) || is_letter(c) || std::string_view("-_.!~*'()").find(c) != std::string_view::npos;
}

class Npm final : public Ecosystem {
 public:
  std::string_view type() const noexcept override { return "npm"; }
  bool splits_prereleases() const noexcept override { return true; }

  // npm's documentation of package.json, "name". Older packages have capitals and more signs than new ones
  // may.
  std::string name(std::string_view text) const override {
    const Refusal refuse{type(), "name", text};
    constexpr auto remedy = "write it as the registry does, like `lodash` or `@scope/name`";
    Scanner scan(text);
    if (text.size() > 214) refuse(214, "a name has at most 214 characters", remedy);
    if (scan.take('@')) {
      if (scan.take_while(is_name_character).empty()) refuse(scan.at(), "a scope is expected", remedy);
      if (!scan.take('/')) refuse(scan.at(), "`/` is expected after the scope", remedy);
    } else if (scan.peek() == '.' || scan.peek() == '_') {
      refuse(0, "a name does not begin with a dot or an underscore", remedy);
    }
    if (scan.take_while(is_name_character).empty()) refuse(scan.at(), "a name is expected", remedy);
    if (!scan.done()) refuse(scan.at(), "the character is not one that an address can have", remedy);
    if (const auto small = lowered(text); small == "node_modules" || small == "favicon.ico") {
      refuse(0, "the name is reserved", remedy);
    }
    return std::string(text);
  }

  ParsedVersion version(std::string_view text) const override {
    constexpr auto remedy = "write it like `1.2.3` or `1.2.3-beta.1`";
    Scanner scan(text);
    scan.skip_blanks();
    scan.take('v');
    semver::Version version;
    std::string_view build;
    semver::Fault fault;
    const Refusal refuse{type(), "version", text};
    if (!read_version(scan, npm_ranges::bounds, version, build, fault)) refuse(fault.at, fault.what, remedy);
    scan.skip_blanks();
    if (!scan.done()) refuse(scan.at(), "the version should end here", remedy);
    return {key(version), semver::text(version), !version.prerelease.empty()};
  }

  Set parse(std::string_view constraint) const override { return npm_ranges::parse(constraint); }
  std::string canonical(std::string_view constraint) const override {
    return npm_ranges::canonical(constraint);
  }
  std::optional<std::string> write(const Set& set) const override { return npm_ranges::write(set); }

  std::string_view alternative() const noexcept override { return " || "; }
  std::string show(const Key& cut, bool prereleases) const override {
    return cut.empty() && !prereleases ? "0.0.0" : semver::show(cut);
  }
  Key releases(const Key& cut) const override { return semver::to_releases(cut); }
  std::uint64_t major_above(const Key& cut) const override { return semver::major_above(cut); }
  std::uint64_t major_below(const Key& cut) const override { return semver::major_below(cut, true); }
  Key major_start(std::uint64_t major) const override {
    const semver::Number number(std::min(major, npm_ranges::bounds.largest));
    return major == 0 ? Key() : key(semver::least(number, {}, {}));
  }

  ManifestText manifest(std::span<const Demand> demands) const override {
    std::string out = "{";
    for (const std::string_view field :
         {"dependencies", "devDependencies", "optionalDependencies", "peerDependencies"}) {
      bool first = true;
      for (const auto& demand : demands) {
        if (field_of(demand) != field) continue;
        if (first) ((out += out.size() > 1 ? ",\n  " : "\n  ") += json::quoted(field)) += ": {";
        out += first ? "\n    " : ",\n    ";
        (out += json::quoted(demand.name)) += ": ";
        out += json::quoted(demand.constraint.empty() ? "*" : demand.constraint);
        first = false;
      }
      if (!first) out += "\n  }";
    }
    return {"package.json", out += out.size() > 1 ? "\n}\n" : "}\n"};
  }
};

}  // namespace

const Ecosystem& npm() {
  static const Npm it;
  return it;
}

}  // namespace metaqore::requirement
