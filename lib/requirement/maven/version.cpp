#include "requirement/maven/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "requirement/ecosystem.hpp"
#include "requirement/key.hpp"

namespace metaqore::requirement::maven_versions {

namespace {

enum Mark : unsigned char {
  qualifier_end = 0x01,
  alpha = 0x01,
  beta,
  milestone,
  rc,
  snapshot,
  ga_below,
  list_below,
  zero_below,
  end_mark,
  ga_above,
  sp,
  other,
  list_above,
  zero_above = 0x10,
};

constexpr std::array<std::string_view, 14> names{"", "alpha", "beta", "milestone", "rc", "snapshot", "ga",
                                                 "", "",      "",     "ga",        "sp", "",         ""};

/// Those that a file name or Maven's syntax of ranges cannot have are left out, as Maven's validation of
/// models does, and braces, which stand for properties.
constexpr bool is_allowed(char c) {
  return c > ' ' && c <= '~' && std::string_view("\\/:\"<>|?*[](){},").find(c) == std::string_view::npos;
}

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

/// Writes the key of a version, item by item.
class Writer {
 public:
  bool list_is_empty() const { return empty_; }
  bool has_prerelease() const { return prerelease_; }

  void begin_list() {
    key_.cut_back(std::max(list_, solid_));  // nulls at the end of the list so far
    key_.mark(list_above);
    list_ = key_.view().size();
    empty_ = true;
  }

  void number(std::string_view digits) {
    key_.digits(digits);
    empty_ = false;
    if (digits.find_first_not_of('0') != digits.npos) solid_ = key_.view().size();
  }

  void qualifier(std::string_view text, bool before_digit) {
    const auto mark = mark_of(text, before_digit);
    if (mark < ga_below) put_pending_below();
    key_.mark(mark);
    if (mark == other) {
      for (const char c : text) key_.mark(static_cast<unsigned char>(lower(c)));
      key_.mark(qualifier_end);
    }
    empty_ = false;
    if (mark != ga_above) solid_ = key_.view().size();
  }

  Key finish() {
    key_.cut_back(solid_);
    key_.mark(end_mark);
    return key_.key();
  }

 private:
  /// The nulls and beginnings of lists since the last item that is not null, one byte each: an item below
  /// null follows.
  void put_pending_below() {
    prerelease_ = true;
    const auto pending = key_.view().substr(solid_);
    key_.cut_back(solid_);
    for (const char c : pending)
      key_.mark(c == zero_above ? zero_below : c == list_above ? list_below : ga_below);
  }

  KeyWriter key_;
  std::size_t list_ = 0;   // where the items of the innermost list begin
  std::size_t solid_ = 0;  // where the last item that is not null ends
  bool empty_ = true;      // whether the text gave the innermost list no item yet
  bool prerelease_ = false;
};

/// The text of a qualifier, whose mark was taken.
std::string_view qualifier_text(unsigned char mark, KeyReader& key) {
  return mark == other ? key.until(qualifier_end) : names[mark];
}

}  // namespace

Reading read_version(std::string_view text, std::size_t begin, std::size_t end, const Refusal& refuse) {
  if (begin == end) refuse(begin, "a version is expected", "write it like `1.2.3`");
  if (end - begin > max_version_size)
    refuse(begin + max_version_size, "the version is too long",
           fmt::format("use {} bytes at most", max_version_size));
  Writer writer;
  for (auto at = begin; at < end;) {
    const auto start = at;
    if (is_digit(text[at])) {
      while (at < end && is_digit(text[at])) ++at;
      writer.number(text.substr(start, at - start));
      if (at < end && text[at] != '.') writer.begin_list();
      if (at < end && (text[at] == '.' || text[at] == '-')) ++at;
    } else if (text[at] == '.' || text[at] == '-') {
      writer.number("0");  // an empty item
      if (text[at++] == '-') writer.begin_list();
    } else {
      for (; at < end && !is_digit(text[at]) && text[at] != '.' && text[at] != '-'; ++at) {
        if (!is_allowed(text[at]))
          refuse(at, "this character has no place in a version", "write it like `1.2.3`");
      }
      const bool before_digit = at < end && is_digit(text[at]);
      if ((at == end || before_digit) && !writer.list_is_empty()) writer.begin_list();
      writer.qualifier(text.substr(start, at - start), before_digit);
      if (at < end && text[at] != '.') writer.begin_list();
      if (at < end && !before_digit) ++at;
    }
  }
  return {writer.finish(), writer.has_prerelease()};
}

std::string version_text(std::string_view cut) {
  std::string text;
  bool first = true;  // of its list
  bool last_is_free =
      false;  // a qualifier that is not the first of its list: at the end of the text it would be
  KeyReader key(cut);
  while (!key.done()) {
    const auto mark = key.peek();
    if (mark == end_mark) break;
    if (mark == list_below || mark == list_above) {
      key.next();
      text += first ? "0-" : "-";
      first = true;
      last_is_free = false;
      continue;
    }
    if (!first) text += '.';
    last_is_free = false;
    if (mark >= zero_above) {
      text += key.digits();
    } else if (key.next() == zero_below) {
      text += '0';
    } else {
      text += qualifier_text(mark, key);
      last_is_free = !first;
    }
    first = false;
  }
  if (text.empty() || last_is_free) text += text.empty() ? "0" : ".0";
  return text;
}

Key first_release(const Key& cut) {
  if (cut.empty()) return Key(1, static_cast<char>(end_mark));
  KeyReader key(cut);
  while (!key.done()) {
    const auto start = key.at();
    const auto mark = key.peek();
    if (mark >= zero_above) {
      key.digits();
      continue;
    }
    key.next();
    // All versions with such a rest are pre-releases, and above them comes the version without the rest.
    if (mark != 0 && mark < end_mark) return cut.substr(0, start) + static_cast<char>(end_mark);
    qualifier_text(mark, key);
  }
  return cut;
}

std::uint64_t major_of(std::string_view cut) noexcept {
  KeyReader key(cut);
  return key.peek() >= zero_above ? key.number() : 0;
}

Key major_version(std::uint64_t major) {
  KeyWriter key;
  if (major > 0) key.number(major);
  key.mark(end_mark);
  return key.key();
}

}  // namespace metaqore::requirement::maven_versions
