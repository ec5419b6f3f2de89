#pragma once

#include <span>

#include "requirement/ecosystem.hpp"

namespace metaqore::requirement::maven_pom {

/// The `<dependencies>` of a pom.xml (POM Reference, "Dependencies").
ManifestText dependencies(std::span<const Demand> demands);

}  // namespace metaqore::requirement::maven_pom
