#pragma once

#include <optional>
#include <vector>

#include "requirement/claim.hpp"

namespace metaqore::requirement {

/// Every clash between claims on one package that share their environments. REQUIRES: not empty.
std::vector<Clash> find_clashes(const Claims& claims, Sharing sharing);

/// The worst clash that `newest` takes part in once it joins `claims`; nullopt when it makes nothing worse.
std::optional<Clash> clash_with(const Claims& claims, const Claim& newest, Sharing sharing);

}  // namespace metaqore::requirement
