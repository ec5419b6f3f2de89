#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace metaqore::base {

/// Lower-case hexadecimal digits, two a byte.
std::string to_hex(std::string_view bytes);

/// Reads exactly that form; upper case is refused, so that one value has one text.
std::optional<std::string> from_hex(std::string_view digits);

}  // namespace metaqore::base
