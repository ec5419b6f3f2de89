#include "requirement/pypi/version.hpp"

#include <array>

namespace metaqore::requirement::pep440 {

namespace {

struct Word {
  std::string_view text;
  unsigned char pre;
};
// Longer ones first where one begins with another.
constexpr std::array pre_words{
    Word{"alpha", mark::alpha}, Word{"a", mark::alpha}, Word{"beta", mark::beta}, Word{"b", mark::beta},
    Word{"preview", mark::rc},  Word{"pre", mark::rc},  Word{"c", mark::rc},      Word{"rc", mark::rc}};
constexpr std::array<std::string_view, 3> post_words{"post", "rev", "r"};

bool is_separator(char c) noexcept { return c == '.' || c == '-' || c == '_'; }
bool is_alphanumeric(char c) noexcept { return is_digit(c) || is_letter(c); }

bool take_word(Scanner& scan, std::string_view word) noexcept {
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (lower(scan.peek(i)) != word[i]) return false;
  }
  scan.move_to(scan.at() + word.size());
  return true;
}

bool read_number(Scanner& scan, std::uint64_t& number, Fault& fault) noexcept {
  const auto start = scan.at();
  number = 0;
  while (is_digit(scan.peek())) {
    if (number > largest_number / 10) {
      fault = {start, "the number is larger than 10^18"};
      return false;
    }
    number = number * 10 + static_cast<std::uint64_t>(scan.next() - '0');
  }
  if (number > largest_number) {
    fault = {start, "the number is larger than 10^18"};
    return false;
  }
  return true;
}

/// What may stand between a word and its number, and the number, 0 where there is none.
bool read_counted(Scanner& scan, std::uint64_t& number, Fault& fault) noexcept {
  if (is_separator(scan.peek())) scan.next();
  return read_number(scan, number, fault);
}

bool read_release(Scanner& scan, Parts& parts, Fault& fault) noexcept {
  scan.take('v') || scan.take('V');
  if (!is_digit(scan.peek())) {
    fault = {scan.at(), "a version is expected"};
    return false;
  }
  if (!read_number(scan, parts.release[0], fault)) return false;
  if (scan.peek() == '!' && is_digit(scan.peek(1))) {
    scan.next();
    parts.epoch = parts.release[0];
    if (!read_number(scan, parts.release[0], fault)) return false;
  }
  parts.count = 1;
  while (scan.peek() == '.' && is_digit(scan.peek(1))) {
    if (parts.count == Parts::most_numbers) {
      fault = {scan.at(), "the release has more than 128 numbers"};
      return false;
    }
    scan.next();
    if (!read_number(scan, parts.release[parts.count++], fault)) return false;
  }
  return true;
}

bool read_pre(Scanner& scan, Parts& parts, Fault& fault) noexcept {
  const auto start = scan.at();
  if (is_separator(scan.peek())) scan.next();
  for (const auto& [word, pre] : pre_words) {
    if (!take_word(scan, word)) continue;
    parts.pre = pre;
    return read_counted(scan, parts.pre_number, fault);
  }
  scan.move_to(start);
  return true;
}

bool read_post(Scanner& scan, Parts& parts, Fault& fault) noexcept {
  const auto start = scan.at();
  if (scan.peek() == '-' && is_digit(scan.peek(1))) {
    scan.next();
    return read_number(scan, parts.post.emplace(), fault);
  }
  if (is_separator(scan.peek())) scan.next();
  for (const auto word : post_words) {
    if (take_word(scan, word)) return read_counted(scan, parts.post.emplace(), fault);
  }
  scan.move_to(start);
  return true;
}

bool read_dev(Scanner& scan, Parts& parts, Fault& fault) noexcept {
  const auto start = scan.at();
  if (is_separator(scan.peek())) scan.next();
  if (take_word(scan, "dev")) return read_counted(scan, parts.dev.emplace(), fault);
  scan.move_to(start);
  return true;
}

/// PEP 440, "Local version identifiers". What follows the last segment is left to the caller.
bool read_local(Scanner& scan, Parts& parts, Fault& fault) noexcept {
  if (!scan.take('+')) return true;
  const auto start = scan.at();
  do {
    if (scan.take_while(is_alphanumeric).empty()) {
      fault = {scan.at(), "a letter or a digit is expected in the local version"};
      return false;
    }
  } while (is_separator(scan.peek()) && (scan.next(), true));
  parts.local = scan.since(start);
  return true;
}

/// The segments of a local version, each in normal form.
template <class Visit>
void each_segment(std::string_view local, Visit&& visit) {
  Scanner scan(local);
  while (!scan.done()) {
    auto segment = scan.take_while(is_alphanumeric);
    scan.next();
    bool numeric = true;
    for (const char c : segment) numeric = numeric && is_digit(c);
    if (numeric) {
      while (segment.size() > 1 && segment.front() == '0') segment.remove_prefix(1);
    }
    visit(segment, numeric);
  }
}

void append_release(KeyWriter& out, const Parts& parts, std::size_t count) noexcept {
  out.number(parts.epoch);
  while (count > 0 && parts.number(count - 1) == 0) --count;
  for (std::size_t i = 0; i < count; ++i) out.number(parts.release[i]);
}

/// Up to where a local version would follow.
void append_public(KeyWriter& out, const Parts& parts) noexcept {
  append_release(out, parts, parts.count);
  if (parts.pre != 0) {
    out.mark(parts.pre);
    out.number(parts.pre_number);
  }
  if (parts.post) {
    out.mark(mark::post);
    out.number(*parts.post);
  }
  if (parts.dev) {
    out.mark(mark::dev);
    out.number(*parts.dev);
  } else {
    out.mark(mark::itself);
  }
}

void append_local(KeyWriter& out, std::string_view local) noexcept {
  each_segment(local, [&](std::string_view segment, bool numeric) {
    out.mark(numeric ? mark::numeral : mark::word);
    if (numeric) return out.digits(segment);
    for (const char c : segment) out.mark(static_cast<unsigned char>(lower(c)));
    out.mark(mark::word_end);
  });
}

Key cut(const KeyWriter& out) {
  constexpr std::string_view least("\x10\x01\x10", 3);  // 0.dev0
  return out.view() == least ? Key() : out.key();
}

void append_dev_zero(KeyWriter& out) noexcept {
  out.mark(mark::dev);
  out.number(0);
}

}  // namespace

