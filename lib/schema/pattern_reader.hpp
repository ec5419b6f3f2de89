#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "schema/pattern_parser.hpp"
#include "schema/pattern_set.hpp"

namespace metaqore::schema {

[[noreturn]] void refuse_pattern(std::size_t offset, std::string what, std::string remedy);

/// The smallest parts of a pattern, read one by one: characters, escapes, classes, names and counts. What is
/// no part of one throws PatternFault.
class PatternReader {
 public:
  explicit PatternReader(std::string_view ecma) : ecma_(ecma) {}

  bool done() const noexcept { return at_ >= ecma_.size(); }
  std::size_t at() const noexcept { return at_; }
  bool sees(std::string_view text) const noexcept { return ecma_.substr(at_).starts_with(text); }
  bool take(std::string_view text) noexcept;
  char32_t character();  ///< REQUIRES: !done()

  struct Count {
    std::uint64_t min = 0;
    std::optional<std::uint64_t> max{};
  };
  /// `*`, `+`, `?`, `{n}`, `{n,}` or `{n,m}`; nullopt, and nothing is read, where none stands.
  std::optional<Count> count();

  /// Digits, if any stand, as a number; beyond a million, a million.
  std::uint64_t number() noexcept;

  /// A class in brackets. REQUIRES: sees("[").
  Class brackets();

  /// What an escape stands for, inside brackets or outside. REQUIRES: the backslash was read, and what it
  /// leads is neither an assertion nor a reference.
  struct Escape {
    CharSet set{};
    std::optional<char32_t> character{};  ///< the only one of the set; absent for a class like `\d`
  };
  Escape escape(bool in_brackets);

  /// The name of a group. REQUIRES: the `<` was read.
  std::string group_name();

  /// A part of ECMA-262 that RE2 cannot say exactly, where one was read: the first.
  const std::optional<PatternFault>& beyond() const noexcept { return beyond_; }

 private:
  char32_t hex_digits(std::size_t start, std::size_t count);
  char32_t unicode_escape(std::size_t start);
  void property(CharSet& set, std::size_t start, bool negated);
  char next() const noexcept { return done() ? '\0' : ecma_[at_]; }

  std::string_view ecma_;
  std::size_t at_ = 0;
  std::optional<PatternFault> beyond_{};
};

}  // namespace metaqore::schema
