#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace metaqore::base {

namespace {

bool within(unsigned char byte, unsigned char low, unsigned char high) { return byte >= low && byte <= high; }

/// Bytes of the well-formed character that `text` starts with, 0 if it starts with none: the table of
/// RFC 3629 §4, in which only the second byte has a range that depends on the first.
std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const auto lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t size = within(lead, 0xC2, 0xDF)   ? 2
                           : within(lead, 0xE0, 0xEF) ? 3
                           : within(lead, 0xF0, 0xF4) ? 4
                                                      : 0;
  if (size == 0 || text.size() < size) return 0;
  const unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (!within(byte(1), low, high)) return 0;
  for (std::size_t at = 2; at < size; ++at) {
    if (!within(byte(at), 0x80, 0xBF)) return 0;
  }
  return size;
}

/// Of a well-formed character.
char32_t code_point(std::string_view character) noexcept {
  const auto bits = [&](std::size_t at, unsigned mask) {
    return static_cast<char32_t>(static_cast<unsigned char>(character[at]) & mask);
  };
  switch (character.size()) {
    case 1:
      return bits(0, 0x7F);
    case 2:
      return bits(0, 0x1F) << 6 | bits(1, 0x3F);
    case 3:
      return bits(0, 0x0F) << 12 | bits(1, 0x3F) << 6 | bits(2, 0x3F);
    default:
      return bits(0, 0x07) << 18 | bits(1, 0x3F) << 12 | bits(2, 0x3F) << 6 | bits(3, 0x3F);
  }
}

/// What find_unseen() finds; Unicode 15.
bool is_unseen(char32_t point) noexcept {
  struct Range {
    char32_t first, last;
  };
  static constexpr std::array ranges{
      Range{0x00, 0x1F},       Range{0x7F, 0x9F},       Range{0xAD, 0xAD},     Range{0x61C, 0x61C},
      Range{0x180E, 0x180E},   Range{0x200B, 0x200B},   Range{0x200E, 0x200F}, Range{0x2028, 0x202E},
      Range{0x2060, 0x206F},   Range{0xFEFF, 0xFEFF},   Range{0xFFF9, 0xFFFB}, Range{0x1BCA0, 0x1BCA3},
      Range{0x1D173, 0x1D17A}, Range{0xE0000, 0xE007F},
  };
  return std::ranges::any_of(ranges,
                             [point](const Range& it) { return point >= it.first && point <= it.last; });
}

/// Most text is ASCII that is seen.
bool is_plain(char byte) noexcept { return byte >= 0x20 && byte < 0x7F; }

void append_escape(std::string& out, char32_t point) {
  const auto unit = [&](std::uint32_t value) { fmt::format_to(std::back_inserter(out), "\\u{:04x}", value); };
  if (point < 0x10000) return unit(point);
  const std::uint32_t above = point - 0x10000;  // a surrogate pair: RFC 8259 §7
  unit(0xD800 | above >> 10);
  unit(0xDC00 | (above & 0x3FF));
}

}  // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    if (std::uint64_t block; text.size() - at >= sizeof(block)) {  // most text is ASCII: eight bytes at once
      std::memcpy(&block, text.data() + at, sizeof(block));
      if ((block & 0x8080808080808080u) == 0) {
        at += sizeof(block);
        continue;
      }
    }
    const auto size = character_size(text.substr(at));
    if (size == 0) return at;
    at += size;
  }
  return std::nullopt;
}

bool is_plain_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), is_plain);
}

bool is_utf8(std::string_view text) noexcept { return !find_invalid_utf8(text); }

bool has_control(std::string_view text, std::string_view allowed) noexcept {
  return std::any_of(text.begin(), text.end(), [allowed](char c) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    return control && allowed.find(c) == std::string_view::npos;
  });
}

std::string_view utf8_prefix(std::string_view text, std::size_t size) noexcept {
  if (size >= text.size()) return text;
  while (size > 0 && within(static_cast<unsigned char>(text[size]), 0x80, 0xBF)) --size;
  return text.substr(0, size);
}

std::optional<char32_t> find_unseen(std::string_view text, std::string_view allowed) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    if (is_plain(text[at]) || allowed.find(text[at]) != std::string_view::npos) {
      ++at;
      continue;
    }
    const auto size = character_size(text.substr(at));
    const auto point = code_point(text.substr(at, size));
    if (is_unseen(point)) return point;
    at += size;
  }
  return std::nullopt;
}

void append_seen(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (is_plain(text[at])) {
      out += text[at++];
      continue;
    }
    const auto character = text.substr(at, character_size(text.substr(at)));
    const auto point = code_point(character);
    if (point >= 0x20 && is_unseen(point)) {
      append_escape(out, point);
    } else {
      out += character;
    }
    at += character.size();
  }
}

std::string on_one_line(std::string_view text) {
  const auto valid = text.substr(0, find_invalid_utf8(text).value_or(text.size()));
  std::string ascii;
  for (const char c : valid) {
    const auto byte = static_cast<unsigned char>(c);
    ascii += byte < 0x20 || byte == 0x7F ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
  }
  std::string seen;
  append_seen(seen, ascii);
  return valid.size() < text.size() ? seen + "…" : seen;
}

std::string shown(std::string_view value) {
  constexpr std::size_t longest = 80;
  const auto valid = value.substr(0, find_invalid_utf8(value).value_or(value.size()));
  const auto start = utf8_prefix(valid, longest);
  return start.size() < value.size() ? on_one_line(start) + "…" : on_one_line(start);
}

}  // namespace metaqore::base