std::size_t space_size(const Scanner& scan) noexcept {
  constexpr std::array<std::string_view, 8> wide{"\u0085", "\u00A0", "\u1680", "\u2028",
                                                 "\u2029", "\u202F", "\u205F", "\u3000"};
  const auto c = static_cast<unsigned char>(scan.peek());
  if (c < 0x80) return is_blank(scan.peek()) || (c >= 0x1C && c <= 0x1F) ? 1 : 0;
  const auto last = static_cast<unsigned char>(scan.peek(2));
  if (scan.rest().starts_with("\xE2\x80") && last >= 0x80 && last <= 0x8A) return 3;  // U+2000 to U+200A
  for (const auto each : wide) {
    if (scan.rest().starts_with(each)) return each.size();
  }
  return 0;
}

bool read(Scanner& scan, Parts& parts, Fault& fault) noexcept {
  if (!read_release(scan, parts, fault)) return false;
  if (scan.done() || scan.peek() == ',') return true;  // as most are
  return read_pre(scan, parts, fault) && read_post(scan, parts, fault) && read_dev(scan, parts, fault) &&
         read_local(scan, parts, fault);
}

std::string release_text(const Parts& parts) {
  std::string out = parts.epoch == 0 ? "" : std::to_string(parts.epoch) + "!";
  for (std::size_t i = 0; i < parts.count; ++i)
    (out += i == 0 ? "" : ".") += std::to_string(parts.release[i]);
  return out;
}

std::string text(const Parts& parts) {
  std::string out = release_text(parts);
  if (parts.pre != 0) {
    out += parts.pre == mark::alpha ? "a" : parts.pre == mark::beta ? "b" : "rc";
    out += std::to_string(parts.pre_number);
  }
  if (parts.post) out += ".post" + std::to_string(*parts.post);
  if (parts.dev) out += ".dev" + std::to_string(*parts.dev);
  char separator = '+';
  each_segment(parts.local, [&](std::string_view segment, bool) {
    out += separator;
    for (const char c : segment) out += lower(c);
    separator = '.';
  });
  return out;
}

