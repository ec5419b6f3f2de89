#include "requirement/golang/ranges.hpp"

#include <utility>

#include "requirement/ecosystem.hpp"
#include "requirement/semver/cut.hpp"
#include "requirement/semver/span.hpp"
#include "requirement/text.hpp"

namespace metaqore::requirement::golang_ranges {

namespace {

using semver::Op;

constexpr auto remedy = "write it like `v1.2.3` or `>=v1.2.3, <v2.0.0`";

struct Comparison {
  Op op = Op::at_least;
  semver::Version version{};
  std::string_view build{};
  bool bare = true;
};

class Reader {
 public:
  explicit Reader(std::string_view text) noexcept : scan_(text), refuse_{"golang", "constraint", text} {}

  /// The next one; false after the last.
  bool next(Comparison& comparison) {
    scan_.skip_blanks();
    if (scan_.done()) return false;
    if (!first_ && !scan_.take(',')) refuse_(scan_.at(), "a comma between comparisons is expected", remedy);
    scan_.skip_blanks();
    first_ = false;
    read(comparison);
    return true;
  }

 private:
  void read(Comparison& it) {
    it = {};
    const char sign = scan_.peek();
    if (sign == '<' || sign == '>') {
      scan_.next();
      const bool with_equal = scan_.take('=');
      it.op = sign == '<' ? (with_equal ? Op::at_most : Op::below) : (with_equal ? Op::at_least : Op::above);
      it.bare = false;
      scan_.skip_blanks();
    }
    const auto at = scan_.at();
    if (!scan_.take('v')) refuse_(at, "a version that begins with `v` is expected", remedy);
    std::size_t written = 0;
    do {
      auto& number = it.version.numbers[written];
      const auto number_at = scan_.at();
      if (!read_number(scan_, number, fault_)) refuse_(fault_.at, fault_.what, remedy);
      if (!within(number, bounds)) refuse_(number_at, "the number is too long", remedy);
      ++written;
    } while (written < 3 && scan_.take('.'));
    if (written < 3 && it.bare) {
      refuse_(at, "a requirement names a whole version", "write all three numbers, like `v1.2.0`");
    }
    if (written == 3) {
      if (scan_.take('-') && !read_prerelease(scan_, it.version.prerelease, fault_)) refuse_fault();
      if (scan_.take('+') && !read_build(scan_, it.build, fault_)) refuse_fault();
    }
    if (scan_.at() - at > max_version_size) {
      refuse_(at + max_version_size, "the version is too long", "shorten it");
    }
  }

  [[noreturn]] void refuse_fault() const { refuse_(fault_.at, fault_.what, remedy); }

  Scanner scan_;
  Refusal refuse_;
  semver::Fault fault_{};
  bool first_ = true;
};

}  // namespace

Set parse(std::string_view text) {
  semver::Span span(bounds);
  Reader reader(text);
  for (Comparison comparison; reader.next(comparison);) span.meet(comparison.op, comparison.version);
  semver::Gathered versions;
  if (!span.empty()) versions.add(span.interval());
  return {std::move(versions).united(), {}, {}};
}

std::string canonical(std::string_view text) {
  static constexpr std::string_view signs[] = {"", "<", "<=", ">", ">="};
  std::string out;
  Reader reader(text);
  for (Comparison comparison; reader.next(comparison);) {
    if (!out.empty()) out += ", ";
    if (!comparison.bare) out += signs[static_cast<std::size_t>(comparison.op)];
    (out += 'v') += semver::text(comparison.version);
    if (!comparison.build.empty()) (out += '+') += comparison.build;
  }
  return out;
}

std::optional<std::string> write(const Set& set) {
  if (set.versions.is_all()) return "";
  const auto intervals = set.versions.intervals();
  if (intervals.size() != 1) return std::nullopt;
  const auto& [from, to] = intervals.front();
  if (!to) return std::string("v").append(semver::show(from));
  const auto end = std::string("<v").append(semver::show(*to));
  return from.empty() ? end : std::string(">=v").append(semver::show(from)) + ", " + end;
}

std::string required(std::string_view path, std::string_view constraint) {
  const auto set = parse(constraint);
  if (set.versions.is_all()) return "latest";
  if (set.versions.empty() || set.versions.cuts().front().empty()) return "";
  auto least = set.versions.cuts().front();
  // `>v1.2.3` begins at v1.2.4-0, which nobody publishes: the release behind it is meant.
  const auto release = semver::first_release(least);
  if (least == semver::least_of(semver::numbers_of(release)) && set.versions.contains(release))
    least = release;
  auto version = std::string("v").append(semver::show(least));
  // Go Modules Reference, "Major version suffixes". Paths at gopkg.in end in `.v2`, and have it always.
  const auto slash = path.rfind('/');
  const auto last = slash == std::string_view::npos ? path : path.substr(slash + 1);
  const bool has_suffix =
      path.starts_with("gopkg.in/") || (last.size() > 1 && last[0] == 'v' && is_digit(last[1]));
  if (semver::major_above(least) >= 2 && !has_suffix) version += "+incompatible";
  return version;
}

}  // namespace metaqore::requirement::golang_ranges
