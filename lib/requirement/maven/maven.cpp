#include "requirement/maven/maven.hpp"

#include "requirement/maven/pom.hpp"
#include "requirement/maven/range.hpp"
#include "requirement/maven/version.hpp"
#include "requirement/text.hpp"

namespace metaqore::requirement {

namespace {

class Maven final : public Ecosystem {
 public:
  std::string_view type() const noexcept override { return "maven"; }

  /// `groupId:artifactId`, of the characters that Maven's validation of models takes.
  std::string name(std::string_view text) const override {
    const Refusal refuse{type(), "name", text};
    constexpr std::string_view remedy = "write it like `org.apache.commons:commons-lang3`";
    const auto colon = text.find(':');
    if (colon == text.npos) refuse(text.size(), "the artifactId is missing", remedy);
    for (std::size_t at = 0; at < text.size(); ++at) {
      const char c = text[at];
      if (c == ':' && at != colon) refuse(at, "a name has two parts only", remedy);
      if (!is_letter(c) && !is_digit(c) && c != '_' && c != '.' && c != '-' && c != ':')
        refuse(at, "this character has no place here", "use letters, digits, `_`, `.` and `-`");
    }
    if (colon == 0) refuse(0, "the groupId is missing", remedy);
    if (colon + 1 == text.size()) refuse(text.size(), "the artifactId is missing", remedy);
    return std::string(text);
  }

  /// The text stays as it was written: repositories are laid out by it.
  ParsedVersion version(std::string_view text) const override {
    auto [key, prerelease] = maven_versions::read_version(text, 0, text.size(), {type(), "version", text});
    return {std::move(key), std::string(text), prerelease};
  }

  Set parse(std::string_view constraint) const override { return maven_ranges::parse_ranges(constraint); }
  std::string canonical(std::string_view constraint) const override {
    return maven_ranges::canonical_ranges(constraint);
  }
  std::optional<std::string> write(const Set& set) const override { return maven_ranges::write_ranges(set); }
  std::optional<std::string> preference(std::string_view constraint) const override {
    return maven_ranges::wish(constraint);
  }

  std::string besides(std::string_view constraint) const override {
    return std::string(maven_ranges::asked_for(constraint));
  }

  bool spelling_counts() const noexcept override { return true; }

  std::string show(const Key& cut, bool) const override {
    return (maven_versions::is_above(cut) ? "after " : "") + maven_versions::version_text(cut);
  }

  Key releases(const Key& cut) const override { return maven_versions::first_release(cut); }

  // Who writes `[1,2)` means what comes before 2, so that 2-alpha, below it, goes with 1.
  std::uint64_t major_above(const Key& cut) const override {
    const auto major = maven_versions::major_of(cut);
    return major > 0 && cut < maven_versions::major_version(major) ? major - 1 : major;
  }

  std::uint64_t major_below(const Key& cut) const override {
    const auto major = major_above(cut);
    return major > 0 && cut == maven_versions::major_version(major) ? major - 1 : major;
  }

  Key major_start(std::uint64_t major) const override {
    return major == 0 ? Key() : maven_versions::major_version(major);
  }

  ManifestText manifest(std::span<const Demand> demands) const override {
    return maven_pom::dependencies(demands);
  }
};

}  // namespace

const Ecosystem& maven() {
  static const Maven instance;
  return instance;
}

}  // namespace metaqore::requirement
