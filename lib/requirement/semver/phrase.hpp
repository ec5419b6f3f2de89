#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "requirement/semver/semver.hpp"

namespace metaqore::requirement::semver {

/// How an ecosystem says it.
struct Phrasing {
  Bounds bounds{};
  std::string_view equal{};        ///< before the one version that is meant
  std::string_view conjunction{};  ///< between comparators
  bool releases_apart = true;      ///< an end at a release leaves out the pre-releases below it
};

/// The versions from one cut up to, and without, another, both among all versions: `^1.2.3`, `~1.2.3`,
/// `1.2.3`,
/// `>=1.2.3 <1.5.0`, `<2.0.0`, `*`. Without a cut there is no end on that side.
std::string phrase(const std::optional<Key>& from, const std::optional<Key>& to, const Phrasing& phrasing);

}  // namespace metaqore::requirement::semver
