#include "json/sequence.hpp"

#include <algorithm>
#include <utility>

namespace metaqore::json {

namespace {

using Numbers = std::span<const std::uint32_t>;

/// Matches of what lies between two places of each sequence. All positions are those of the whole sequences.
struct Gap {
  std::size_t from = 0, from_end = 0;
  std::size_t to = 0, to_end = 0;
  bool empty() const noexcept { return from == from_end || to == to_end; }
};

class Matcher {
 public:
  Matcher(Numbers from, Numbers to, std::size_t effort)
      : from_(from), to_(to), effort_(std::max<std::size_t>(effort, 1)) {
    std::uint32_t most = 0;
    for (const auto number : from) most = std::max(most, number);
    for (const auto number : to) most = std::max(most, number);
    seen_.resize(std::size_t{most} + 1);
  }

  std::vector<Match> run() && {
    solve({0, from_.size(), 0, to_.size()}, 0);
    return std::move(matches_);
  }

 private:
  /// How often a number stands in each side of a gap, and where it was seen last.
  struct Seen {
    std::uint32_t in_from = 0, in_to = 0;
    std::uint32_t at = 0;
  };
  struct Anchor {
    std::size_t from, to;
  };

  void take(std::size_t from, std::size_t to, std::size_t size) {
    if (size == 0) return;
    if (!matches_.empty()) {
      auto& last = matches_.back();
      if (last.from + last.size == from && last.to + last.size == to) {
        last.size += size;
        return;
      }
    }
    matches_.push_back({from, to, size});
  }

  void solve(Gap gap, int depth) {
    const auto first = gap;
    while (!gap.empty() && from_[gap.from] == to_[gap.to]) ++gap.from, ++gap.to;
    take(first.from, first.to, gap.from - first.from);
    while (!gap.empty() && from_[gap.from_end - 1] == to_[gap.to_end - 1]) --gap.from_end, --gap.to_end;
    if (!gap.empty()) between(gap, depth);
    take(gap.from_end, gap.to_end, first.from_end - gap.from_end);
  }

  /// Patience: what is once in each side of the gap is the same, and tells where the rest belongs. A level
  /// takes linear time, and few of them find nearly all.
  void between(const Gap& gap, int depth) {
    constexpr int levels = 6;
    auto anchors = depth < levels ? ascending(unique(gap)) : std::vector<Anchor>{};
    if (anchors.empty()) return search(gap);
    auto rest = gap;
    for (const auto& [from, to] : anchors) {
      solve({rest.from, from, rest.to, to}, depth + 1);
      take(from, to, 1);
      rest.from = from + 1;
      rest.to = to + 1;
    }
    solve(rest, depth + 1);
  }

  void count(const Gap& gap) {
    for (auto at = gap.from; at < gap.from_end; ++at) {
      auto& seen = seen_[from_[at]];
      ++seen.in_from;
      seen.at = static_cast<std::uint32_t>(at);
    }
    for (auto at = gap.to; at < gap.to_end; ++at) ++seen_[to_[at]].in_to;
  }

  void forget(const Gap& gap) {
    for (auto at = gap.from; at < gap.from_end; ++at) seen_[from_[at]] = {};
    for (auto at = gap.to; at < gap.to_end; ++at) seen_[to_[at]] = {};
  }

  /// In the order of `to`.
  std::vector<Anchor> unique(const Gap& gap) {
    std::vector<Anchor> anchors;
    count(gap);
    for (auto at = gap.to; at < gap.to_end; ++at) {
      const auto& seen = seen_[to_[at]];
      if (seen.in_from == 1 && seen.in_to == 1) anchors.push_back({seen.at, at});
    }
    forget(gap);
    return anchors;
  }

  /// A longest part of them that ascends in `from` too.
  static std::vector<Anchor> ascending(const std::vector<Anchor>& anchors) {
    constexpr auto none = static_cast<std::size_t>(-1);
    std::vector<std::size_t> tops;  // of the piles: the anchor that ends the best chain of each length
    std::vector<std::size_t> before(anchors.size(), none);
    for (std::size_t at = 0; at < anchors.size(); ++at) {
      const auto pile =
          std::ranges::lower_bound(tops, anchors[at].from, {}, [&](auto top) { return anchors[top].from; });
      if (pile != tops.begin()) before[at] = *(pile - 1);
      if (pile == tops.end()) {
        tops.push_back(at);
      } else {
        *pile = at;
      }
    }
    std::vector<Anchor> chain;
    chain.reserve(tops.size());
    for (auto at = tops.empty() ? none : tops.back(); at != none; at = before[at])
      chain.push_back(anchors[at]);
    std::ranges::reverse(chain);
    return chain;
  }

  /// Without what the other side does not have at all, which would only be in the way.
  void search(const Gap& gap) {
    std::vector<std::uint32_t> from_at, to_at;
    count(gap);
    for (auto at = gap.from; at < gap.from_end; ++at) {
      if (seen_[from_[at]].in_to > 0) from_at.push_back(static_cast<std::uint32_t>(at));
    }
    for (auto at = gap.to; at < gap.to_end; ++at) {
      if (seen_[to_[at]].in_from > 0) to_at.push_back(static_cast<std::uint32_t>(at));
    }
    forget(gap);
    Anchor at{0, 0};
    while (at.from < from_at.size() && at.to < to_at.size()) at = advance(from_at, to_at, at);
  }

