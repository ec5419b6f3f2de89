#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metaqore/json.hpp"

// JSON Pointer (RFC 6901): where a value lies in a document. Pure functions of their arguments.

namespace metaqore {

/// The value at a pointer, in canonical form; nullopt where the document has none, as at `-` or at an index
/// with a leading zero. `""` is the whole document. Throws Error(invalid_argument, `pointer.syntax`) that
/// names the offset in bytes.
METAQORE_API std::optional<Json> find(const Json& document, std::string_view pointer);

/// The reference tokens of a pointer, unescaped: `/a~1b/0` has `a/b` and `0`. Throws as find().
METAQORE_API std::vector<std::string> pointer_tokens(std::string_view pointer);

/// The pointer that has these reference tokens.
METAQORE_API std::string pointer_text(const std::vector<std::string>& tokens);

}  // namespace metaqore
