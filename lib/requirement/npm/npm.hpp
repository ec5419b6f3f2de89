#pragma once

#include "requirement/ecosystem.hpp"

namespace metaqore::requirement {

/// node-semver's ranges (its README, and for what that leaves open, its code), in strict mode. Pre-releases
/// are a layer of their own: an alternative admits them only with the numbers of one of its own pre-releases.
///
/// Blanks are those of ASCII. Numeric identifiers of pre-releases compare as numbers of any size (semver.org
/// §11), where node-semver rounds those from 2^53 on to doubles, so that its order has no transitive law.
const Ecosystem& npm();

}  // namespace metaqore::requirement
