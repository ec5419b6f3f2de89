#include "requirement/deb/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "requirement/ecosystem.hpp"
#include "requirement/key.hpp"

namespace metaqore::requirement::debian {

namespace {

constexpr unsigned char end_mark = 0x02;
constexpr unsigned char first_number = 0x03, first_long_number = 0x90, digits_mark = 0x98;
constexpr unsigned char first_letter = 0xA0;
constexpr std::size_t fewest_digits = 20;  // of a number beyond 2^64-1
constexpr unsigned char first_epoch = 0xF0, long_epoch = 0xF8;
constexpr std::uint64_t largest_part = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t largest_epoch = std::numeric_limits<std::int32_t>::max();

constexpr std::string_view characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+-.:";

/// The byte of each character that is no digit; 0 for those that versions do not have.
constexpr auto codes = [] {
  std::array<unsigned char, 256> table{};
  for (std::size_t i = 0; i < characters.size(); ++i)
    table[static_cast<unsigned char>(characters[i])] = static_cast<unsigned char>(first_letter + i);
  table['~'] = 0x01;
  return table;
}();

constexpr char character_of(unsigned char code) {
  return code == 0x01 ? '~' : characters[code - first_letter];
}

void write_bytes(KeyWriter& key, std::uint64_t value, int count) {
  for (int i = count - 1; i >= 0; --i) key.mark(static_cast<unsigned char>(value >> (8 * i)));
}

void write_number(KeyWriter& key, std::uint64_t value) {
  if (value < first_long_number - first_number)
    return key.mark(static_cast<unsigned char>(first_number + value));
  const int count = (71 - __builtin_clzll(value)) / 8;
  key.mark(static_cast<unsigned char>(first_long_number + count - 1));
  write_bytes(key, value, count);
}

/// REQUIRES: at most 275 digits after leading zeros.
void write_digits(KeyWriter& key, std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  std::uint64_t value = 0;
  if (digits.size() < fewest_digits) {
    for (const char c : digits) value = value * 10 + static_cast<std::uint64_t>(c - '0');
    return write_number(key, value);
  }
  if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec == std::errc())
    return write_number(key, value);
  key.mark(digits_mark);
  key.mark(static_cast<unsigned char>(digits.size() - fewest_digits));
  key.bytes(digits);
}

void write_epoch(KeyWriter& key, std::uint64_t epoch) {
  if (epoch == 0) return;
  if (epoch <= long_epoch - first_epoch) return key.mark(static_cast<unsigned char>(first_epoch + epoch - 1));
  key.mark(long_epoch);
  write_bytes(key, epoch, 4);
}

/// An upstream version or a revision.
void write_part(KeyWriter& key, std::string_view text, std::size_t begin, std::size_t end,
                std::string_view allowed, const Refusal& refuse) {
  bool number_missing = true;
  for (std::size_t at = begin; at < end;) {
    if (is_digit(text[at])) {
      const auto start = at;
      while (at < end && is_digit(text[at])) ++at;
      write_digits(key, text.substr(start, at - start));
      number_missing = false;
      continue;
    }
    const auto code = codes[static_cast<unsigned char>(text[at])];
    if (code == 0 || (text[at] == ':' && !allowed.ends_with(':')))
      refuse(at, "this character has no place here", fmt::format("use letters, digits and `{}`", allowed));
    key.mark(code);
    number_missing = true;
    ++at;
  }
  if (number_missing) key.mark(first_number);
  key.mark(end_mark);
}

std::uint64_t read_bytes(KeyReader& key, int count) {
  std::uint64_t value = 0;
  for (; count > 0; --count) value = value << 8 | key.next();
  return value;
}

std::uint64_t read_epoch(KeyReader& key) {
  if (key.peek() < first_epoch) return 0;
  const auto first = key.next();
  return first == long_epoch ? read_bytes(key, 4) : first - first_epoch + 1u;
}

/// Saturates.
std::uint64_t read_number(KeyReader& key) {
  const auto first = key.next();
  if (first < first_long_number) return first - first_number;
  if (first < digits_mark) return read_bytes(key, first - first_long_number + 1);
  return std::numeric_limits<std::uint64_t>::max();
}

std::string read_digits(KeyReader& key) {
  if (key.peek() != digits_mark) return std::to_string(read_number(key));
  key.next();
  std::string digits(key.next() + fewest_digits, '0');
  for (auto& c : digits) c = static_cast<char>(key.next());
  return digits;
}

std::string read_part(KeyReader& key) {
  std::string text;
  while (!key.done()) {
    const auto first = key.peek();
    if (first == end_mark) {
      key.next();
      break;
    }
    if (first < first_number || first >= first_letter) {
      text += character_of(key.next());
      continue;
    }
    // A 0 at the end may be left out, and is where it is not usual.
    const bool usual = text.empty() || text.back() == '.';
    auto digits = read_digits(key);
    if (usual || digits != "0" || key.peek() != end_mark) text += digits;
  }
  return text;
}

}  // namespace

