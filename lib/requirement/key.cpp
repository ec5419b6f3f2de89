#include "requirement/key.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace metaqore::requirement {

namespace {

constexpr std::size_t fewest_digits = 20;  // of a number beyond 2^64-1

}  // namespace

void KeyWriter::digits(std::string_view text) noexcept {
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  std::uint64_t value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc::result_out_of_range)
    return number(value);
  mark(0xF8);
  mark(static_cast<unsigned char>(text.size() - fewest_digits));
  bytes(text);
}

std::uint64_t KeyReader::number() noexcept {
  const auto first = next();
  if (first < 0xF0) return first - 0x10u;
  if (first == 0xF8) {
    at_ += next() + fewest_digits;
    return std::numeric_limits<std::uint64_t>::max();
  }
  std::uint64_t value = 0;
  for (int bytes = first - 0xEF; bytes > 0; --bytes) value = value << 8 | next();
  return value;
}

std::string KeyReader::digits() {
  if (peek() != 0xF8) return std::to_string(number());
  next();
  const std::size_t size = next() + fewest_digits;
  const auto text = key_.substr(at_, size);
  at_ += size;
  return std::string(text);
}

std::string_view KeyReader::until(unsigned char end) noexcept {
  const auto start = at_;
  const auto stop = std::min(key_.find(static_cast<char>(end), start), key_.size());
  at_ = std::min(stop + 1, key_.size());
  return key_.substr(start, stop - start);
}

}  // namespace metaqore::requirement
