#include "requirement/golang/ranges.hpp"

#include <fmt/format.h>

#include <utility>

#include "requirement/ecosystem.hpp"
#include "requirement/golang/path.hpp"
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
  std::size_t at{};  ///< of the version in the text
  bool bare = true;

  bool is_incompatible() const noexcept { return build == "incompatible"; }
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
    const auto at = it.at = scan_.at();
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

/// Whether a cut is `v3.0.0` or `v3.0.0-0`, which ends the major version before and is not meant itself.
bool begins_major(const Key& cut) {
  const semver::Decoded decoded(cut);
  const auto version = decoded.version();
  return version.numbers[1].is_zero() && version.numbers[2].is_zero() &&
         (version.prerelease.empty() || version.prerelease == "0");
}

}  // namespace

Set parse(std::string_view text) {
  semver::Span span(bounds);
  Reader reader(text);
  bool incompatible = false;
  for (Comparison comparison; reader.next(comparison);) {
    span.meet(comparison.op, comparison.version);
    incompatible = incompatible || comparison.is_incompatible();
  }
  semver::Gathered versions;
  if (!span.empty()) versions.add(span.interval());
  return {std::move(versions).united(), {}, {}, false, incompatible};
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
  const auto text = [&](const Key& cut, bool is_border) {
    const bool suffix = set.incompatible && !is_border && semver::major_above(cut) >= 2;
    return 'v' + semver::show(cut) + (suffix ? "+incompatible" : "");
  };
  if (!to) return text(from, false);
  return (from.empty() ? "<" : ">=" + text(from, false) + ", <") + text(*to, begins_major(*to));
}

void fit(std::string_view path, std::string_view constraint, Set& set) {
  const Refusal refuse{"golang", "constraint", constraint};
  Reader reader(constraint);
  // What is compared with need not be a version that the module has.
  for (Comparison it; reader.next(it);) {
    if (it.bare || it.is_incompatible())
      golang_paths::check_version(path, it.version, it.build, it.at, refuse);
  }
  const auto own = golang_paths::versions_of(path);
  const auto& cuts = set.versions.cuts();
  if (!cuts.empty() && !meet(set.versions, own)) {
    const auto majors = golang_paths::majors_of(path);
    refuse(0, fmt::format("versions of `{}` are of {}, and none of them satisfies it", path, majors),
           fmt::format("compare with versions of {}", majors));
  }
  // `>=v1.5.0` of `/v2` begins where v2 does: a lower end is a version that go.mod can require.
  if (!cuts.empty() && !cuts.front().empty() &&
      !golang_paths::has_version(path, semver::Decoded(cuts.front()).version(), {}))
    set.versions = set.versions & Cuts::from(own.cuts().front());
  set.incompatible = golang_paths::major_suffix(path) == "";
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
  const bool has_suffix = !golang_paths::major_suffix(path).value_or("").empty();
  if (semver::major_above(least) >= 2 && !has_suffix) version += "+incompatible";
  return version;
}

}  // namespace metaqore::requirement::golang_ranges
