#pragma once

#include <optional>
#include <vector>

#include "requirement/semver/semver.hpp"
#include "requirement/set.hpp"

namespace metaqore::requirement::semver {

/// From one cut up to another, both among all versions, where releases between are meant, and of the
/// pre-releases those with the numbers of an end that is a pre-release. Without a cut there is no end.
struct Piece {
  std::optional<Key> from{};
  std::optional<Key> to{};
};

/// A set whose pre-releases are apart, as ascending pieces that it is the union of; nullopt where that takes
/// more than `most`. Pre-releases beside an end of a run of releases are one piece with it.
std::optional<std::vector<Piece>> pieces(const Set& set, const Bounds& bounds, std::size_t most);

}  // namespace metaqore::requirement::semver
