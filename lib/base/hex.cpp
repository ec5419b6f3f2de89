#include "base/hex.hpp"

namespace metaqore::base {

namespace {

constexpr std::string_view alphabet = "0123456789abcdef";

}  // namespace

std::string to_hex(std::string_view bytes) {
  std::string digits(bytes.size() * 2, '0');
  auto* digit = digits.data();
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    *digit++ = alphabet[value >> 4];
    *digit++ = alphabet[value & 15];
  }
  return digits;
}

std::optional<std::string> from_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(digits.size() / 2);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const auto high = alphabet.find(digits[i]), low = alphabet.find(digits[i + 1]);
    if (high == alphabet.npos || low == alphabet.npos) return std::nullopt;
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

}  // namespace metaqore::base
