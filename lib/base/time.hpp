#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "metaqore/time.hpp"

namespace metaqore::base {

/// RFC 3339 in the one form that the library writes: `2026-01-31T23:59:59.000001Z`. Years 0 to 9999.
std::string format_time(Time time);

/// Reads exactly that form.
std::optional<Time> parse_time(std::string_view text);

}  // namespace metaqore::base
