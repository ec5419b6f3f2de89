#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace metaqore::base {

/// Where the first byte stands that is not part of well-formed UTF-8 (RFC 3629 §4: neither overlong forms,
/// nor surrogates, nor anything above U+10FFFF); nullopt when there is none.
std::optional<std::size_t> find_invalid_utf8(std::string_view text) noexcept;

/// All of it is ASCII that is seen, or a space: most text is.
bool is_plain_ascii(std::string_view text) noexcept;

/// Whether `text` is well-formed UTF-8 throughout.
bool is_utf8(std::string_view text) noexcept;

/// Whether `text` has an ASCII control character (below U+0020, or U+007F) that is not one of `allowed`.
bool has_control(std::string_view text, std::string_view allowed = {}) noexcept;

/// The first character of `text` that is not seen, ends a line, or turns the direction of what follows: of
/// Unicode's categories Cc, Zl, Zp and Cf, but for the joiners that words and emoji are written with (U+200C,
/// U+200D), signs that are seen (such as U+0600), and those ASCII characters that are `allowed`. REQUIRES:
/// valid UTF-8.
std::optional<char32_t> find_unseen(std::string_view text, std::string_view allowed = {}) noexcept;

/// The longest start of `text` that has at most `size` bytes and does not cut a character in two.
/// REQUIRES: valid UTF-8.
std::string_view utf8_prefix(std::string_view text, std::size_t size) noexcept;

/// Appends a text that has no control characters below U+0020; of what find_unseen() finds in it, the escapes
/// that JSON has. REQUIRES: valid UTF-8.
void append_seen(std::string& out, std::string_view text);

/// A text for people as a whole: on one line, as append_seen() does, in valid UTF-8, and cut where it is not.
std::string on_one_line(std::string_view text);

/// A value as messages show it: on_one_line(), and cut if it is long.
std::string shown(std::string_view value);

}  // namespace metaqore::base
