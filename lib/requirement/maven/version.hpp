#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "requirement/cuts.hpp"
#include "requirement/text.hpp"

// Versions of Maven artifacts, as ComparableVersion of Maven 3.9 reads them, and the places between them.
//
// Reading (POM Reference, "Version Order Specification"): numbers and qualifiers, parted by `.`, `-` and by
// each transition between digits and other characters. A hyphen and a transition begin a list within the list
// so far; so does a qualifier that ends the text or stands before a digit, unless its list has nothing else.
// At the end of each list what is null (0, `ga`, `final`, `release`) is dropped, and lists that become empty
// are too. `1.0.0-rc1` is [1 [rc [1]]].
//
// Order: item by item, where a qualifier is below a list, a list is below a number, and a missing item is
// null. As null is 0, an empty list and `ga` at once, and what follows a null can be below it or above it,
// this is no order: 1.sp.1 < 1-alpha < 1 < 1.sp.1, and 1.0.alpha.1 < 1 < 1-1 < 1.0.alpha.1.
//
// The order here looks first whether the rest of a version, from the first item that differs, is below null
// or above it, as its first item that is not null says. Rests below null come before the version V that ends
// there, rests above it after it, and within each kind Maven's comparison holds. The two differ only on pairs
// of a rest R below null and a rest S above it that Maven puts the other way round, V.S < V.R. But Maven has
// V.R < V < V.S as well, a circle of three, so that no order agrees with it on all of these.
//
// Key: a byte for each item and for each beginning of a list, and one for the end. Numbers are those of
// key.hpp, other qualifiers are followed by their characters and 01.
//   01 alpha  02 beta  03 milestone  04 rc  05 snapshot  06 ga  07 list  08 zero   with a rest below null
//   09 end
//   0A ga  0B sp  0C any other qualifier  0D list  10–F8 number                    with a rest above null
//
// No version has a next one, bounds on the size aside: above V lies V.ga.1, below that V.ga.ga.1, and so on,
// down to anything above V. None has one before it, and there is no least one: V.alpha.1 is above
// V.alpha.alpha.1. So a place is directly below a version or directly above it, each of these is a cut of its
// own, and intervals between two different cuts have versions in them.

namespace metaqore::requirement::maven_versions {

struct Reading {
  Key key{};
  bool prerelease{};  ///< alpha, beta, milestone, rc or snapshot occur
};

/// The version at [begin, end) of `text`. Offsets of a refusal are those of `text`.
Reading read_version(std::string_view text, std::size_t begin, std::size_t end, const Refusal& refuse);

/// The place directly above a version.
inline Key above(Key version) {
  version.push_back('\0');
  return version;
}

/// Whether a cut is directly above a version: keys of versions end in a mark that is not 0.
inline bool is_above(std::string_view cut) noexcept { return !cut.empty() && cut.back() == '\0'; }

/// A text of the version that the cut is directly below or above. REQUIRES: not the empty cut.
std::string version_text(std::string_view cut);

/// The least version at or above a cut that is no pre-release, where there is one; else the cut.
Key first_release(const Key& cut);

/// The number that the version directly at the cut begins with; 0 where it begins otherwise. Saturates.
std::uint64_t major_of(std::string_view cut) noexcept;

/// The cut below the version that is nothing but this number. Its pre-releases are below, as they are for
/// Maven's
/// `[1,2)`: a version with the same first number that has nothing below it does not exist.
Key major_version(std::uint64_t major);

}  // namespace metaqore::requirement::maven_versions
