#include "requirement/deb/deb.hpp"

#include <algorithm>
#include <initializer_list>

#include "requirement/deb/relation.hpp"
#include "requirement/deb/version.hpp"
#include "requirement/text.hpp"

namespace metaqore::requirement {

namespace {

bool is_name_character(char c) { return is_lower(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; }

bool has_scope(const Demand& demand, std::initializer_list<std::string_view> scopes) {
  return std::ranges::any_of(scopes,
                             [&](auto scope) { return std::ranges::count(demand.scopes, scope) > 0; });
}

/// The relationship field (Policy §7.2 and §7.7) that says the most of what the scopes ask for.
std::string_view field_of(const Demand& demand) {
  if (has_scope(demand, {"runtime", "peer"})) return "Depends";
  return has_scope(demand, {"build", "dev"}) ? "Build-Depends" : "Recommends";
}

class Deb final : public Ecosystem {
 public:
  std::string_view type() const noexcept override { return "deb"; }

  /// Policy §5.6.7.
  std::string name(std::string_view text) const override {
    const Refusal refuse{type(), "name", text};
    debian::refuse_variable(text, 0, text.size(), refuse);
    if (text.empty() || !(is_lower(text.front()) || is_digit(text.front())))
      refuse(0, "it does not start with a lower-case letter or a digit", "write it like `libc6`");
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == ':')
        refuse(at, "the architecture is no part of the name", "leave out what begins with the colon");
      if (!is_name_character(text[at]))
        refuse(at, "this character has no place here", "use lower-case letters, digits, `+`, `-` and `.`");
    }
    if (text.size() < 2) refuse(text.size(), "it is too short", "use at least two characters");
    return std::string(text);
  }

  /// The text stays as dpkg shows it: as it was written, without blanks around it.
  ParsedVersion version(std::string_view text) const override {
    const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
    std::size_t begin = 0, end = text.size();
    while (begin < end && is_space(text[begin])) ++begin;
    while (begin < end && is_space(text[end - 1])) --end;
    auto key = debian::read_version(text, begin, end, {type(), "version", text});
    return {std::move(key), std::string(text.substr(begin, end - begin)), false};
  }

  Set parse(std::string_view constraint) const override { return debian::parse_relations(constraint); }
  std::string canonical(std::string_view constraint) const override {
    return debian::canonical_relations(constraint);
  }
  std::optional<std::string> write(const Set& set) const override { return debian::write_relations(set); }

  std::string show(const Key& cut, bool) const override {
    return (debian::is_above(cut) ? "after " : "") + debian::version_text(cut);
  }

  /// Debian has no pre-releases: `2~rc1` is a version like any other.
  Key releases(const Key& cut) const override { return cut; }

  // Who writes `<< 2` means what comes before 2, so that 2~rc1, below it, goes with 1.
  std::uint64_t major_above(const Key& cut) const override {
    const auto major = debian::major_of(cut);
    return major > 0 && cut < debian::major_version(major) ? major - 1 : major;
  }

  std::uint64_t major_below(const Key& cut) const override {
    const auto major = major_above(cut);
    return major > 0 && cut == debian::major_version(major) ? major - 1 : major;
  }

  Key major_start(std::uint64_t major) const override {
    return major == 0 ? Key() : debian::major_version(major);
  }

  ManifestShape manifest_shape() const noexcept override { return {.markers = false, .build = true}; }

  /// Two stanzas (Policy §5.2): Build-Depends belongs to the source package, the others to the binary
  /// package.
  ManifestText manifest(std::span<const Demand> demands) const override {
    ManifestText manifest{"debian/control", ""};
    for (const std::string_view field : {"Build-Depends", "Depends", "Recommends"}) {
      std::string line;
      for (const auto& demand : demands) {
        if (field_of(demand) != field) continue;
        line += (line.empty() ? std::string(field) + ": " : ", ") +
                debian::with_name(demand.name, demand.constraint);
      }
      if (line.empty()) continue;
      if (manifest.text.starts_with("Build-Depends") && manifest.text.find("\n\n") == std::string::npos)
        manifest.text += '\n';
      manifest.text += line + '\n';
    }
    return manifest;
  }
};

}  // namespace

const Ecosystem& deb() {
  static const Deb instance;
  return instance;
}

}  // namespace metaqore::requirement
