#pragma once

#include "requirement/satisfaction.hpp"

namespace metaqore::requirement {

/// The smallest changes after which `claims` satisfy `must`, best first, at most eight and each for other
/// owners; what the ecosystem's syntax cannot say is not offered. REQUIRES: !satisfiable(must, claims), and
/// `core` is a minimal core of them.
std::vector<WayOut> ways_out(Must must, const Claims& claims, const Claims& core);

}  // namespace metaqore::requirement
