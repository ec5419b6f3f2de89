#include "base/id.hpp"

#include <array>
#include <cstdint>

namespace metaqore::base {

std::string make_id(std::string_view prefix, Time time, Random& random) {
  std::array<std::byte, 10> tail{};
  random.fill(tail);
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
  auto high = static_cast<std::uint64_t>(ms) << 16 | 0x7000 |
              (std::to_integer<std::uint64_t>(tail[0]) & 0x0f) << 8 | std::to_integer<std::uint64_t>(tail[1]);
  std::uint64_t low = 0;
  for (std::size_t i = 2; i < tail.size(); ++i) low = low << 8 | std::to_integer<std::uint64_t>(tail[i]);
  low = (low & 0x3fff'ffff'ffff'ffff) | 0x8000'0000'0000'0000;

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
