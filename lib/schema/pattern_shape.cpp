#include "schema/pattern_shape.hpp"

#include <algorithm>

namespace metaqore::schema {

namespace {

/// Beyond any pattern that is taken; far below what overflows.
constexpr std::uint64_t enough = std::uint64_t{1} << 32;

std::uint64_t bounded(std::uint64_t value) { return std::min(value, enough); }

bool apart(const Coarse& left, const Coarse& right) { return (left & right).none(); }

}  // namespace

PatternShape PatternShape::one_of(const Class& characters) {
  PatternShape shape;
  shape.size = shape.width = characters.weight();
  shape.length = 1;
  shape.empty = false;
  shape.first = characters.coarse();
  return shape;
}

PatternShape joined(const PatternShape& left, const PatternShape& right) {
  PatternShape shape;
  shape.size = bounded(left.size + right.size);
  // What begins with a character that the left side never has, begins at the first such character.
  const bool one_start = left.one_end || (!right.empty && apart(right.first, left.first | left.rest));
  if (!one_start) {
    shape.width = bounded(left.width + right.size);
  } else if (left.length && *left.length > 0) {
    shape.width = std::max(left.width, right.width);
  } else {
    shape.width = bounded(left.width + right.width);
  }
  shape.length.reset();
  if (left.length && right.length) shape.length = bounded(*left.length + *right.length);
  shape.empty = left.empty && right.empty;
  shape.one_end = one_start && right.one_end;
  shape.at_start = left.at_start || (left.length == 0 && right.at_start);
  shape.first = left.first;
  if (left.empty) shape.first |= right.first;
  shape.rest = left.rest | right.rest;
  if (left.length != 0) shape.rest |= right.first;
  return shape;
}

PatternShape either(const PatternShape& left, const PatternShape& right) {
  PatternShape shape;
  shape.size = bounded(left.size + right.size + 1);
  shape.width = bounded(left.width + right.width + 1);
  shape.length.reset();
  if (left.length == right.length) shape.length = left.length;
  shape.empty = left.empty || right.empty;
  const bool one_alternative = !shape.empty && apart(left.first, right.first);
  shape.one_end = shape.length.has_value() || (one_alternative && left.one_end && right.one_end);
  shape.at_start = left.at_start && right.at_start;
  shape.first = left.first | right.first;
  shape.rest = left.rest | right.rest;
  return shape;
}

PatternShape repeated(const PatternShape& one, std::uint64_t min, std::optional<std::uint64_t> max) {
  if (max == 0) return {};
  const auto copies = max.value_or(std::max<std::uint64_t>(min, 1));
  PatternShape shape = one;
  shape.size = bounded((one.size + 1) * copies);
  // Either a turn ends where the next one has to begin, or it begins with a character that is nowhere else in
  // it; and no turn is empty.
  const bool one_turn = one.length != 0 && (one.one_end || (!one.empty && apart(one.first, one.rest)));
  shape.width = one_turn ? bounded(2 * one.width + 1) : shape.size;
  const bool as_often = max == min;
  if (one.length != 0) {
    shape.length.reset();
    if (one.length && as_often) shape.length = bounded(*one.length * copies);
    shape.one_end = as_often && one_turn && one.one_end;
    if (max != 1) shape.rest |= one.first;
  }
  shape.empty = min == 0 || one.empty;
  shape.at_start = one.at_start && min > 0;
  return shape;
}

}  // namespace metaqore::schema