void refuse_variable(std::string_view text, std::size_t begin, std::size_t end, const Refusal& refuse) {
  if (const auto found = find_variable(text.substr(begin, end - begin))) {
    refuse(begin + found->at,
           fmt::format("`{}` is a variable of dpkg's substvars, which is filled in when the package is built",
                       found->text),
           "write what it stands for, or leave the requirement out");
  }
}

Key read_version(std::string_view text, std::size_t begin, std::size_t end, const Refusal& refuse) {
  refuse_variable(text, begin, end, refuse);
  if (begin == end) refuse(begin, "a version is expected", "write it like `1:2.3-4`");
  if (end - begin > max_version_size)
    refuse(begin + max_version_size, "the version is too long",
           fmt::format("use {} bytes at most", max_version_size));
  const auto version = text.substr(begin, end - begin);
  KeyWriter key;
  auto upstream = begin;
  if (const auto colon = version.find(':'); colon != version.npos) {
    // Policy: "a single (generally small) unsigned integer". dpkg reads it by strtol, which would take a
    // sign.
    std::uint64_t epoch = 0;
    for (std::size_t i = 0; i < colon; ++i) {
      if (!is_digit(version[i])) refuse(begin + i, "the epoch is no number", "write it like `1:2.3-4`");
      epoch = epoch * 10 + static_cast<std::uint64_t>(version[i] - '0');
      if (epoch > largest_epoch) refuse(begin, "the epoch is too big", "use 2147483647 at most");
    }
    if (colon == 0) refuse(begin, "the epoch is missing", "write it like `1:2.3-4`, or leave the colon out");
    write_epoch(key, epoch);
    upstream += colon + 1;
  }
  const auto hyphen = version.rfind('-');
  const auto upstream_end = hyphen == version.npos || begin + hyphen < upstream ? end : begin + hyphen;
  if (upstream == upstream_end || !is_digit(text[upstream]))
    refuse(upstream, "the upstream version does not start with a digit", "write it like `1:2.3-4`");
  if (upstream_end + 1 == end)
    refuse(upstream_end, "the revision is missing", "write it like `2.3-4`, or leave the hyphen out");
  write_part(key, text, upstream, upstream_end, "~+-.:", refuse);
  write_part(key, text, std::min(upstream_end + 1, end), end, "~+.", refuse);
  return key.key();
}

std::string version_text(std::string_view cut) {
  KeyReader key(cut);
  const auto epoch = read_epoch(key);
  auto text = read_part(key);
  const auto revision = read_part(key);
  // Only with an epoch the upstream version may have colons, and only with a revision hyphens.
  if (revision != "0" || text.find('-') != text.npos) text += "-" + revision;
  return epoch > 0 || text.find(':') != text.npos ? fmt::format("{}:{}", epoch, text) : text;
}

std::uint64_t major_of(std::string_view cut) noexcept {
  if (cut.empty()) return 0;
  KeyReader key(cut);
  const auto epoch = read_epoch(key);
  return epoch << 32 | std::min(read_number(key), largest_part);
}

Key major_version(std::uint64_t major) {
  major = std::min(major, largest_epoch << 32 | largest_part);
  KeyWriter key;
  write_epoch(key, major >> 32);
  write_number(key, major & largest_part);
  key.mark(end_mark);
  write_number(key, 0);
  key.mark(end_mark);
  return key.key();
}

}  // namespace metaqore::requirement::debian
