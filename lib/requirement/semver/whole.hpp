#pragma once

#include <string_view>

#include "requirement/ecosystem.hpp"
#include "requirement/semver/semver.hpp"

namespace metaqore::requirement::semver {

/// A version of semver.org that is all of the text. It is canonical as it was written.
ParsedVersion whole_version(std::string_view ecosystem, std::string_view text, const Bounds& bounds);

}  // namespace metaqore::requirement::semver
