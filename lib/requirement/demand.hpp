#pragma once

#include <optional>
#include <string>
#include <vector>

#include "requirement/claim.hpp"

namespace metaqore::requirement {

/// What claims on one package in one environment come to, once for each marker. `available`: the versions
/// that exist, if they are known. REQUIRES: claims of one package, not empty.
std::vector<PackageDemand> demands_of(const Claims& claims, const std::vector<std::string>* available);

/// What goes into a manifest: all demands on one package in one environment.
struct Agreed {
  std::string name{};  ///< as the first claim spelled it
  std::vector<PackageDemand> demands{};
};

/// A manifest for each ecosystem. Demands whose constraint no syntax can say are left out, those of a marker
/// that say no more than what holds everywhere, and packages that would need two lines where the manifest has
/// but one.
std::vector<Manifest> manifests_of(const std::vector<Agreed>& packages);

}  // namespace metaqore::requirement
