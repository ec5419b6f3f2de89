#include "base/id.hpp"

#include <array>
#include <cstdint>

namespace metaqore::base {

std::string make_id(std::string_view prefix, Time time, std::uint64_t counter, Random& random) {
  std::array<std::byte, 7> tail{};
  random.fill(tail);
  const auto us = static_cast<std::uint64_t>(time.time_since_epoch().count());
  const auto fraction = us % 1'000 * 4'096 / 1'000;  // of the millisecond, in the 12 bits beside the version
  auto high = us / 1'000 << 16 | 0x7000 | fraction;
  std::uint64_t low = 0;
  for (const auto byte : tail) low = low << 8 | std::to_integer<std::uint64_t>(byte);
  low = 0b10ull << 62 | (counter & 0x3ff) << 52 | (low & 0xf'ffff'ffff'ffff);  // the variant first

  constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
  std::array<char, 26> text{};
  for (std::size_t i = text.size(); i-- > 0;) {  // five bits at a time, from the least significant
    text[i] = alphabet[low & 31];
    low = low >> 5 | high << 59;
    high >>= 5;
  }
  return std::string(prefix).append(text.data(), text.size());
}

}  // namespace metaqore::base
