#include "schema/decimal.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <variant>

namespace metaqore::schema {

namespace {

__extension__ typedef unsigned __int128 Wide;

/// digits × 10^exponent; 0 has no digits. A sign does not matter to whether one is a multiple of another.
struct Decimal {
  std::uint64_t digits = 0;
  int exponent = 0;
};

Decimal decimal(std::uint64_t value) { return {value, 0}; }

Decimal decimal(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  return {value < 0 ? 0 - bits : bits, 0};
}

// The shortest digits that read back as the value are at most 17.
Decimal decimal(double value) {
  std::array<char, 32> buffer{};  // -d.dddddddddddddddde-ddd has 24
  const auto* end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific).ptr;
  Decimal result;
  bool fraction = false;
  for (const auto* at = buffer.data(); at != end; ++at) {
    if (*at >= '0' && *at <= '9') {
      result.digits = result.digits * 10 + static_cast<std::uint64_t>(*at - '0');
      if (fraction) --result.exponent;
    } else if (*at == '.') {
      fraction = true;
    } else if (*at == 'e') {
      int exponent = 0;
      std::from_chars(at + (at[1] == '+' ? 2 : 1), end, exponent);
      result.exponent += exponent;
      break;
    }
  }
  return result;
}

struct ToDecimal {
  Decimal operator()(std::uint64_t value) const { return decimal(value); }
  Decimal operator()(std::int64_t value) const { return decimal(value); }
  Decimal operator()(double value) const { return decimal(value); }
  template <class Other>
  Decimal operator()(const Other&) const {
    return {};
  }
};

std::uint64_t times(std::uint64_t left, std::uint64_t right, std::uint64_t modulus) {
  return static_cast<std::uint64_t>(Wide{left} * right % modulus);
}

std::uint64_t power_of_ten(int exponent, std::uint64_t modulus) {
  std::uint64_t result = 1 % modulus, base = 10 % modulus;
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) result = times(result, base, modulus);
    base = times(base, base, modulus);
  }
  return result;
}

}  // namespace

// v × 10^a is a multiple of d × 10^b: with a >= b, when d divides v × 10^(a-b); else when d × 10^(b-a)
// divides v, which it cannot where it is larger.
bool is_multiple(const Node& value, const Node& divisor) noexcept {
  const auto of = std::visit(ToDecimal{}, value.value);
  auto by = std::visit(ToDecimal{}, divisor.value);
  if (of.digits == 0) return true;
  if (by.digits == 0) return false;
  if (of.exponent >= by.exponent) {
    const auto power = power_of_ten(of.exponent - by.exponent, by.digits);
    return times(of.digits % by.digits, power, by.digits) == 0;
  }
  Wide whole = by.digits;
  for (int shift = by.exponent - of.exponent; shift > 0; --shift) {
    whole *= 10;
    if (whole > of.digits) return false;
  }
  return of.digits % static_cast<std::uint64_t>(whole) == 0;
}

}  // namespace metaqore::schema
