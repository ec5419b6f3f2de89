#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace metaqore::schema {

struct CodeRange {
  char32_t first, last;
};

/// Which characters a set may have: the 128 of ASCII one by one, and whether there is any other.
using Coarse = std::bitset<129>;

/// A set of characters, as ranges and as classes that RE2 knows by name.
struct CharSet {
  std::vector<CodeRange> ranges{};
  std::string classes{};     ///< in RE2's syntax, to stand inside brackets: `\p{Lu}\P{Greek}`
  Coarse coarse{};           ///< no character of the set is missing in it
  std::uint64_t weight = 0;  ///< about the instructions that it takes, for sizes alone
  static CharSet of(char32_t character);

  void add(char32_t first, char32_t last);
  void add(std::span<const CodeRange> more);
  /// All but these. REQUIRES: sorted and apart.
  void add_others(std::span<const CodeRange> excepted);
  /// A class that RE2 knows by name, what it has of ASCII, where that is known, and what it takes.
  void add_class(std::string_view name, bool negated, std::optional<std::string_view> ascii,
                 std::uint64_t instructions);
};

/// What `^` at the begin of a set makes of it, where classes have no ranges to be turned round.
struct Class {
  CharSet set{};
  bool negated = false;

  Coarse coarse() const;
  std::uint64_t weight() const;
};

/// Appends the class in RE2's syntax. Surrogates match nothing, because no valid text has them.
void append_class(std::string& out, const Class& which);

/// Appends a character in UTF-8; a surrogate as if it were one.
void append_utf8(std::string& out, char32_t character);

inline constexpr std::array<CodeRange, 1> digits{{{'0', '9'}}};
inline constexpr std::array<CodeRange, 4> word{{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}};
/// WhiteSpace and LineTerminator (ECMA-262 §12.2, §12.3).
inline constexpr std::array<CodeRange, 10> space{{{0x09, 0x0D},
                                                  {0x20, 0x20},
                                                  {0xA0, 0xA0},
                                                  {0x1680, 0x1680},
                                                  {0x2000, 0x200A},
                                                  {0x2028, 0x2029},
                                                  {0x202F, 0x202F},
                                                  {0x205F, 0x205F},
                                                  {0x3000, 0x3000},
                                                  {0xFEFF, 0xFEFF}}};
inline constexpr std::array<CodeRange, 3> line_terminators{{{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}};

}  // namespace metaqore::schema
