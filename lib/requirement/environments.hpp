#pragma once

#include <optional>
#include <vector>

#include "requirement/claim.hpp"

namespace metaqore::requirement {

/// The largest sets of claims whose markers can hold together: one of all where there are no markers, nullopt
/// where there are too many to tell apart. REQUIRES: claims of one ecosystem, not empty.
std::optional<std::vector<Claims>> environments(const Claims& claims);

/// Whether their markers can hold together.
Together together(const Claims& claims);

}  // namespace metaqore::requirement
