#include "schema/pattern_reader.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "schema/pattern_property.hpp"

namespace metaqore::schema {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::optional<unsigned> hex_value(char c) {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

bool is_lead(char32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_trail(char32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

/// RegExpIdentifierName (ECMA-262 §22.2.1): ID_Start and ID_Continue of Unicode, spelled out in categories.
bool is_identifier(const std::string& name) {
  static const RE2 identifier(
      "[$_\\pL\\p{Nl}\\x{1885}-\\x{1886}\\x{2118}\\x{212E}\\x{309B}-\\x{309C}]"
      "[$_\\pL\\p{Nl}\\p{Mn}\\p{Mc}\\p{Nd}\\p{Pc}\\x{B7}\\x{387}\\x{1369}-\\x{1371}\\x{19DA}\\x{1885}-\\x{"
      "1886}"
      "\\x{2118}\\x{212E}\\x{309B}-\\x{309C}\\x{200C}\\x{200D}]*",
      RE2::Quiet);
  return RE2::FullMatch(name, identifier);
}

}  // namespace

void refuse_pattern(std::size_t offset, std::string what, std::string remedy) {
  throw PatternFault{offset, std::move(what), std::move(remedy)};
}

bool PatternReader::take(std::string_view text) noexcept {
  if (!sees(text)) return false;
  at_ += text.size();
  return true;
}

char32_t PatternReader::character() {
  const auto lead = static_cast<unsigned char>(ecma_[at_++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  char32_t character = lead & (0x3Fu >> more);
  for (int i = 0; i < more; ++i)
    character = character << 6 | (static_cast<unsigned char>(ecma_[at_++]) & 0x3Fu);
  return character;
}

std::uint64_t PatternReader::number() noexcept {
  std::uint64_t value = 0;
  for (; is_digit(next()); ++at_) {
    value = std::min<std::uint64_t>(value * 10 + static_cast<std::uint64_t>(next() - '0'), 1'000'000);
  }
  return value;
}

std::optional<PatternReader::Count> PatternReader::count() {
  const auto start = at_;
  if (take("*")) return Count{0, std::nullopt};
  if (take("+")) return Count{1, std::nullopt};
  if (take("?")) return Count{0, 1};
  if (!take("{")) return std::nullopt;
  if (is_digit(next())) {
    Count count{number(), std::nullopt};
    if (!take(",")) {
      count.max = count.min;
    } else if (is_digit(next())) {
      count.max = number();
    }
    if (take("}")) return count;
  }
  at_ = start;
  return std::nullopt;
}

char32_t PatternReader::hex_digits(std::size_t start, std::size_t count) {
  char32_t value = 0;
  for (std::size_t i = 0; i < count; ++i, ++at_) {
    const auto digit = hex_value(next());
    if (!digit) {
      refuse_pattern(start, fmt::format("`{}` is no escape", ecma_.substr(start, 2)),
                     fmt::format("write {} hexadecimal digits behind it", count));
    }
    value = value << 4 | *digit;
  }
  return value;
}

char32_t PatternReader::unicode_escape(std::size_t start) {
  if (take("{")) {
    char32_t value = 0;
    const auto first = at_;
    for (; hex_value(next()); ++at_) value = std::min<char32_t>(value << 4 | *hex_value(next()), 0x110000);
    if (at_ == first || value > 0x10FFFF || !take("}")) {
      refuse_pattern(start, "`\\u{` is no escape", "write a code point up to `10FFFF` and `}` behind it");
    }
    return value;
  }
  const auto unit = hex_digits(start, 4);
  if (is_lead(unit) && sees("\\u") && ecma_.substr(at_ + 2, 1) != "{") {
    const auto before = at_;
    at_ += 2;
    const auto trail = hex_digits(before, 4);
    if (is_trail(trail)) return 0x10000 + ((unit - 0xD800) << 10) + (trail - 0xDC00);
    at_ = before;
  }
  return unit;
}

void PatternReader::property(CharSet& set, std::size_t start, bool negated) {
  const auto end = take("{") ? ecma_.find('}', at_) : std::string_view::npos;
  if (end == std::string_view::npos) {
    refuse_pattern(start, fmt::format("`{}` is no escape", ecma_.substr(start, 2)),
                   "write a property in braces behind it, as `\\p{L}`");
  }
  const auto expression = ecma_.substr(at_, end - at_);
  at_ = end + 1;
  const auto found = add_property(set, expression, negated);
  if (found == PropertyFound::unknown) {
    refuse_pattern(start, fmt::format("`{}` is no property of ECMA-262", base::shown(expression)),
                   "write one as `L`, `Letter` or `Script=Greek`");
  }
  if (found == PropertyFound::beyond && !beyond_) {
    beyond_ = PatternFault{start, fmt::format("the property `{}` is not known here", base::shown(expression)),
                           "write it in general categories, scripts or ranges"};
  }
}

PatternReader::Escape PatternReader::escape(bool in_brackets) {
  const auto start = at_ - 1;
  if (done()) refuse_pattern(start, "`\\` ends the pattern", "write `\\\\` for a backslash");
  const auto one = [](char32_t character) { return Escape{CharSet::of(character), character}; };
  const auto letter = character();
  Escape result;
  switch (letter) {
    case 'd':
      result.set.add(digits);
      return result;
    case 'D':
      result.set.add_others(digits);
      return result;
    case 'w':
      result.set.add(word);
      return result;
    case 'W':
      result.set.add_others(word);
      return result;
    case 's':
      result.set.add(space);
      return result;
    case 'S':
      result.set.add_others(space);
      return result;
    case 'p':
    case 'P':
      property(result.set, start, letter == 'P');
      return result;
    case 't':
      return one('\t');
    case 'n':
      return one('\n');
    case 'v':
      return one('\v');
    case 'f':
      return one('\f');
    case 'r':
      return one('\r');
    case 'x':
      return one(hex_digits(start, 2));
    case 'u':
      return one(unicode_escape(start));
    case 'c':
      if (is_letter(next())) return one(character() % 32);
      refuse_pattern(start, "`\\c` is no escape", "write a letter of the alphabet behind it");
    case '0':
      if (!is_digit(next())) return one(0);
      refuse_pattern(start, "an octal escape is no escape of ECMA-262", "write it as `\\x` with two digits");
    case 'b':
      if (in_brackets) return one('\b');
      break;
    default:
      break;
  }
  const bool punctuation = letter >= 0x20 && letter < 0x7F && !is_letter(static_cast<char>(letter)) &&
                           !is_digit(static_cast<char>(letter));
  if (punctuation) return one(letter);
  refuse_pattern(start,
                 fmt::format("`{}` is no escape of ECMA-262", base::shown(ecma_.substr(start, at_ - start))),
                 "write the character itself, or its code as `\\u{…}`");
}

Class PatternReader::brackets() {
  const auto start = at_;
  ++at_;
  Class result;
  result.negated = take("^");
  const auto item = [&] {
    if (take("\\")) return escape(true);
    const auto only = character();
    return Escape{CharSet::of(only), only};
  };
  const auto add = [&](const CharSet& set) {
    if (result.set.weight > max_pattern_shape) return;  // it is going to be refused
    result.set.add(set.ranges);
    result.set.classes += set.classes;
    result.set.coarse |= set.coarse;
    if (!set.classes.empty()) result.set.weight += set.weight;
  };
  while (!take("]")) {
    if (done()) refuse_pattern(start, "`[` is not closed", "write `]` behind the class, or `\\[` for itself");
    const auto range_start = at_;
    const auto first = item();
    // Annex B: a hyphen beside a class like `\w` stands for itself, as one at either end does.
    if (!sees("-") || sees("-]")) {
      add(first.set);
      continue;
    }
    ++at_;
    if (done()) continue;
    const auto last = item();
    if (first.character && last.character) {
      if (*first.character > *last.character) {
        refuse_pattern(range_start,
                       fmt::format("the range `{}` ends before it begins",
                                   base::shown(ecma_.substr(range_start, at_ - range_start))),
                       "write the smaller character first");
      }
      result.set.add(*first.character, *last.character);
    } else {
      add(first.set);
      add(CharSet::of('-'));
      add(last.set);
    }
  }
  return result;
}

std::string PatternReader::group_name() {
  const auto start = at_;
  std::string name;
  while (!done() && !sees(">")) {
    const auto escaped = at_;
    char32_t unit = take("\\u") ? unicode_escape(escaped) : character();
    append_utf8(name, unit);
  }
  if (!take(">") || !is_identifier(name)) {
    refuse_pattern(start, "a group has no proper name",
                   "write it as in `(?<year>…)`, in letters, digits and `_`");
  }
  return name;
}

}  // namespace metaqore::schema
