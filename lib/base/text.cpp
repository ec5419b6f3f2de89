#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
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

/// Size of the character that begins there and is escaped for people; 0 of any other. Those are the control
/// characters from U+007F to U+009F, the ends of lines and paragraphs, and what changes the direction.
std::size_t unseen_size(std::string_view text) noexcept {
  const auto byte = [&](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
  };
  if (byte(0) == 0x7F) return 1;
  if (byte(0) == 0xC2 && byte(1) <= 0x9F) return 2;
  if (byte(0) != 0xE2) return 0;
  const auto last = byte(2);
  const bool is_unseen = byte(1) == 0x80   ? last == 0x8E || last == 0x8F || (last >= 0xA8 && last <= 0xAE)
                         : byte(1) == 0x81 ? last >= 0xA6 && last <= 0xA9
                                           : false;
  return is_unseen ? 3 : 0;
}

unsigned code_point(std::string_view character) noexcept {
  const auto low = [&](std::size_t at) { return static_cast<unsigned char>(character[at]) & 0x3Fu; };
  if (character.size() == 1) return static_cast<unsigned char>(character[0]);
  if (character.size() == 2) return 0x80 | low(1);  // after C2
  return 0x2000 | low(1) << 6 | low(2);             // after E2
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

void append_seen(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto size = unseen_size(text.substr(at, 3));
    if (size == 0) {
      out += text[at++];
      continue;
    }
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", code_point(text.substr(at, size)));
    at += size;
  }
}

std::string shown(std::string_view value) {
  constexpr std::size_t longest = 80;
  const auto valid = value.substr(0, find_invalid_utf8(value).value_or(value.size()));
  const auto start = utf8_prefix(valid, longest);
  std::string text;
  for (const char c : start) {
    const auto byte = static_cast<unsigned char>(c);
    text += byte < 0x20 || byte == 0x7F ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
  }
  std::string seen;
  append_seen(seen, text);
  return start.size() < value.size() ? seen + "…" : seen;
}

}  // namespace metaqore::base
