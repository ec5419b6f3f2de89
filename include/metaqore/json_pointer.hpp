#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "metaqore/error.hpp"

// JSON Pointer (RFC 6901): where a value lies in a document, as Json::find() finds it. Pure functions of
// their arguments.

namespace metaqore {

/// The reference tokens of a pointer, unescaped: `/a~1b/0` has `a/b` and `0`. Throws
/// Error(invalid_argument, `pointer.syntax`) that names the offset in bytes.
METAQORE_API std::vector<std::string> pointer_tokens(std::string_view pointer);

/// The pointer that has these reference tokens.
METAQORE_API std::string pointer_text(const std::vector<std::string>& tokens);

}  // namespace metaqore
