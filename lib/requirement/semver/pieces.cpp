#include "requirement/semver/pieces.hpp"

#include <algorithm>

#include "requirement/semver/cut.hpp"

namespace metaqore::requirement::semver {

namespace {

constexpr std::string_view first_numbers = "\x10\x10\x10";

std::string_view numbers_at(const Key& cut) noexcept { return cut.empty() ? first_numbers : numbers_of(cut); }

/// One for each three numbers; `to` is the release with them at most.
bool split(const Cuts& prereleases, const Bounds& bounds, std::size_t most, std::vector<Piece>& out) {
  for (auto& [from, to] : prereleases.intervals()) {
    for (std::optional<Key> low = std::move(from); low && (!to || *low < *to);) {
      if (out.size() == most) return false;
      auto release = release_of(numbers_at(*low));
      auto following = to_prereleases(release, bounds);
      out.push_back({std::move(low), to && *to < release ? *to : std::move(release)});
      low = std::move(following);
    }
  }
  return true;
}

/// A range that says "any" forgets its other alternatives: all releases are said in two parts then.
std::vector<Interval> in_two_parts(const Piece& first) {
  auto numbers = numbers_at(*first.from);
  if (numbers == first_numbers) numbers = "\x10\x10\x11";
  return {{Key{}, release_of(numbers)}, {release_of(numbers), std::nullopt}};
}

}  // namespace

std::optional<std::vector<Piece>> pieces(const Set& set, const Bounds& bounds, std::size_t most) {
  std::vector<Piece> apart;
  if (!split(set.prereleases, bounds, most, apart)) return std::nullopt;

  auto releases = set.versions.intervals();
  const auto reaches = [](const Piece& piece) { return *piece.to == release_of(numbers_at(*piece.from)); };
  if (set.versions.is_all() && !apart.empty() &&
      (numbers_at(*apart.front().from) != first_numbers || !reaches(apart.front()))) {
    releases = in_two_parts(apart.front());
  }

  std::vector<Piece> all;
  std::size_t next = 0;
  for (auto& [from, to] : releases) {
    Piece run{.from = from.empty() ? std::nullopt : std::optional(from), .to = to};
    const auto first = release_of(numbers_at(from));
    for (; next < apart.size() && *apart[next].to < first; ++next) all.push_back(std::move(apart[next]));
    if (next < apart.size() && *apart[next].to == first) run.from = std::move(apart[next++].from);
    std::vector<Piece> within;
    for (; next < apart.size() && (!to || *apart[next].to < *to); ++next) {
      const auto& piece = apart[next];
      if (to && *piece.from == least_of(numbers_of(*to))) {
        run.to = std::move(apart[next++].to);
        break;
      }
      within.push_back(std::move(apart[next]));
    }
    all.push_back(std::move(run));
    std::ranges::move(within, std::back_inserter(all));
    if (all.size() > most) return std::nullopt;
  }
  for (; next < apart.size(); ++next) all.push_back(std::move(apart[next]));
  return all;
}

}  // namespace metaqore::requirement::semver
