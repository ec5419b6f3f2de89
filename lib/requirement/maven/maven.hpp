#pragma once

#include "requirement/ecosystem.hpp"

namespace metaqore::requirement {

/// Maven artifacts: the order of ComparableVersion (POM Reference, "Version Order Specification") and version
/// ranges (POM Reference, "Dependency Version Requirement Specification").
const Ecosystem& maven();

}  // namespace metaqore::requirement
