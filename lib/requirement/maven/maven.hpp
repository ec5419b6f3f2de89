#pragma once

#include "requirement/ecosystem.hpp"

namespace metaqore::requirement {

/// Maven artifacts: the order of GenericVersion of Maven's resolver, by which `mvn` resolves, and version
/// ranges (POM Reference, "Dependency Version Requirement Specification").
const Ecosystem& maven();

}  // namespace metaqore::requirement
