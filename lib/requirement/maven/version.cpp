#include "requirement/maven/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "requirement/ecosystem.hpp"
#include "requirement/key.hpp"

namespace metaqore::requirement::maven_versions {

namespace {

/// What a byte of a key says, as version.hpp has it.
enum Mark : unsigned char {
  qualifier_end = 0x01,
  outer_least = 0x01,
  outer_zero_below,
  alpha,
  beta,
  milestone,
  rc,
  snapshot,
  ga_below,
  inner_least,
  inner_zero_below,
  end_mark,
  ga_above,
  sp,
  other,
  zero_above = 0x10,
  greatest = 0xF9,
  outer_ga_above,
  outer_sp,
  outer_other,
};

/// Those that a file name or Maven's syntax of ranges cannot have are left out, as Maven's validation of
/// models does, and braces, which stand for properties.
constexpr bool is_allowed(char c) {
  return c > ' ' && c <= '~' && std::string_view("\\/:\"<>|?*[](){},").find(c) == std::string_view::npos;
}

constexpr bool is_separator(char c) { return c == '.' || c == '-' || c == '_'; }

bool equals(std::string_view text, std::string_view lower_case) {
  return std::ranges::equal(text, lower_case, {}, lower);
}

Mark mark_of(std::string_view qualifier, bool before_digit) {
  switch (qualifier.size()) {
    case 1:
      if (!before_digit) return other;
      switch (lower(qualifier[0])) {
        case 'a':
          return alpha;
        case 'b':
          return beta;
        case 'm':
          return milestone;
        default:
          return other;
      }
    case 2:
      if (equals(qualifier, "rc") || equals(qualifier, "cr")) return rc;
      if (equals(qualifier, "ga")) return ga_above;
      return equals(qualifier, "sp") ? sp : other;
    case 4:
      return equals(qualifier, "beta") ? beta : other;
    case 5:
      return equals(qualifier, "alpha") ? alpha : equals(qualifier, "final") ? ga_above : other;
    case 7:
      return equals(qualifier, "release") ? ga_above : other;
    case 8:
      return equals(qualifier, "snapshot") ? snapshot : other;
    case 9:
      return equals(qualifier, "milestone") ? milestone : other;
    default:
      return other;
  }
}

/// After a qualifier the numbers lie between the qualifiers below null and those above it.
constexpr Mark outer(Mark mark) { return static_cast<Mark>(mark + (outer_ga_above - ga_above)); }

/// Writes the key of a version, item by item.
class Writer {
 public:
  bool has_prerelease() const { return prerelease_; }

  void number(std::string_view digits) {
    begin(true);
    key_.digits(digits);
    end(digits.find_first_not_of('0') == digits.npos);
  }

  void qualifier(std::string_view text, bool before_digit) {
    const auto mark = mark_of(text, before_digit);
    const bool after_number = begin(false);
    if (mark < ga_below) put_pending_below();
    key_.mark(mark < ga_below || after_number ? mark : outer(mark));
    if (mark == other) {
      for (const char c : text) key_.mark(static_cast<unsigned char>(lower(c)));
      key_.mark(qualifier_end);
    }
    end(mark == ga_above);
  }

  void least() {
    const bool after_number = begin(true);
    put_pending_below();
    key_.mark(after_number ? outer_least : inner_least);
    end(false);
  }

  void greatest() {
    begin(true);
    key_.mark(Mark::greatest);
    end(false);
  }

  Key finish() {
    key_.cut_back(solid_);
    key_.mark(end_mark);
    return key_.key();
  }

 private:
  bool is_first() const { return run_ == 0; }

  /// Answers whether a number comes before the item, or nothing does. What is null at the end of a run goes,
  /// but for the item that the run begins with.
  bool begin(bool is_number) {
    const bool after_number = in_numbers_;
    begins_run_ = is_first() || is_number != in_numbers_;
    if (begins_run_) key_.cut_back(std::max(solid_, run_));
    in_numbers_ = is_number;
    return after_number;
  }

  void end(bool is_null) {
    const auto size = key_.view().size();
    if (!is_null || is_first()) {
      solid_ = size;
      after_number_ = in_numbers_;
    }
    if (begins_run_) run_ = size;
  }

  /// The nulls since the last item that is not null, one byte each: an item below null follows.
  void put_pending_below() {
    prerelease_ = true;
    const Key pending(key_.view().substr(solid_));
    key_.cut_back(solid_);
    for (const char c : pending) {
      const bool is_number = c == zero_above;
      key_.mark(!is_number ? ga_below : after_number_ ? outer_zero_below : inner_zero_below);
      after_number_ = is_number;
    }
  }

