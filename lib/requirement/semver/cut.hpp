#pragma once

#include <optional>
#include <string>

#include "requirement/cuts.hpp"
#include "requirement/semver/semver.hpp"

// What the cuts of versions mean, and how they move between the layers of a set: all versions, the releases
// alone, and the pre-releases alone (where an ecosystem admits these by a rule of its own). In each layer a
// cut is canonical: it is the key of the least version of that layer above the place, and empty for the least
// one.

namespace metaqore::requirement::semver {

/// The version whose key a cut is, read back. The empty cut is that of 0.0.0-0.
class Decoded {
 public:
  explicit Decoded(const Key& cut);

  /// Valid as long as this object stays where it is.
  Version version() const noexcept;

 private:
  struct Part {
    std::uint64_t value = 0;
    std::string wide{};
  };
  std::array<Part, 3> parts_{};
  std::string prerelease_{};
};

bool is_release(const Key& cut) noexcept;

/// The bytes of the three numbers, and nothing behind them.
std::string_view numbers_of(const Key& cut) noexcept;

/// The first release at or above a cut among all versions. The same release for those of the layer of
/// releases, where the cut of 0.0.0 is the empty one.
Key first_release(const Key& cut);

/// A cut among all versions, moved to the layer of the releases.
Key to_releases(Key cut);

/// A cut among all versions, moved to the layer of the pre-releases; nullopt where there is none above.
std::optional<Key> to_prereleases(const Key& cut, const Bounds& bounds);

/// The least pre-release with the three numbers of this cut, and the release.
Key least_of(std::string_view numbers);
Key release_of(std::string_view numbers);

std::string show(const Key& cut);

std::uint64_t major_above(const Key& cut) noexcept;

/// `releases_only`: cuts of releases lie directly above the release before, with no pre-release between.
std::uint64_t major_below(const Key& cut, bool releases_only) noexcept;

/// The numbers that a caret range keeps, of those that were written: up to the first that is not zero.
std::size_t caret_numbers(const Version& from, std::size_t written) noexcept;

/// The `-0` of the first version above all that share these first numbers. A number at its bound carries into
/// the one before it, or, without `carry`, leaves nothing to name: nullopt.
std::optional<Version> end_of(const Version& from, std::size_t kept, const Bounds& bounds,
                              bool carry) noexcept;

}  // namespace metaqore::requirement::semver
