#pragma once

#include "requirement/ecosystem.hpp"

namespace metaqore::requirement {

/// Python packages: PEP 440 (versions and specifiers), PEP 503 (names), PEP 508 (extras and markers).
const Ecosystem& pypi();

}  // namespace metaqore::requirement