Key key(const Parts& parts) {
  KeyWriter out;
  append_public(out, parts);
  append_local(out, parts.local);
  return out.key();
}

Key at(const Parts& parts) {
  KeyWriter out;
  append_public(out, parts);
  append_local(out, parts.local);
  return cut(out);
}

// After the local versions of 1.0.dev3 comes 1.0.dev4, after those of 1.0 comes 1.0.post0.dev0, and after
// those of 1.0.post2 comes 1.0.post3.dev0.
Key past_locals(const Parts& parts) {
  KeyWriter out;
  append_release(out, parts, parts.count);
  if (parts.pre != 0) {
    out.mark(parts.pre);
    out.number(parts.pre_number);
  }
  if (parts.dev) {
    if (parts.post) {
      out.mark(mark::post);
      out.number(*parts.post);
    }
    out.mark(mark::dev);
    out.number(*parts.dev + 1);
  } else {
    out.mark(mark::post);
    out.number(parts.post ? *parts.post + 1 : 0);
    append_dev_zero(out);
  }
  return out.key();
}

Key past_alone(const Parts& parts) {
  KeyWriter out;
  append_public(out, parts);
  append_local(out, parts.local);
  out.mark(mark::past);
  return out.key();
}

// After 1.0a1 and its post-releases comes 1.0a2.dev0; after 1.0 and its post-releases there is no next
// version.
Key past_posts(const Parts& parts) {
  KeyWriter out;
  append_release(out, parts, parts.count);
  if (parts.pre == 0) {
    out.mark(mark::past_posts);
  } else {
    out.mark(parts.pre);
    out.number(parts.pre_number + 1);
    append_dev_zero(out);
  }
  return out.key();
}

Key prefix_start(const Parts& parts, std::size_t count) {
  KeyWriter out;
  append_release(out, parts, count);
  append_dev_zero(out);
  return cut(out);
}

Key prefix_end(const Parts& parts, std::size_t count) {
  KeyWriter out;
  out.number(parts.epoch);
  for (std::size_t i = 0; i + 1 < count; ++i) out.number(parts.number(i));
  out.number(parts.number(count - 1) + 1);
  append_dev_zero(out);
  return out.key();
}

void read_cut(const Key& cut, Place& place) {
  static const Key least("\x10\x01\x10", 3);
  KeyReader in(cut.empty() ? least : cut);
  auto& parts = place.parts;
  parts.epoch = in.number();
  while (in.at_number()) {
    const auto number = in.number();
    if (parts.count < Parts::most_numbers) parts.release[parts.count++] = number;
  }
  if (parts.count == 0) parts.release[parts.count++] = 0;
  if (in.peek() >= mark::alpha && in.peek() <= mark::rc) {
    parts.pre = in.next();
    parts.pre_number = in.number();
  }
  if (in.peek() == mark::past_posts) {
    place.kind = Place::Kind::past_posts;
    return;
  }
  if (in.peek() == mark::post) {
    in.next();
    parts.post = in.number();
  }
  if (in.next() == mark::dev) parts.dev = in.number();
  while (in.peek() == mark::word || in.peek() == mark::numeral) {
    if (!place.local.empty()) place.local += '.';
    if (in.next() == mark::numeral) {
      place.local += in.digits();
    } else {
      place.local += in.until(mark::word_end);
    }
  }
  parts.local = place.local;
  if (!in.done()) place.kind = Place::Kind::past_alone;
}

std::string show(const Key& cut) {
  Place place;
  read_cut(cut, place);
  const auto shown = text(place.parts);
  switch (place.kind) {
    case Place::Kind::at:
      return shown;
    case Place::Kind::past_alone:
      return "past " + shown;
    case Place::Kind::past_posts:
      return "past " + shown + ".post*";
  }
  return shown;
}

Key first_release(const Key& cut) {
  Place place;
  read_cut(cut, place);
  auto& parts = place.parts;
  if (place.kind == Place::Kind::past_posts || !parts.is_prerelease()) return cut;
  if (parts.pre != 0) parts.post.reset();  // a post-release of a pre-release is one
  parts.pre = 0;
  parts.dev.reset();
  parts.local = {};
  return key(parts);
}

}  // namespace metaqore::requirement::pep440
