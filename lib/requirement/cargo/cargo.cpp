#include "requirement/cargo/cargo.hpp"

#include "requirement/cargo/comparator.hpp"
#include "requirement/cargo/manifest.hpp"
#include "requirement/cargo/ranges.hpp"
#include "requirement/semver/cut.hpp"
#include "requirement/semver/whole.hpp"
#include "requirement/text.hpp"

namespace metaqore::requirement {

namespace {

class Cargo final : public Ecosystem {
 public:
  std::string_view type() const noexcept override { return "cargo"; }
  bool splits_prereleases() const noexcept override { return true; }

  // Cargo reference, "The Manifest Format"; crates.io lets names differ in more than capitals and `-` for
  // `_`.
  std::string name(std::string_view text) const override {
    const Refusal refuse{type(), "name", text};
    constexpr auto remedy = "write it as crates.io does, like `serde_json`";
    if (text.empty() || !is_letter(text.front())) refuse(0, "a letter is expected", remedy);
    std::string name = lowered(text);
    for (std::size_t i = 0; i < name.size(); ++i) {
      if (name[i] == '-') name[i] = '_';
      if (!is_lower(name[i]) && !is_digit(name[i]) && name[i] != '_') {
        refuse(i, "a name has letters, digits, `-` and `_`", remedy);
      }
    }
    if (name.size() > 64) refuse(64, "a name has at most 64 characters", remedy);
    return name;
  }

  ParsedVersion version(std::string_view text) const override {
    return semver::whole_version(type(), text, cargo_ranges::bounds);
  }

  Set parse(std::string_view constraint) const override { return cargo_ranges::parse(constraint); }
  std::string canonical(std::string_view constraint) const override {
    return cargo_ranges::canonical(constraint);
  }
  std::optional<std::string> write(const Set& set) const override { return cargo_ranges::write(set); }

  std::optional<std::string> spanning(const Key& low, const std::optional<Key>& high) const override {
    if (low.empty()) return high ? std::string("<").append(semver::show(*high)) : "*";
    auto out = std::string(">=").append(semver::show(low));
    if (high) out.append(", <").append(semver::show(*high));
    return out;
  }

  std::string show(const Key& cut, bool prereleases) const override {
    return cut.empty() && !prereleases ? "0.0.0" : semver::show(cut);
  }
  Key releases(const Key& cut) const override { return semver::to_releases(cut); }
  std::uint64_t major_above(const Key& cut) const override { return semver::major_above(cut); }
  std::uint64_t major_below(const Key& cut) const override { return semver::major_below(cut, true); }
  Key major_start(std::uint64_t major) const override {
    return major == 0 ? Key() : key(semver::least(semver::Number(major), {}, {}));
  }

  // Cargo reference, "SemVer compatibility": the first number that is not zero decides. The last range there
  // is has no version above it, and ends at its own last version.
  std::optional<std::pair<Key, Key>> compatible_range(const Key& cut) const override {
    const semver::Decoded decoded(cut);
    auto first = decoded.version();
    first.prerelease = {};
    const auto kept = caret_numbers(first, 3);
    for (auto i = kept; i < 3; ++i) first.numbers[i] = {};
    const auto end = end_of(first, kept, cargo_ranges::bounds, true);
    const semver::Number largest(cargo_ranges::bounds.largest);
    return std::pair(semver::to_releases(key(first)),
                     semver::to_releases(key(end ? *end : semver::Version{{largest, largest, largest}, {}})));
  }

  std::string marker(std::string_view text) const override { return cargo_ranges::marker(text); }

  ManifestShape manifest_shape() const noexcept override { return {.markers = true, .build = true}; }

  ManifestText manifest(std::span<const Demand> demands) const override {
    return {"Cargo.toml", cargo_ranges::manifest(demands)};
  }
};

}  // namespace

const Ecosystem& cargo() {
  static const Cargo it;
  return it;
}

}  // namespace metaqore::requirement
