#include "json/number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <system_error>
#include <utility>

#include "json/document.hpp"

namespace metaqore::json {

namespace {

/// Of all of `text` as an integer; nullopt if it is none, or beyond 64 bits.
std::optional<Number> read_integer(std::string_view text) {
  const auto* end = text.data() + text.size();
  std::int64_t small = 0;
  auto result = std::from_chars(text.data(), end, small);
  if (result.ptr != end) return std::nullopt;
  if (result.ec == std::errc{}) return small;
  std::uint64_t large = 0;
  result = std::from_chars(text.data(), end, large);
  if (result.ptr == end && result.ec == std::errc{}) return large;
  return std::nullopt;
}

/// Whether a literal that no double is near is too large for one, not too small. Such a literal is not zero.
bool is_large(std::string_view literal) {
  const auto mark = std::min(literal.find_first_of("eE"), literal.size());
  const auto mantissa = literal.substr(0, mark);
  const auto point = std::min(mantissa.find('.'), mantissa.size());
  const auto leading = mantissa.find_first_of("123456789");
  // The decimal exponent of the first digit that counts.
  auto magnitude = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(leading);
  if (mark < literal.size()) {
    auto digits = literal.substr(mark + 1);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    std::int64_t exponent = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    if (result.ec != std::errc{}) return !digits.starts_with('-');
    magnitude += exponent;
  }
  return magnitude > 0;
}

Number read_real(std::string_view literal) {
  double value = 0;
  const auto result = std::from_chars(literal.data(), literal.data() + literal.size(), value);
  if (result.ec != std::errc{}) {
    if (is_large(literal)) return NumberFault::not_finite;
    return std::int64_t{0};
  }
  constexpr double exact = 9007199254740992;  // 2^53
  if (std::trunc(value) != value) return value;
  if (std::abs(value) <= exact) return static_cast<std::int64_t>(value);
  return read_integer(number(value)).value_or(value);
}

/// Writes a number of at most three decimals, which most are, by the fewest of these that read as the value:
/// of decimals with up to 15 digits no two read as the same double.
bool append_short(std::string& out, double value) {
  constexpr double most = 1e11;
  const double size = std::abs(value);
  if (!(size < most) || static_cast<double>(static_cast<std::int64_t>(size)) == size) return false;
  for (const auto& [scale, decimals] : {std::pair(10, 1), {100, 2}, {1'000, 3}}) {
    const auto digits = static_cast<std::int64_t>(size * scale + 0.5);  // the product may be a little off
    if (static_cast<double>(digits) / scale != size) continue;
    std::array<char, 24> text;
    auto* at = text.data();
    if (value < 0) *at++ = '-';
    at = std::to_chars(at, text.data() + text.size(), digits / scale).ptr;
    *at++ = '.';
    auto rest = digits % scale;
    for (int place = decimals; place-- > 0; rest /= 10) at[place] = static_cast<char>('0' + rest % 10);
    out.append(text.data(), at + decimals);
    return true;
  }
  return false;
}

}  // namespace

Number read_number(std::string_view literal) {
  if (const auto integer = read_integer(literal)) return *integer;
  const auto real = read_real(literal);
  if (literal.find_first_of(".eE") != std::string_view::npos) return real;
  const auto* value = std::get_if<double>(&real);
  if (value == nullptr || number(*value) != literal) return NumberFault::integer_out_of_range;
  return real;
}

// ECMA-262 Number::toString: s is the shortest run of digits that reads back as the value, k their count, and
// the value is 0.s × 10^n.
void append_number(std::string& out, double value) {
  if (value == 0) {  // of either sign
    out += '0';
    return;
  }
  if (append_short(out, value)) return;
  std::array<char, 32> buffer{};  // -d.dddddddddddddddde-ddd has 24
  const auto result =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  std::string_view text(buffer.data(), static_cast<std::size_t>(result.ptr - buffer.data()));
  if (text.starts_with('-')) {
    out += '-';
    text.remove_prefix(1);
  }
  const auto mark = text.find('e');
  std::string digits(text.substr(0, 1));
  if (mark > 2) digits += text.substr(2, mark - 2);
  int exponent = 0;
  const auto* sign = text.data() + mark + 1;
  std::from_chars(sign + (*sign == '+' ? 1 : 0), result.ptr, exponent);

  const int k = static_cast<int>(digits.size());
  const int n = exponent + 1;
  if (k <= n && n <= 21) {
    out.append(digits).append(static_cast<std::size_t>(n - k), '0');
  } else if (0 < n && n <= 21) {
    const auto whole = static_cast<std::size_t>(n);
    out.append(digits, 0, whole).append(1, '.').append(digits, whole);
  } else if (-6 < n && n <= 0) {
    out.append("0.").append(static_cast<std::size_t>(-n), '0').append(digits);
  } else {
    out += digits[0];
    if (k > 1) out.append(1, '.').append(digits, 1);
    out.append(exponent < 0 ? "e-" : "e+").append(std::to_string(std::abs(exponent)));
  }
}

std::string number(double value) {
  std::string out;
  append_number(out, value);
  return out;
}

}  // namespace metaqore::json
