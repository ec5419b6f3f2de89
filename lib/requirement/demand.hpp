#pragma once

#include <optional>
#include <string>
#include <vector>

#include "requirement/claim.hpp"

namespace metaqore::requirement {

/// What claims on one package in one environment come to, once for each marker. `available`: the versions that
/// exist, if they are known. REQUIRES: claims of one package, not empty.
std::vector<PackageDemand> demands_of(const Claims& claims, const std::vector<std::string>* available);

/// A manifest for each ecosystem, of the demands that can be satisfied. `spelled` gives the name of each demand as
/// the first claim wrote it.
std::vector<Manifest> manifests_of(const std::vector<PackageDemand>& demands,
                                   const std::vector<std::string>& spelled);

}  // namespace metaqore::requirement
