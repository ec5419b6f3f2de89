#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace metaqore::requirement {

/// A place on an ecosystem's line of versions: bytes, ordered as unsigned. Each version has a key, the empty
/// key is below all of them, and a cut at a key parts what is below from the key and what is above.
///
/// Ecosystems make canonical cuts only: if a least version lies at or above a place, the cut is at the key of
/// that version (at the empty key if it is the least of all). So two cuts differ exactly when a version lies
/// between them, an interval is empty exactly when its cuts are equal, and nothing here has to know what a
/// version is.
using Key = std::string;

/// The versions from one cut up to, and without, another; up to the end without one.
struct Interval {
  Key from{};
  std::optional<Key> to{};
  bool operator==(const Interval&) const = default;
};

/// A set of places in normal form: the cuts, in ascending order, at which membership changes. Nothing below
/// the first is in it. All operations are linear in the number of cuts.
class Cuts {
 public:
  Cuts() = default;  ///< none
  static Cuts all() { return from(Key{}); }
  static Cuts from(Key low) { return Cuts({std::move(low)}); }
  static Cuts between(Key low, Key high);  ///< none unless low < high

  /// The union of intervals in any order, in n log n.
  static Cuts unite(std::vector<Interval> intervals);

  bool empty() const noexcept { return cuts_.empty(); }
  bool is_all() const noexcept { return cuts_.size() == 1 && cuts_.front().empty(); }
  bool contains(std::string_view key) const noexcept;
  std::vector<Interval> intervals() const;
  const std::vector<Key>& cuts() const noexcept { return cuts_; }

  Cuts operator~() const;
  friend Cuts operator&(const Cuts& a, const Cuts& b);
  friend Cuts operator|(const Cuts& a, const Cuts& b);
  friend bool meet(const Cuts& a, const Cuts& b) noexcept;       ///< whether they have a place in common
  friend bool is_subset(const Cuts& a, const Cuts& b) noexcept;  ///< whether all of a is in b
  bool operator==(const Cuts&) const = default;

  /// Every cut moved by a map that keeps the order; intervals that become empty vanish.
  template <class Map>
  Cuts mapped(Map&& map) const {
    Cuts moved;
    for (const auto& cut : cuts_) moved.toggle(map(cut));
    return moved;
  }

 private:
  explicit Cuts(std::vector<Key> cuts) : cuts_(std::move(cuts)) {}
  void toggle(Key cut);  ///< REQUIRES: not below the last

  std::vector<Key> cuts_;
};

}  // namespace metaqore::requirement
