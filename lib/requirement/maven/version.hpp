#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "requirement/cuts.hpp"
#include "requirement/text.hpp"

// Versions of Maven artifacts, as Maven orders them when it resolves dependencies, and the places between
// them.
//
// That order is the one of GenericVersion, of Maven's resolver (org.eclipse.aether.util.version, 2.0 in Maven
// 4). The POM Reference describes another one, ComparableVersion, in "Version Order Specification", which
// maven-artifact has for plugins. The two differ: 2.13.5.SP1-redhat-2 is above 2.13.5.Final-redhat-2 for the
// resolver, and below it by the reference. ComparableVersion is no order, too: 1.sp.1 < 1-alpha < 1 < 1.sp.1.
//
// Reading: numbers and qualifiers, parted by `.`, `-`, `_` and by each transition between digits and other
// characters. Nothing between two separators is 0. `a`, `b` and `m` before a digit are alpha, beta and
// milestone. At the end of the text `min` and `max` are numbers below and above all others. At the end of
// each run of numbers, and of qualifiers, what is null (0, `ga`, `final`, `release`) is dropped, but for the
// item that the run begins with; at the end of the version that goes too. The first item always stays.
// `1.0.0-rc1` is 1 rc 1.
//
// Order: item by item; of two numbers or two qualifiers as one expects. Of a number and a qualifier, the one
// that goes on with the run of the item before decides: it is above the other one if the rest of its run is
// above null, and below if below. Where a version ends, the rest of the other one is compared with null. The
// first items have no run to go on with: there qualifiers are below numbers. (Maven 3 has 0, and what follows
// a 0, equal to each version that begins with a qualifier, and so rc equal to 0, and 0 to alpha. Nothing else
// is different there.)
//
// Key: a byte for each item and one for the end. Numbers are those of key.hpp, other qualifiers are followed
// by their characters and 01. A null is 08, 02 or 0A where the first item behind it that is no null is below
// null.
//   after a number, and at first        01 min  02 zero  03–07 alpha beta milestone rc snapshot  08 ga
//                                       0B end  0C ga  0D sp  0E any other qualifier  10–F8 number  F9 max
//   after a qualifier                   03–07 alpha beta milestone rc snapshot  08 ga  09 min  0A zero
//                                       0B end  10–F8 number  F9 max  FA ga  FB sp  FC any other qualifier
//
// Bounds on the size aside, a version has none directly above it or below it: above V lies V.ga.1, below that
// V.ga.0.ga.1, and so on, down to anything above V; likewise below it, and there is no least one. So a place
// is directly below a version or directly above it, each of these is a cut of its own, and intervals between
// two different cuts have versions in them. But not so of `min` and `max`: 1.max is the last one
// before 2.min, 1.min the last before 1.0.min, `min` the least of all, and `max` the greatest. above() and
// place_of() know them.

namespace metaqore::requirement::maven_versions {

struct Reading {
  Key key{};
  bool prerelease{};  ///< alpha, beta, milestone, rc, snapshot or `min` at the end occur
};

/// The version at [begin, end) of `text`. Offsets of a refusal are those of `text`.
Reading read_version(std::string_view text, std::size_t begin, std::size_t end, const Refusal& refuse);

/// The cut directly below a version, and the one directly above it; nullopt where nothing is above it.
Key place_of(Key version);
std::optional<Key> above(Key version);

/// Whether a cut is directly above a version: keys of versions end in a mark that is not 0.
inline bool is_above(std::string_view cut) noexcept { return !cut.empty() && cut.back() == '\0'; }

/// A text of the version that the cut is directly below or above. REQUIRES: not the empty cut.
std::string version_text(std::string_view cut);

/// The least version at or above a cut that is no pre-release, where there is one; else the cut.
Key first_release(const Key& cut);

/// The number that the version directly at the cut begins with; 0 where it begins with a qualifier.
/// Saturates.
std::uint64_t major_of(std::string_view cut) noexcept;

/// The cut below the version that is nothing but this number. Its pre-releases are below, as they are for
/// Maven's `[1,2)`: a version with the same first number that has nothing below it does not exist.
Key major_version(std::uint64_t major);

}  // namespace metaqore::requirement::maven_versions
