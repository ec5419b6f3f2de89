#pragma once

#include <cstdint>
#include <optional>

#include "schema/pattern_set.hpp"

namespace metaqore::schema {

/// How large a part of a pattern is once its repetitions are written out, and how much of it can be under way
/// at one character, which is what matching takes. In instructions, roughly: `^[a-z]{1,255}$` has 255, of
/// which two are under way; `[ab]*a[ab]{255}` all.
struct PatternShape {
  std::uint64_t size = 1;
  std::uint64_t width = 1;                 ///< under way, when it was begun at one place of the text
  std::optional<std::uint64_t> length{0};  ///< in characters, where all that it matches has the same
  bool empty = true;                       ///< may match the empty text
  bool one_end = true;     ///< begun at one place, it ends at no more than one, and is over there
  bool at_start = false;   ///< matches at the start of the text alone
  Coarse first{}, rest{};  ///< the characters that it may begin with, and go on with

  static PatternShape one_of(const Class& characters);
};

PatternShape joined(const PatternShape& left, const PatternShape& right);
PatternShape either(const PatternShape& left, const PatternShape& right);
/// REQUIRES: min <= max, and neither beyond a few thousand.
PatternShape repeated(const PatternShape& shape, std::uint64_t min, std::optional<std::uint64_t> max);

}  // namespace metaqore::schema
