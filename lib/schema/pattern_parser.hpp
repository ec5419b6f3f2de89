#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "schema/pattern_shape.hpp"

namespace metaqore::schema {

/// What is wrong with a pattern, or beyond what is matched.
struct PatternFault {
  std::size_t offset{};  ///< in bytes
  std::string what{};    ///< with the value at fault in backticks
  std::string remedy{};
};

struct ParsedPattern {
  /// A pattern of ECMA-262 that is not matched here: it takes backtracking, or exceeds a bound. The first of
  /// these; nothing else is filled in then.
  std::optional<PatternFault> beyond{};
  std::string re2{};  ///< in RE2's syntax, with the same meaning
  PatternShape shape{};
  bool inside_words = false;  ///< has a `\B`
};

constexpr std::size_t max_pattern_size = 64 << 10;
constexpr std::size_t max_pattern_depth = 200;         ///< of groups
constexpr std::size_t max_pattern_repetition = 1'000;  ///< RE2's, also of repetitions inside each other
constexpr std::uint64_t max_pattern_shape =
    100'000;  ///< PatternShape::size; keeps what RE2 builds before it counts small

/// Reads a pattern (ECMA-262 §22.2.1 in `u` mode, with the liberties that Pattern tells of). Throws
/// PatternFault for what is none. Neither recursive nor more than linear in the pattern.
ParsedPattern parse_pattern(std::string_view ecma);

}  // namespace metaqore::schema
