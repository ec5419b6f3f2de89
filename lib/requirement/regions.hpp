#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "requirement/claim.hpp"

namespace metaqore::requirement {

/// Versions that all claims treat alike: no claim admits some of them and refuses others.
struct Region {
  Interval interval{};
  bool prereleases{};        ///< of Set::prereleases
  std::size_t owners_out{};  ///< how many owners have a claim that refuses it
};

/// Cuts of the sets of claims, which is what looking at them costs.
std::size_t cuts_of(const Claims& claims);

/// The regions that the claims cut the line of versions into, found in one sweep over the ends of their
/// intervals.
std::vector<Region> regions_of(const Claims& claims);

bool admits(const Claim& claim, const Region& region);

/// A major version of a region, and what it takes to get there.
struct Target {
  Interval slot{};  ///< the part of the region with this major version, as people bound it
  std::uint64_t major{};
  std::uint64_t distance{};  ///< over the claims that refuse the region: how many major versions away, in sum
  bool prereleases_only{};
  bool unnamed{};  ///< pre-releases only, and nobody named the first of them
};

/// How many major versions a claim's versions are away from a major version.
std::uint64_t distance_to(const Claim& claim, std::uint64_t major);

/// The nearest. REQUIRES: `outside` are claims that refuse the region, not empty.
Target nearest_target(const Region& region, const Claims& outside);

/// The first part of a target, with releases if it has some, that is not excluded; false without one.
bool leave_out(Target& target, const Region& region, const Cuts& excluded, const Ecosystem& ecosystem);

}  // namespace metaqore::requirement
