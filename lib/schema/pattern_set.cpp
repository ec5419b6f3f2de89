#include "schema/pattern_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace metaqore::schema {

namespace {

constexpr char32_t last_of_all = 0x10FFFF;
constexpr char32_t first_surrogate = 0xD800, last_surrogate = 0xDFFF;

void append_range(std::string& out, char32_t first, char32_t last) {
  if (first > last) return;
  fmt::format_to(std::back_inserter(out), "\\x{{{:X}}}", static_cast<std::uint32_t>(first));
  if (first < last) fmt::format_to(std::back_inserter(out), "-\\x{{{:X}}}", static_cast<std::uint32_t>(last));
}

}  // namespace

CharSet CharSet::of(char32_t character) {
  CharSet set;
  set.add(character, character);
  return set;
}

void CharSet::add(char32_t first, char32_t last) {
  ranges.push_back({first, last});
  for (char32_t at = first; at <= std::min<char32_t>(last, 127); ++at) coarse.set(at);
  if (last > 127) coarse.set(128);
  weight += last > 127 ? 4 : 1;
}

void CharSet::add(std::span<const CodeRange> more) {
  for (const auto& range : more) add(range.first, range.last);
}

void CharSet::add_others(std::span<const CodeRange> excepted) {
  char32_t next = 0;
  for (const auto& range : excepted) {
    if (next < range.first) add(next, range.first - 1);
    next = range.last + 1;
  }
  if (next <= last_of_all) add(next, last_of_all);
}

void CharSet::add_class(std::string_view name, bool negated, std::optional<std::string_view> ascii,
                        std::uint64_t instructions) {
  fmt::format_to(std::back_inserter(classes), "\\{}{{{}}}", negated ? 'P' : 'p', name);
  for (std::size_t at = 0; at < 128; ++at) {
    const bool has = ascii && ascii->find(static_cast<char>(at)) != std::string_view::npos;
    if (!ascii || has != negated) coarse.set(at);
  }
  coarse.set(128);
  weight += instructions;
}

Coarse Class::coarse() const {
  if (!negated) return set.coarse;
  Coarse others;
  others.set();
  // What a class may have is not what it has: only ranges can be taken away.
  for (const auto& range : set.ranges) {
    for (char32_t at = range.first; at <= std::min<char32_t>(range.last, 127); ++at) others.reset(at);
  }
  return others;
}

std::uint64_t Class::weight() const { return std::max<std::uint64_t>(set.weight + (negated ? 16 : 0), 1); }

void append_class(std::string& out, const Class& which) {
  out += which.negated ? "[^" : "[";
  const auto start = out.size();
  for (const auto& range : which.set.ranges) {
    append_range(out, range.first, std::min<char32_t>(range.last, first_surrogate - 1));
    append_range(out, std::max<char32_t>(range.first, last_surrogate + 1), range.last);
  }
  out += which.set.classes;
  if (out.size() == start) {
    out.resize(start - (which.negated ? 2 : 1));
    out += which.negated ? "[\\x{0}-\\x{10FFFF}" : "[^\\x{0}-\\x{10FFFF}";
  }
  out += ']';
}

void append_utf8(std::string& out, char32_t character) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (character >> shift & 0x3F)); };
  if (character < 0x80) {
    out += static_cast<char>(character);
  } else if (character < 0x800) {
    out += static_cast<char>(0xC0 | character >> 6);
    tail(0);
  } else if (character < 0x10000) {
    out += static_cast<char>(0xE0 | character >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | character >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace metaqore::schema
