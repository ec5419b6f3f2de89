#pragma once

#include "requirement/claim.hpp"

// Whether claims on one package in one environment can live together.

namespace metaqore::requirement {

/// What must hold for them.
enum class Must {
  share,             ///< one version satisfies all
  share_with_peers,  ///< one version satisfies all peer claims, and each other claim with them
  coexist,           ///< one version for each range of compatible versions, such that each claim has its own
};

/// What everyone admits. Stops at the first claim that leaves nothing.
Set common(const Claims& claims);

bool satisfiable(Must must, const Claims& claims);

/// Claims that cannot live together, such that they can without any one of them. A pair where a pair will do.
/// Neither where so many take part that it would cost too much.
/// REQUIRES: !satisfiable(must, claims).
Claims minimal_core(Must must, const Claims& claims);

/// The same for claims that clash once `newest` joins them: `newest` takes part. Empty when it does not make
/// anything worse.
Claims minimal_core_with(Must must, const Claims& claims, const Claim& newest);

}  // namespace metaqore::requirement
