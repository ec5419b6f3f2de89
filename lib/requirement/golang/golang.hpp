#pragma once

#include "requirement/ecosystem.hpp"

namespace metaqore::requirement {

/// Go modules (Go Modules Reference). A constraint is a version, which admits itself and all above it, since
/// minimal version selection only ever raises; or comparisons as in module queries, with `,` for "and":
/// `>=v1.2.3, <v2.0.0`. In a comparison a short version has zeros for what is missing, as in the order of
/// golang.org/x/mod/semver. Pre-releases are versions like all others.
///
/// A major version in the path of a module is part of its name, and says which versions the module has: those
/// of
/// `/v2` are v2, those of a path without are v0, v1 and what is `+incompatible`.
const Ecosystem& golang();

}  // namespace metaqore::requirement
