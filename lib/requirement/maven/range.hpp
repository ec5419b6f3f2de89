#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "requirement/set.hpp"

// Version requirements of Maven's POM: `1.0` is a wish that admits every version, `[1.0,2.0)` insists (POM
// Reference, "Dependency Version Requirement Specification"; VersionRange.createFromVersionSpec).

namespace metaqore::requirement::maven_ranges {

Set parse_ranges(std::string_view text);

/// In the same order, without blanks.
std::string canonical_ranges(std::string_view text);

/// Ranges that parse to this set; nullopt when they would be too long.
std::optional<std::string> write_ranges(const Set& set);

/// What a text that does not insist asks for: a version, or the newest one, `LATEST` or `RELEASE`.
std::string_view asked_for(std::string_view text);

/// The version that is wished for. None where the text insists, or names the newest one, whichever that is.
std::optional<std::string> wish(std::string_view text);

}  // namespace metaqore::requirement::maven_ranges
