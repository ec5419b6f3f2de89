#include "requirement/cargo/comparator.hpp"

#include "requirement/ecosystem.hpp"
#include "requirement/semver/partial.hpp"
#include "requirement/text.hpp"

namespace metaqore::requirement::cargo_ranges {

namespace {

constexpr auto remedy = "write it like `1.2.3`, `~1.2`, `=1.2.3`, `1.*` or `>=1.2, <2`";
constexpr std::size_t most_comparators = 32;

}  // namespace

ComparatorReader::ComparatorReader(std::string_view text) noexcept
    : scan_(text), refuse_{"cargo", "constraint", text} {}

bool ComparatorReader::next(Comparator& comparator) {
  if (count_ == 0) {
    scan_.skip_blanks();
    if (scan_.done()) return false;
    scan_.move_to(0);
    skip_spaces();
    if (semver::is_any(scan_.peek())) {
      scan_.next();
      skip_spaces();
      if (!scan_.done()) refuse_(scan_.at(), "`*` stands alone", remedy);
      return false;
    }
  } else {
    if (scan_.done()) return false;
    if (!scan_.take(',')) refuse_(scan_.at(), "a comma between comparators is expected", remedy);
    if (count_ == most_comparators) {
      refuse_(scan_.at(), "Cargo takes 32 comparators at most", "write fewer of them");
    }
    skip_spaces();
  }
  read(comparator);
  skip_spaces();
  ++count_;
  return true;
}

void ComparatorReader::read(Comparator& comparator) {
  const auto start = scan_.at();
  comparator = {.op = read_sign()};
  const bool bare = start == scan_.at();
  skip_spaces();
  const auto version_at = scan_.at();
  auto& [numbers, prerelease] = comparator.version;
  read_number(numbers[0]);
  comparator.written = 1;
  bool any = false;
  for (std::size_t i = 1; i < 3 && scan_.take('.'); ++i) {
    if (semver::is_any(scan_.peek())) {
      scan_.next();
      any = true;
      if (bare) comparator.op = Op::wildcard;
    } else if (any) {
      refuse_(scan_.at(), "no number may follow `*`", remedy);
    } else {
      read_number(numbers[i]);
      ++comparator.written;
    }
  }
  if (comparator.written < 3) return;
  std::string_view build;
  if (scan_.take('-') && !read_prerelease(scan_, prerelease, fault_)) refuse_fault();
  if (scan_.take('+') && !read_build(scan_, build, fault_)) refuse_fault();
  if (scan_.at() - version_at > max_version_size) {
    refuse_(version_at + max_version_size, "the version is too long", "shorten it");
  }
}

Op ComparatorReader::read_sign() noexcept {
  switch (scan_.peek()) {
    case '=':
      scan_.next();
      return Op::exact;
    case '>':
      scan_.next();
      return scan_.take('=') ? Op::at_least : Op::above;
    case '<':
      scan_.next();
      return scan_.take('=') ? Op::at_most : Op::below;
    case '~':
      scan_.next();
      return Op::tilde;
    case '^':
      scan_.next();
      return Op::caret;
    default:
      return Op::caret;
  }
}

void ComparatorReader::read_number(semver::Number& number) {
  const auto at = scan_.at();
  if (!semver::read_number(scan_, number, fault_)) refuse_fault();
  if (!within(number, bounds)) refuse_(at, "the number is larger than 2^64-1", remedy);
}

void ComparatorReader::skip_spaces() noexcept {
  scan_.take_while([](char c) { return c == ' '; });
}

void ComparatorReader::refuse_fault() const { refuse_(fault_.at, fault_.what, remedy); }

std::string text(const Comparator& comparator) {
  static constexpr std::string_view signs[] = {"=", ">", ">=", "<", "<=", "~", "^", ""};
  std::string out(signs[static_cast<std::size_t>(comparator.op)]);
  if (comparator.written == 3) return out += semver::text(comparator.version);
  for (std::size_t i = 0; i < comparator.written; ++i) {
    if (i > 0) out += '.';
    semver::append(out, comparator.version.numbers[i]);
  }
  if (comparator.op == Op::wildcard) out += ".*";
  return out;
}

}  // namespace metaqore::requirement::cargo_ranges
