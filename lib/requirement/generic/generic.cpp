#include "requirement/generic/generic.hpp"

#include "base/text.hpp"
#include "requirement/generic/ranges.hpp"
#include "requirement/semver/cut.hpp"
#include "requirement/semver/whole.hpp"
#include "requirement/text.hpp"

namespace metaqore::requirement {

namespace {

class Generic final : public Ecosystem {
 public:
  std::string_view type() const noexcept override { return "generic"; }
  Choice choice() const noexcept override { return Choice::highest_release; }

  std::string name(std::string_view text) const override {
    const Refusal refuse{type(), "name", text};
    constexpr auto remedy = "write a word in UTF-8 without blanks";
    if (text.empty()) refuse(0, "a name is expected", remedy);
    if (const auto at = base::find_invalid_utf8(text)) refuse(*at, "the byte is not part of UTF-8", remedy);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (is_blank(text[i]) || base::has_control(text.substr(i, 1))) {
        refuse(i, "a name has no blanks and no control characters", remedy);
      }
    }
    return std::string(text);
  }

  ParsedVersion version(std::string_view text) const override {
    return semver::whole_version(type(), text, generic_ranges::bounds);
  }

  Set parse(std::string_view constraint) const override { return generic_ranges::parse(constraint); }
  std::string canonical(std::string_view constraint) const override {
    return generic_ranges::canonical(constraint);
  }
  std::optional<std::string> write(const Set& set) const override { return generic_ranges::write(set); }
  bool asks_for_prereleases(std::string_view constraint) const override {
    return generic_ranges::names_prerelease(constraint);
  }

  std::string_view alternative() const noexcept override { return " || "; }
  std::string show(const Key& cut, bool) const override { return semver::show(cut); }
  Key releases(const Key& cut) const override { return semver::first_release(cut); }
  std::uint64_t major_above(const Key& cut) const override { return semver::major_above(cut); }
  std::uint64_t major_below(const Key& cut) const override { return semver::major_below(cut, false); }
  Key major_start(std::uint64_t major) const override {
    return key(semver::least(semver::Number(major), {}, {}));
  }

  ManifestText manifest(std::span<const Demand> demands) const override {
    std::string out;
    for (const auto& demand : demands) {
      ((out += demand.name) += ' ') += demand.constraint.empty() ? "*" : demand.constraint;
      out += '\n';
    }
    return {"versions.txt", out};
  }
};

}  // namespace

const Ecosystem& generic() {
  static const Generic it;
  return it;
}

}  // namespace metaqore::requirement
