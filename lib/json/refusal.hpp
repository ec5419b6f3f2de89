#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace metaqore::json {

/// Throws Error(invalid_argument, reason) with the message "`what` at line 1, column 7; `remedy`" and the
/// position of `offset` in its details: lines and columns count from 1, columns in bytes.
[[noreturn]] void refuse(std::string_view text, std::size_t offset, std::string reason, std::string_view what,
                         std::string_view remedy);

/// Refuses what no document can be: too large, with a byte order mark, not UTF-8.
void check_text(std::string_view text, std::size_t max_size);

/// Refuses a text whose grammar is broken at `offset`.
[[noreturn]] void refuse_syntax(std::string_view text, std::size_t offset);

}  // namespace metaqore::json
