#pragma once

#include "requirement/claim.hpp"

namespace metaqore::requirement {

/// Claims that some environment makes hold at once.
struct Cell {
  Claims claims{};
  Together together = Together::yes;  ///< never `no`
};

/// The largest sets of claims whose markers can hold together; just one, of all, where there are no markers. Where
/// there are too many to tell apart, one of all of them, undecided. REQUIRES: claims of one ecosystem.
std::vector<Cell> environments(const Claims& claims);

/// Whether their markers can hold together.
Together together(const Claims& claims);

}  // namespace metaqore::requirement
