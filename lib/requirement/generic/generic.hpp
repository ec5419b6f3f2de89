#pragma once

#include "requirement/ecosystem.hpp"

namespace metaqore::requirement {

/// Versions of semver.org 2.0.0 without a rule for pre-releases: they are in a range like every other
/// version. Constraints are node-semver's ranges, with `,` for "and", and `!=`. An x-range ends before the
/// first pre-release of the next: `1.2` is `>=1.2.0 <1.3.0-0`, `>1.2` is `>=1.3.0-0`.
const Ecosystem& generic();

}  // namespace metaqore::requirement
