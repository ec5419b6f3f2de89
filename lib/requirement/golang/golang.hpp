#pragma once

#include "requirement/ecosystem.hpp"

namespace metaqore::requirement {

/// Go modules (Go Modules Reference). A constraint is a version, which admits itself and all above it, since
/// minimal version selection only ever raises; or comparisons as in module queries, with `,` for "and":
/// `>=v1.2.3, <v2.0.0`. In a comparison a short version has zeros for what is missing, as in the order of
/// golang.org/x/mod/semver. Pre-releases are versions like all others.
///
/// A major version in the path of a module is part of its name.
const Ecosystem& golang();

}  // namespace metaqore::requirement
