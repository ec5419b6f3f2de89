#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.hpp"

namespace metaqore::json {

/// Throws Error(invalid_argument, reason) with the message "`what` at line 1, column 7; `remedy`" and the
/// position of `offset` in its details: lines and columns count from 1, columns in bytes.
[[noreturn]] void refuse(std::string_view text, std::size_t offset, std::string reason, std::string_view what,
                         std::string_view remedy);

/// A place in a text whose grammar is not broken before it.
struct Place {
  std::size_t offset = 0;
  std::vector<std::string> tokens{};  ///< of the value there, or of the object whose name stands there
};

/// The same with the place as a JSON Pointer behind its line and column, and in the details; of a place in a
/// document inside of the text, "`data`: `what` at `/a/0`; `remedy`", and its name as the `member`.
[[noreturn]] void refuse(std::string_view text, const Place& place, FindInner find_inner, std::string reason,
                         std::string_view what, std::string_view remedy);

/// Refuses what no document can be: too large, with a byte order mark, not UTF-8.
void check_text(std::string_view text, std::size_t max_size);

/// Refuses a text whose grammar is broken at a place.
[[noreturn]] void refuse_syntax(std::string_view text, const Place& place, FindInner find_inner);

}  // namespace metaqore::json