  KeyWriter key_;
  std::size_t run_ = 0;       // where the item ends that the run of numbers, or of qualifiers, begins with
  std::size_t solid_ = 0;     // where the last item ends that is not null, or the first of all
  bool in_numbers_ = true;    // whether the last item is a number
  bool after_number_ = true;  // whether the one at `solid_` is
  bool begins_run_ = true;
  bool prerelease_ = false;
};

constexpr bool is_digits(unsigned char mark) { return mark >= zero_above && mark < greatest; }

constexpr bool is_number(unsigned char mark) {
  return is_digits(mark) || mark == greatest || mark == outer_least || mark == inner_least ||
         mark == outer_zero_below || mark == inner_zero_below;
}

/// Of decimal digits, by one.
std::string incremented(std::string digits) {
  const auto nine = digits.find_last_not_of('9');
  if (nine == digits.npos) return '1' + std::string(digits.size(), '0');
  ++digits[nine];
  return digits.replace(nine + 1, digits.npos, digits.size() - nine - 1, '0');
}

/// Passes over an item that the reader is at.
void skip_item(KeyReader& key) {
  if (is_digits(key.peek())) {
    key.digits();
  } else if (const auto mark = key.next(); mark == other || mark == outer_other) {
    key.until(qualifier_end);
  }
}

/// The text of an item that the reader is at.
std::string item_text(KeyReader& key) {
  if (is_digits(key.peek())) return key.digits();
  switch (key.next()) {
    case alpha:
      return "alpha";
    case beta:
      return "beta";
    case milestone:
      return "milestone";
    case rc:
      return "rc";
    case snapshot:
      return "snapshot";
    case sp:
    case outer_sp:
      return "sp";
    case other:
    case outer_other:
      return std::string(key.until(qualifier_end));
    case outer_least:
    case inner_least:
      return "min";
    case outer_zero_below:
    case inner_zero_below:
      return "0";
    case Mark::greatest:
      return "max";
    default:
      return "ga";
  }
}

}  // namespace

Reading read_version(std::string_view text, std::size_t begin, std::size_t end, const Refusal& refuse) {
  if (begin == end) refuse(begin, "a version is expected", "write it like `1.2.3`");
  if (end - begin > max_version_size)
    refuse(begin + max_version_size, "the version is too long",
           fmt::format("use {} bytes at most", max_version_size));
  if (const auto found = find_variable(text.substr(begin, end - begin))) {
    refuse(begin + found->at, fmt::format("`{}` is a property of the POM", found->text),
           "write the version that it stands for");
  }
  Writer writer;
  for (auto at = begin; at < end;) {
    const auto start = at;
    while (at < end && is_digit(text[at])) ++at;
    if (at > start) {
      writer.number(text.substr(start, at - start));
      if (at < end && is_separator(text[at])) ++at;
      continue;
    }
    for (; at < end && !is_digit(text[at]) && !is_separator(text[at]); ++at) {
      if (!is_allowed(text[at]))
        refuse(at, "this character has no place in a version", "write it like `1.2.3`");
    }
    const auto word = text.substr(start, at - start);
    const bool before_digit = at < end && is_digit(text[at]);
    if (at < end && !before_digit) ++at;
    if (word.empty()) {
      writer.number("0");  // an empty item
    } else if (at == end && equals(word, "min")) {
      writer.least();
    } else if (at == end && equals(word, "max")) {
      writer.greatest();
    } else {
      writer.qualifier(word, before_digit);
    }
  }
  return {writer.finish(), writer.has_prerelease()};
}

Key place_of(Key version) {
  const Key least{static_cast<char>(outer_least), static_cast<char>(end_mark)};
  return version == least ? Key() : version;
}

std::optional<Key> above(Key version) {
  const auto last_byte = static_cast<unsigned char>(version[version.size() - 2]);
  if (last_byte == outer_least || last_byte == inner_least || last_byte == greatest) {
    std::size_t last = 0, before = 0;
    KeyReader key(version);
    while (key.peek() != end_mark) {
      before = std::exchange(last, key.at());
      skip_item(key);
    }
    const auto mark = static_cast<unsigned char>(version[last]);
    if (mark == greatest && last == 0) return std::nullopt;
    KeyWriter next;
    if (mark == greatest && is_digits(static_cast<unsigned char>(version[before]))) {
      KeyReader number(std::string_view(version).substr(before));
      next.bytes(std::string_view(version).substr(0, before));
      next.digits(incremented(number.digits()));
    } else if ((mark == outer_least && last > 0) || mark == inner_least) {
      next.bytes(std::string_view(version).substr(0, last));
      next.mark(mark == outer_least ? outer_zero_below : inner_zero_below);
    }
    if (!next.view().empty()) {
      next.mark(outer_least);
      next.mark(end_mark);
      return next.key();
    }
  }
  version.push_back('\0');
  return version;
}

std::string version_text(std::string_view cut) {
  std::string text;
  std::string item;
  bool after_number = true, is_word = false;
  KeyReader key(cut);
  while (!key.done() && key.peek() != end_mark) {
    const auto mark = key.peek();
    const bool number = is_number(mark);
    is_word = mark == other || mark == outer_other;
    if (!text.empty()) text += number && after_number ? '.' : '-';
    text += item = item_text(key);
    after_number = number;
  }
  // Only at the end of the text these words stand for the ends of all versions.
  if (is_word && (item == "min" || item == "max")) text += "-0";
  return text;
}

Key first_release(const Key& cut) {
  const Key first{static_cast<char>(ga_above), static_cast<char>(end_mark)};
  KeyReader key(cut);
  while (!key.done()) {
    const auto start = key.at();
    const auto mark = key.peek();
    // All versions with such a rest are pre-releases, and above them comes the version without the rest.
    if (mark != 0 && mark < end_mark)
      return start == 0 ? first : cut.substr(0, start) + static_cast<char>(end_mark);
    skip_item(key);
  }
  return cut.empty() ? first : cut;
}

std::uint64_t major_of(std::string_view cut) noexcept {
  KeyReader key(cut);
  if (key.peek() == greatest) return std::numeric_limits<std::uint64_t>::max();
  return key.at_number() ? key.number() : 0;
}

Key major_version(std::uint64_t major) {
  KeyWriter key;
  key.number(major);
  key.mark(end_mark);
  return key.key();
}

}  // namespace metaqore::requirement::maven_versions
