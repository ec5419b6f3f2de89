#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "requirement/cuts.hpp"
#include "requirement/key.hpp"
#include "requirement/text.hpp"

// Versions of semver.org 2.0.0: how they are read, and the keys that order as §11 says.
//
// A key is the three numbers, and then what makes it a pre-release, or `release_mark`, which is above all of
// that. A numeric identifier is a number; an alphanumeric one is a mark above all numbers and its bytes. A
// zero byte parts an alphanumeric identifier from the next: it is below every character, so that a shorter
// list of identifiers is below a longer one. The least version of all, 0.0.0-0, has the empty key.
//
// Build metadata takes no part in the order (§10) and is dropped from keys.

namespace metaqore::requirement::semver {

inline constexpr unsigned char release_mark = 0xFF;
inline constexpr unsigned char word_mark = 0xF9;
inline constexpr unsigned char word_end = 0x00;

/// As many as a version of 256 bytes has room for.
inline constexpr std::size_t max_digits = 252;

/// How large the numbers of an ecosystem's versions may be.
struct Bounds {
  std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
  bool unbounded = false;  ///< up to max_digits digits
};

/// A number of any size. One beyond 2^64-1 looks into the text of its digits.
class Number {
 public:
  constexpr Number() = default;
  constexpr explicit Number(std::uint64_t value) noexcept : value_(value) {}

  /// REQUIRES: digits for more than 2^64-1, without leading zeros. `plus_one`: one more than they say.
  static constexpr Number of_digits(std::string_view digits, bool plus_one = false) noexcept {
    Number number(digits.size() * 2 + (plus_one ? 1 : 0));
    number.digits_ = digits.data();
    return number;
  }

  constexpr bool is_wide() const noexcept { return digits_ != nullptr; }
  constexpr bool is_zero() const noexcept { return value_ == 0; }
  constexpr std::uint64_t value() const noexcept { return value_; }  ///< REQUIRES: not is_wide()
  constexpr std::string_view digits() const noexcept {
    return {digits_, value_ / 2};
  }  ///< REQUIRES: is_wide()
  constexpr bool plus_one() const noexcept { return value_ % 2 == 1; }  ///< REQUIRES: is_wide()

 private:
  std::uint64_t value_ = 0;  // where digits_ is not null: their count doubled, and one for plus_one
  const char* digits_ = nullptr;
};

/// Looks into the text that it was read from.
struct Version {
  std::array<Number, 3> numbers{};  ///< major, minor, patch
  std::string_view prerelease{};    ///< identifiers and dots, or empty
};

/// The next number; nullopt beyond the bounds.
std::optional<Number> next(const Number& number, const Bounds& bounds) noexcept;

/// The least version with these numbers: `-0`.
Version least(const Number& major, const Number& minor, const Number& patch) noexcept;

Key key(const Version& version);

/// The key of the next version: 1.2.4-0 after 1.2.3, 1.2.3-a.0 after 1.2.3-a. Numbers at their bound carry;
/// nullopt after the last version of all.
std::optional<Key> key_after(const Version& version, const Bounds& bounds);

void append(std::string& out, const Number& number);
std::string text(const Version& version);

/// What is wrong with a text, and where; nothing when `what` is null.
struct Fault {
  std::size_t at = 0;
  const char* what = nullptr;
};

/// Each reads as much as belongs to it and moves the scanner behind; false with the fault where that is none.
bool read_number(Scanner& scan, Number& number, Fault& fault) noexcept;
bool read_prerelease(Scanner& scan, std::string_view& prerelease, Fault& fault) noexcept;  ///< without `-`
bool read_build(Scanner& scan, std::string_view& build, Fault& fault) noexcept;            ///< without `+`

/// `1.2.3-a+b`, with all three numbers within the bounds.
bool read_version(Scanner& scan, const Bounds& bounds, Version& version, std::string_view& build,
                  Fault& fault) noexcept;

/// Whether a number that was read is within the bounds.
inline bool within(const Number& number, const Bounds& bounds) noexcept {
  if (number.is_wide()) return bounds.unbounded && number.digits().size() <= max_digits;
  return number.value() <= bounds.largest;
}

}  // namespace metaqore::requirement::semver
