#include "requirement/cargo/ranges.hpp"

#include <utility>
#include <vector>

#include "requirement/cargo/comparator.hpp"
#include "requirement/ecosystem.hpp"
#include "requirement/semver/cut.hpp"
#include "requirement/semver/phrase.hpp"
#include "requirement/semver/pieces.hpp"
#include "requirement/semver/span.hpp"

namespace metaqore::requirement::cargo_ranges {

namespace {

using semver::Span;

/// What the comparators leave of the releases, and, where one of them names a pre-release, of the
/// pre-releases. The crate compares a pre-release with the numbers that were written alone, so that a short
/// comparator can admit releases and pre-releases differently.
struct Spans {
  Span releases{bounds};
  Span prereleases{bounds};
  bool with_prereleases = false;

  void from(std::optional<Key> low) {
    if (with_prereleases) prereleases.meet_from(low);
    releases.meet_from(std::move(low));
  }
  void below(std::optional<Key> high) {
    if (with_prereleases) prereleases.meet_below(high);
    releases.meet_below(std::move(high));
  }
};

std::optional<Key> end_of(const semver::Version& version, std::size_t kept) {
  const auto end = semver::end_of(version, kept, bounds, true);
  return end ? std::optional(key(*end)) : std::nullopt;
}

void meet_whole(Spans& spans, Op op, const semver::Version& version) {
  switch (op) {
    case Op::above:
      spans.from(key_after(version, bounds));
      break;
    case Op::below:
      spans.below(key(version));
      break;
    case Op::at_most:
      spans.below(key_after(version, bounds));
      break;
    case Op::at_least:
      spans.from(key(version));
      break;
    case Op::tilde:
      spans.from(key(version));
      spans.below(end_of(version, 2));
      break;
    case Op::caret:
      spans.from(key(version));
      spans.below(end_of(version, caret_numbers(version, 3)));
      break;
    case Op::exact:
    case Op::wildcard:
      spans.from(key(version));
      spans.below(key_after(version, bounds));
      break;
  }
}

void meet_short(Spans& spans, const Comparator& comparator) {
  const auto& version = comparator.version;
  const auto& [major, minor, patch] = version.numbers;
  const auto first = key(semver::least(major, minor, patch));
  const auto end = end_of(version, comparator.written);
  switch (comparator.op) {
    case Op::above:
      spans.from(end);
      break;
    case Op::below:
      spans.below(first);
      break;
    case Op::at_most:
      spans.releases.meet_below(end);
      spans.prereleases.meet_below(first);
      break;
    case Op::at_least:
      spans.releases.meet_from(first);
      spans.prereleases.meet_from(end);
      break;
    case Op::caret:
      spans.from(first);
      spans.below(end_of(version, caret_numbers(version, comparator.written)));
      break;
    case Op::tilde:
    case Op::exact:
    case Op::wildcard:
      spans.from(first);
      spans.below(end);
      spans.prereleases.clear();
      break;
  }
}

}  // namespace

Set parse(std::string_view text) {
  ComparatorReader reader(text);
  Comparator comparator;
  if (!reader.next(comparator)) return {Cuts::all(), {}, {}};
  Spans spans{.with_prereleases = text.find('-') != std::string_view::npos};
  std::vector<Key> named;  // the numbers of the pre-releases
  do {
    const auto& version = comparator.version;
    comparator.written == 3 ? meet_whole(spans, comparator.op, version) : meet_short(spans, comparator);
    if (!version.prerelease.empty()) {
      const auto release = key(semver::Version{version.numbers, {}});
      named.emplace_back(semver::numbers_of(release));
    }
  } while (reader.next(comparator));
  semver::Gathered releases, prereleases;
  spans.releases.add_releases(releases);
  for (const auto& numbers : named) spans.prereleases.add_prereleases(prereleases, numbers);
  return {std::move(releases).united(), std::move(prereleases).united(), {}};
}

std::string canonical(std::string_view text) {
  std::string out;
  ComparatorReader reader(text);
  for (Comparator comparator; reader.next(comparator);) {
    (out += out.empty() ? "" : ", ") += cargo_ranges::text(comparator);
  }
  return out.empty() ? "*" : out;
}

std::optional<std::string> write(const Set& set) {
  static constexpr semver::Phrasing phrasing{.bounds = bounds, .equal = "=", .conjunction = ", "};
  if (set.versions.is_all() && set.prereleases.empty()) return "*";
  const auto pieces = semver::pieces(set, bounds, 3);
  if (!pieces || pieces->size() != 1) return std::nullopt;
  auto text = phrase(pieces->front().from, pieces->front().to, phrasing);
  if (text.size() > max_constraint_size || parse(text) != set) return std::nullopt;
  return text;
}

}  // namespace metaqore::requirement::cargo_ranges
