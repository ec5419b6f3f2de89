#pragma once

#include "requirement/ecosystem.hpp"

namespace metaqore::requirement {

/// Debian packages: versions and their order of Debian Policy §5.6.12, relationship fields of §7.1.
const Ecosystem& deb();

}  // namespace metaqore::requirement
