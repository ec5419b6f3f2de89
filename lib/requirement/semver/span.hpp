#pragma once

#include <optional>
#include <string>
#include <vector>

#include "requirement/cuts.hpp"
#include "requirement/semver/range.hpp"
#include "requirement/semver/semver.hpp"

namespace metaqore::requirement::semver {

/// Intervals on their way into one set. A set is one interval nearly always, which costs no vector then.
class Gathered {
 public:
  void add(Interval interval);
  Cuts united() &&;

 private:
  Interval first_{};
  bool any_ = false;
  std::vector<Interval> more_;
};

/// The versions that comparators leave when all of them hold: all at first, and fewer with each.
class Span {
 public:
  explicit Span(const Bounds& bounds) noexcept : bounds_(bounds) {}

  /// REQUIRES: not Op::differs.
  void meet(Op op, const Version& version);

  void meet_from(std::optional<Key> low);    ///< nullopt: nothing is so high
  void meet_below(std::optional<Key> high);  ///< nullopt: everything is below
  void clear() noexcept { empty_ = true; }

  bool empty() const noexcept { return empty_ || (high_ && !(low_ < *high_)); }
  Interval interval() const { return {low_, high_}; }

  /// The part of it in the layer of releases, and in that of the pre-releases with these three numbers.
  void add_releases(Gathered& out) const;
  void add_prereleases(Gathered& out, std::string_view numbers) const;

 private:
  Bounds bounds_;
  Key low_{};
  std::optional<Key> high_{};
  bool empty_ = false;
};

}  // namespace metaqore::requirement::semver
