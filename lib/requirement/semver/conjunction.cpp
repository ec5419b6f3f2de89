#include "requirement/semver/conjunction.hpp"

#include <utility>

#include "requirement/ecosystem.hpp"
#include "requirement/semver/cut.hpp"

namespace metaqore::requirement::semver {

namespace {

constexpr bool is_prefix(char c) noexcept { return c == 'v' || c == '='; }
constexpr bool is_prefix_or_blank(char c) noexcept { return is_prefix(c) || is_blank(c); }

/// Of the signs that an x-range may have before it, a whole version may have none but `v`.
bool is_plain(std::string_view prefix) noexcept { return prefix.empty() || prefix == "v"; }

constexpr bool is_sign(char c) noexcept { return c == '<' || c == '>' || c == '='; }

/// Whether what follows a blank belongs to the sign before it. `==` and `v=` are prefixes of a version,
/// unless the `v` is the end of a pre-release.
bool ends_with_sign(std::string_view text) noexcept {
  if (text.empty() || !is_sign(text.back()) || text.ends_with("==")) return false;
  if (!text.ends_with("v=")) return true;
  const char before = text.size() > 2 ? text[text.size() - 3] : '\0';
  return is_digit(before) || is_letter(before) || before == '-';
}

constexpr auto unexpected_sign = "a version has no sign before it but `v`";

Op one_sided(char sign, bool with_equal) noexcept {
  if (sign == '<') return with_equal ? Op::at_most : Op::below;
  return with_equal ? Op::at_least : Op::above;
}

}  // namespace

Fault Conjunction::read() {
  if (has_hyphen()) {
    hyphen();
    return fault_;
  }
  scan_.skip_blanks();
  if (scan_.done()) sink_.any();
  while (!scan_.done() && token()) scan_.skip_blanks();
  return fault_;
}

bool Conjunction::token() {
  const auto start = scan_.at();
  const char first = scan_.peek();
  if (first == '~' ? tilde() : first == '^' ? caret() : comparator()) return true;
  return grammar_.node && starred(start);
}

bool Conjunction::has_hyphen() const noexcept {
  const auto text = scan_.text();
  for (auto at = text.find('-'); at != std::string_view::npos; at = text.find('-', at + 1)) {
    if (at > 0 && is_blank(text[at - 1]) && at + 1 < text.size() && is_blank(text[at + 1])) return true;
  }
  return false;
}

// `1.2 - 3.4.5`: from the least to the greatest version that the two stand for.
bool Conjunction::hyphen() {
  Partial from, to;
  skip_blank();
  skip_blank();
  const auto from_prefix = scan_.take_while(is_prefix_or_blank);
  const auto from_at = scan_.at();
  if (!read_partial(scan_, from, fault_)) return false;
  skip_blank();
  if (!scan_.take('-')) return fail(scan_.at(), "a hyphen range stands alone");
  skip_blank();
  skip_blank();
  const auto to_prefix = scan_.take_while(is_prefix_or_blank);
  const auto to_at = scan_.at();
  if (!read_partial(scan_, to, fault_)) return false;
  skip_blank();
  if (!scan_.done()) return fail(scan_.at(), "a hyphen range stands alone");

  if (from.level == 3 && !is_plain(from_prefix)) return fail(from_at, unexpected_sign);
  if (from.level == 0) {
    sink_.any();
  } else if (!emit(Op::at_least, from, from_at, from.level < 3 || from_prefix.empty())) {
    return false;
  }
  if (to.level == 0) {
    sink_.any();
    return true;
  }
  if (to.level < 3) return check(to, to_at) && emit_below(end_of(to, to.level), to_at);
  if (to.prerelease.empty() && !is_plain(to_prefix)) return fail(to_at, unexpected_sign);
  return emit(Op::at_most, to, to_at, true);
}

// `~1.2.3`, and `~>1.2.3` as RubyGems writes it: what follows the minor version is free.
bool Conjunction::tilde() {
  scan_.take('~');
  bool joined = false;  // a blank behind `~>`: no other sign may follow it, but `>`
  if (scan_.take('>')) {
    joined = at_end();
    skip_blank();
    if (joined && scan_.take('>')) joined = false;
  } else {
    skip_blank();
    scan_.take('>');
  }
  Partial from;
  std::size_t at = 0;
  if (!read_sugared(from, at, joined)) return false;
  return from.level == 0 || emit_below(end_of(from, from.level == 1 ? 1 : 2), at);
}

// `^1.2.3`: what follows the first number that is not zero is free.
bool Conjunction::caret() {
  scan_.take('^');
  skip_blank();
  Partial from;
  std::size_t at = 0;
  if (!read_sugared(from, at, false)) return false;
  return from.level == 0 || emit_below(end_of(from, caret_numbers(from.version(), from.level)), at);
}

/// The lower end of a tilde or caret range. An `x` as major version admits all, whatever follows it.
bool Conjunction::read_sugared(Partial& from, std::size_t& at, bool joined) {
  if (!joined) scan_.take('=');
  skip_blank();
  scan_.take_while(is_prefix);
  at = scan_.at();
  if (!read_partial(scan_, from, fault_)) return false;
  if (!at_end()) return fail(scan_.at(), "a blank is expected");
  if (from.level > 0) return emit(Op::at_least, from, at, true);
  sink_.any();
  return true;
}

bool Conjunction::comparator() {
  auto op = Op::equal;
  if (!grammar_.node && scan_.take('!')) {
    if (!scan_.take('=')) return fail(scan_.at(), "`=` is expected");
    op = Op::differs;
    skip_blank();
  } else {
    const char sign = scan_.peek();
    const bool has_side = sign == '<' || sign == '>';
    if (has_side) scan_.next();
    bool with_equal = scan_.take('=');
    if (has_side || with_equal) skip_blank();
    if (has_side && !with_equal) with_equal = scan_.take('=');  // `> =1` is `>=1`
    if (has_side) op = one_sided(sign, with_equal);
  }
  const auto prefix_at = scan_.at();
  const auto prefix = scan_.take_while(is_prefix);
  const auto at = scan_.at();
  Partial given;
  if (!read_partial(scan_, given, fault_)) return false;
  if (!at_end()) return fail(scan_.at(), "a blank is expected");
  if (given.level < 3) return x_range(op, given, at);
  if (!is_plain(prefix)) return fail(prefix_at, unexpected_sign);
  return emit(op, given, at, prefix.empty());
}

bool Conjunction::x_range(Op op, const Partial& given, std::size_t at) {
  if (given.out_of_order) return fail(at, "no number may follow an `x`");
  if (given.level == 0) {
    if (op == Op::equal || op == Op::at_least || op == Op::at_most) {
      sink_.any();
      return true;
    }
    return emit_below(least({}, {}, {}), at);
  }
  if (op == Op::at_least) return emit(op, given, at, true);
  if (!check(given, at)) return false;
  if (op == Op::below) {
    return emit_below(least(given.version().numbers[0], given.version().numbers[1], {}), at);
  }
  auto end = end_of(given, given.level);
  if (!end) return too_large(at);
  switch (op) {
    case Op::above:
      // node-semver says `>=2.0.0` for `>1`, which is one among its releases.
      if (grammar_.node) end->prerelease = {};
      sink_.comparator({Op::at_least, *end, true});
      return true;
    case Op::differs:
      sink_.excluded(given.version(), *end, given.level);
      return true;
    case Op::equal:
      return emit(Op::at_least, given, at, true) && emit_below(end, at);
    default:
      return emit_below(end, at);
  }
}

// node-semver drops the first star, with the sign before it, from what it could not read so far, and takes
// the rest when that is a comparator with a whole version: `1.2.3*` is `1.2.3`.
bool Conjunction::starred(std::size_t start) {
  char rest[max_version_size + 8];
  std::size_t size = 0;
  const auto drop = [&](auto&& is) { size -= size > 0 && is(rest[size - 1]) ? 1 : 0; };
  bool seen = false, joined = false;
  scan_.move_to(start);
  while (!scan_.done()) {
    if (is_blank(scan_.peek())) {
      const auto before = scan_.since(start);
      if (joined || !ends_with_sign(before)) break;
      skip_blank();
      auto ahead = scan_;
      ahead.take_while(is_prefix);
      if (!is_digit(ahead.peek()) && !is_any(ahead.peek())) return false;
      joined = true;
    }
    const char c = scan_.next();
    joined = joined && is_sign(c);
    if (c == '*' && !seen) {
      seen = true;
      drop([](char last) { return last == '='; });
      drop([](char last) { return last == '<' || last == '>'; });
    } else if (size == sizeof rest) {
      return false;
    } else {
      rest[size++] = c;
    }
  }
  if (!seen) return false;

  Scanner scan(std::string_view(rest, size));
  const char sign = scan.peek();
  const bool has_side = sign == '<' || sign == '>';
  if (has_side) scan.next();
  const bool with_equal = scan.take('=');
  const bool plain = !scan.take('v');
  Partial given;
  std::string_view build;
  Fault ignored;
  if (!read_partial(scan, given, ignored) || given.level < 3) return false;
  if (scan.take('+') && !read_build(scan, build, ignored)) return false;
  if (!scan.done()) return false;
  const auto before = std::exchange(fault_, {});
  if (emit(has_side ? one_sided(sign, with_equal) : Op::equal, given, start, plain && build.empty()))
    return true;
  fault_ = before;
  return false;
}

/// `plain`: written without `v`, where node-semver takes `>=0.0.0` for `*`.
bool Conjunction::emit(Op op, const Partial& given, std::size_t at, bool plain) {
  if (!check(given, at, plain ? 0 : 1)) return false;
  const auto version = given.version();
  const auto& [major, minor, patch] = version.numbers;
  if (grammar_.node && op == Op::at_least && plain && version.prerelease.empty() && major.is_zero() &&
      minor.is_zero() && patch.is_zero()) {
    sink_.any();
  } else {
    sink_.comparator({op, version, false});
  }
  return true;
}

bool Conjunction::emit_below(const std::optional<Version>& end, std::size_t at) {
  if (!end) return too_large(at);
  sink_.comparator({Op::below, *end, true});
  return true;
}

std::optional<Version> Conjunction::end_of(const Partial& from, std::size_t kept) const noexcept {
  return semver::end_of(from.version(), kept, grammar_.bounds, false);
}

bool Conjunction::check(const Partial& given, std::size_t at, std::size_t more) noexcept {
  for (std::size_t i = 0; i < given.level; ++i) {
    if (!within(given.numbers[i], grammar_.bounds)) return too_large(at);
  }
  const bool fits = given.level < 3 || given.size + more <= max_version_size;
  return fits || fail(at, "the version is too long");
}

bool Conjunction::fail(std::size_t at, const char* what) noexcept {
  if (fault_.what == nullptr) fault_ = {at, what};
  return false;
}

/// The blanks after a sign. Where build metadata was taken out, node-semver sees the blanks before and after
/// it as two, and joins what follows only over one.
void Conjunction::skip_blank() noexcept { single_blanks_ ? void(scan_.take(' ')) : scan_.skip_blanks(); }

}  // namespace metaqore::requirement::semver