  /// Eugene W. Myers, "An O(ND) difference algorithm and its variations" (1986): the furthest places that d
  /// insertions and removals reach, on each diagonal, for d from 0. With `effort_` of them it goes on from
  /// the best place that it has reached. It takes at most 2 * effort_ + 1 steps for each element that it
  /// comes past: on no diagonal does it come further than on that of the best place.
  Anchor advance(const std::vector<std::uint32_t>& from_at, const std::vector<std::uint32_t>& to_at,
                 Anchor start) {
    const auto width = static_cast<std::int64_t>(from_at.size() - start.from);
    const auto height = static_cast<std::int64_t>(to_at.size() - start.to);
    const auto alike = [&](std::int64_t x, std::int64_t y) {
      return from_[from_at[start.from + static_cast<std::size_t>(x)]] ==
             to_[to_at[start.to + static_cast<std::size_t>(y)]];
    };
    // Row d has the places on the diagonals x - y = -d, -d + 2, ..., d, each by its x; -1 is out of reach.
    rows_.clear();
    const auto row = [](std::int64_t d) { return d * (d + 1) / 2; };
    const auto step = [&](std::int64_t d, std::int64_t j) -> std::pair<std::int64_t, bool> {
      const auto at = [&](std::int64_t i) { return std::int64_t{rows_[static_cast<std::size_t>(i)]}; };
      const auto above = j < d ? at(row(d - 1) + j) : -1, left = j > 0 ? at(row(d - 1) + j - 1) : -1;
      const auto down = above >= 0 && above - (2 * j - d + 1) < height ? above : -1;
      const auto right = left >= 0 && left < width ? left + 1 : -1;
      return {std::max(down, right), right > down};
    };
    const auto last = std::min(static_cast<std::int64_t>(effort_), width + height);
    std::int64_t d = 0, best_j = 0;
    for (bool done = false;; ++d) {
      std::int64_t best = -1;
      for (std::int64_t j = 0; j <= d && !done; ++j) {
        auto x = d == 0 ? 0 : step(d, j).first;
        const auto diagonal = 2 * j - d;
        if (x >= 0) {
          while (x < width && x - diagonal < height && alike(x, x - diagonal)) ++x;
          if (2 * x - diagonal > best) {
            best = 2 * x - diagonal;
            best_j = j;
          }
        }
        rows_.push_back(static_cast<std::int32_t>(x));
        done = best == width + height;
      }
      if (done || d == last) break;
    }
    return trace(from_at, to_at, start, d, best_j, row, step);
  }

  /// Takes the matches on the way to place `j` of row `d`, and answers the place.
  template <class Row, class Step>
  Anchor trace(const std::vector<std::uint32_t>& from_at, const std::vector<std::uint32_t>& to_at,
               Anchor start, std::int64_t d, std::int64_t j, const Row& row, const Step& step) {
    const auto reached = std::int64_t{rows_[static_cast<std::size_t>(row(d) + j)]};
    const auto reached_to = reached - (2 * j - d);
    std::vector<Anchor> way;  // backwards
    for (; d >= 0; --d) {
      const auto x = std::int64_t{rows_[static_cast<std::size_t>(row(d) + j)]};
      const auto [begin, right] = d == 0 ? std::pair<std::int64_t, bool>{0, false} : step(d, j);
      for (auto at = x; at > begin; --at) {
        way.push_back({from_at[start.from + static_cast<std::size_t>(at - 1)],
                       to_at[start.to + static_cast<std::size_t>(at - 1 - (2 * j - d))]});
      }
      if (right) --j;
    }
    for (auto at = way.rbegin(); at != way.rend(); ++at) take(at->from, at->to, 1);
    return {start.from + static_cast<std::size_t>(reached), start.to + static_cast<std::size_t>(reached_to)};
  }

  Numbers from_, to_;
  std::size_t effort_;
  std::vector<Seen> seen_;  // by number; empty between gaps
  std::vector<std::int32_t> rows_;
  std::vector<Match> matches_;
};

}  // namespace

std::size_t effort_for(std::size_t elements) noexcept {
  constexpr std::size_t steps = 64 << 20, least = 16, most = 1024;
  return std::clamp(steps / std::max<std::size_t>(elements, 1), least, most);
}

std::vector<Match> match(Numbers from, Numbers to, std::size_t effort) {
  // Which of several longest ones is found depends on the order of the arguments: it is made one.
  const bool swapped = std::ranges::lexicographical_compare(to, from);
  if (swapped) std::swap(from, to);
  auto matches = Matcher(from, to, effort).run();
  if (swapped) {
    for (auto& match : matches) std::swap(match.from, match.to);
  }
  return matches;
}

std::vector<Match> match(Numbers from, Numbers to) {
  return match(from, to, effort_for(from.size() + to.size()));
}

}  // namespace metaqore::json
