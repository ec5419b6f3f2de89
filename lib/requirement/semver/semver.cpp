#include "requirement/semver/semver.hpp"

#include <charconv>

#include "requirement/ecosystem.hpp"

namespace metaqore::requirement::semver {

namespace {

constexpr std::string_view two_to_the_64 = "18446744073709551616";

constexpr bool is_identifier(char c) noexcept { return is_digit(c) || is_letter(c) || c == '-'; }

std::string incremented(std::string_view digits) {
  std::string result(digits);
  for (auto i = result.size(); i-- > 0;) {
    if (result[i] != '9') {
      ++result[i];
      return result;
    }
    result[i] = '0';
  }
  return "1" + result;
}

void write(KeyWriter& out, const Number& number) {
  if (!number.is_wide()) return out.number(number.value());
  number.plus_one() ? out.digits(incremented(number.digits())) : out.digits(number.digits());
}

void write(KeyWriter& out, const std::array<Number, 3>& numbers) {
  for (const auto& number : numbers) write(out, number);
}

bool is_numeric(std::string_view identifier) noexcept {
  for (const char c : identifier) {
    if (!is_digit(c)) return false;
  }
  return true;
}

/// Answers whether the last identifier is alphanumeric.
bool write_prerelease(KeyWriter& out, std::string_view prerelease) noexcept {
  if (prerelease == "0") {
    out.number(0);
    return false;
  }
  bool after_word = false;
  for (;;) {
    const auto dot = prerelease.find('.');
    const auto identifier = prerelease.substr(0, dot);
    if (after_word) out.mark(word_end);
    after_word = !is_numeric(identifier);
    if (after_word) {
      out.mark(word_mark);
      out.bytes(identifier);
    } else {
      out.digits(identifier);
    }
    if (dot == std::string_view::npos) return after_word;
    prerelease.remove_prefix(dot + 1);
  }
}

/// Identifiers of `characters` with dots between them.
template <class Check>
bool read_identifiers(Scanner& scan, std::string_view& identifiers, Fault& fault, Check&& check) noexcept {
  const auto start = scan.at();
  do {
    const auto at = scan.at();
    const auto identifier = scan.take_while(is_identifier);
    if (identifier.empty()) {
      fault = {at, "an identifier of letters, digits and hyphens is expected"};
      return false;
    }
    if (!check(identifier)) {
      fault = {at, "a number may not begin with zero"};
      return false;
    }
  } while (scan.take('.'));
  identifiers = scan.since(start);
  return true;
}

}  // namespace

std::optional<Number> next(const Number& number, const Bounds& bounds) noexcept {
  if (!number.is_wide() && number.value() < bounds.largest) return Number(number.value() + 1);
  if (!bounds.unbounded) return std::nullopt;
  return number.is_wide() ? Number::of_digits(number.digits(), true) : Number::of_digits(two_to_the_64);
}

Version least(const Number& major, const Number& minor, const Number& patch) noexcept {
  return {{major, minor, patch}, "0"};
}

Key key(const Version& version) {
  const auto& [major, minor, patch] = version.numbers;
  if (version.prerelease == "0" && major.is_zero() && minor.is_zero() && patch.is_zero()) return {};
  KeyWriter out;
  write(out, version.numbers);
  version.prerelease.empty() ? out.mark(release_mark) : void(write_prerelease(out, version.prerelease));
  return out.key();
}

std::optional<Key> key_after(const Version& version, const Bounds& bounds) {
  KeyWriter out;
  if (!version.prerelease.empty()) {
    write(out, version.numbers);
    if (write_prerelease(out, version.prerelease)) out.mark(word_end);
    out.number(0);
    return out.key();
  }
  auto numbers = version.numbers;
  for (auto i = numbers.size(); i-- > 0; numbers[i] = {}) {
    const auto following = next(numbers[i], bounds);
    if (!following) continue;
    numbers[i] = *following;
    write(out, numbers);
    out.number(0);
    return out.key();
  }
  return std::nullopt;
}

void append(std::string& out, const Number& number) {
  if (number.is_wide()) {
    number.plus_one() ? out += incremented(number.digits()) : out += number.digits();
    return;
  }
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number.value()).ptr;
  out.append(digits, end);
}

std::string text(const Version& version) {
  std::string out;
  for (std::size_t i = 0; i < 3; ++i) {
    if (i > 0) out += '.';
    append(out, version.numbers[i]);
  }
  if (!version.prerelease.empty()) (out += '-') += version.prerelease;
  return out;
}

bool read_number(Scanner& scan, Number& number, Fault& fault) noexcept {
  const auto start = scan.at();
  const auto digits = scan.take_while(is_digit);
  if (digits.empty()) {
    fault = {start, "a number is expected"};
    return false;
  }
  if (digits.size() > 1 && digits.front() == '0') {
    fault = {start, "a number may not begin with zero"};
    return false;
  }
  std::uint64_t value = 0;
  if (digits.size() < 20) {
    for (const char c : digits) value = value * 10 + static_cast<unsigned>(c - '0');
  } else if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc{}) {
    number = Number::of_digits(digits);
    return true;
  }
  number = Number(value);
  return true;
}

bool read_prerelease(Scanner& scan, std::string_view& prerelease, Fault& fault) noexcept {
  return read_identifiers(scan, prerelease, fault, [](std::string_view identifier) {
    return identifier.size() == 1 || identifier.front() != '0' || !is_numeric(identifier);
  });
}

bool read_build(Scanner& scan, std::string_view& build, Fault& fault) noexcept {
  return read_identifiers(scan, build, fault, [](std::string_view) { return true; });
}

bool read_version(Scanner& scan, const Bounds& bounds, Version& version, std::string_view& build,
                  Fault& fault) noexcept {
  const auto start = scan.at();
  version.prerelease = build = {};
  for (std::size_t i = 0; i < 3; ++i) {
    if (i > 0 && !scan.take('.')) {
      fault = {scan.at(), "a dot and the next of three numbers are expected"};
      return false;
    }
    const auto at = scan.at();
    if (!read_number(scan, version.numbers[i], fault)) return false;
    if (!within(version.numbers[i], bounds)) {
      fault = {at, "the number is too large"};
      return false;
    }
  }
  if (scan.take('-') && !read_prerelease(scan, version.prerelease, fault)) return false;
  if (scan.take('+') && !read_build(scan, build, fault)) return false;
  if (scan.at() - start > max_version_size) {
    fault = {start + max_version_size, "the version is too long"};
    return false;
  }
  return true;
}

}  // namespace metaqore::requirement::semver
