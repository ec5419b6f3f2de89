#include "requirement/cuts.hpp"

#include <algorithm>

namespace metaqore::requirement {

namespace {

/// Walks the places where membership of `a` or of `b` changes, in ascending order, and tells `visit` the
/// place and the two memberships from there on. Stops when it answers false.
template <class Visit>
void sweep(const std::vector<Key>& a, const std::vector<Key>& b, Visit&& visit) {
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    const int order = i == a.size() ? 1 : j == b.size() ? -1 : a[i].compare(b[j]);
    const auto& place = order <= 0 ? a[i] : b[j];
    if (order <= 0) ++i;
    if (order >= 0) ++j;
    if (!visit(place, i % 2 == 1, j % 2 == 1)) return;
  }
}

template <class Both>
std::vector<Key> combined(const std::vector<Key>& a, const std::vector<Key>& b, Both&& both) {
  std::vector<Key> cuts;
  cuts.reserve(a.size() + b.size());
  sweep(a, b, [&](const Key& place, bool in_a, bool in_b) {
    if (both(in_a, in_b) != (cuts.size() % 2 == 1)) cuts.push_back(place);
    return true;
  });
  return cuts;
}

}  // namespace

Cuts Cuts::between(Key low, Key high) {
  if (!(low < high)) return {};
  std::vector<Key> cuts;
  cuts.reserve(2);
  cuts.push_back(std::move(low));
  cuts.push_back(std::move(high));
  return Cuts(std::move(cuts));
}

Cuts Cuts::unite(std::vector<Interval> intervals) {
  std::ranges::sort(intervals, {}, &Interval::from);
  Cuts united;
  for (auto& [from, to] : intervals) {
    if (to && !(from < *to)) continue;
    auto& cuts = united.cuts_;
    if (cuts.size() % 2 == 1) break;  // up to the end already
    if (cuts.empty() || cuts.back() < from) {
      cuts.push_back(std::move(from));
      if (to) cuts.push_back(std::move(*to));
    } else if (!to) {
      cuts.pop_back();
    } else if (cuts.back() < *to) {
      cuts.back() = std::move(*to);
    }
  }
  return united;
}

bool Cuts::contains(std::string_view key) const noexcept {
  const auto above = std::upper_bound(cuts_.begin(), cuts_.end(), key,
                                      [](std::string_view value, const Key& cut) { return value < cut; });
  return (above - cuts_.begin()) % 2 == 1;
}

std::vector<Interval> Cuts::intervals() const {
  std::vector<Interval> result;
  result.reserve((cuts_.size() + 1) / 2);
  for (std::size_t i = 0; i < cuts_.size(); i += 2) {
    result.push_back({cuts_[i], i + 1 < cuts_.size() ? std::optional(cuts_[i + 1]) : std::nullopt});
  }
  return result;
}

Cuts Cuts::operator~() const {
  if (cuts_.empty()) return all();
  if (cuts_.front().empty()) return Cuts({cuts_.begin() + 1, cuts_.end()});
  std::vector<Key> cuts;
  cuts.reserve(cuts_.size() + 1);
  cuts.emplace_back();
  cuts.insert(cuts.end(), cuts_.begin(), cuts_.end());
  return Cuts(std::move(cuts));
}

Cuts operator&(const Cuts& a, const Cuts& b) {
  return Cuts(combined(a.cuts_, b.cuts_, [](bool in_a, bool in_b) { return in_a && in_b; }));
}

Cuts operator|(const Cuts& a, const Cuts& b) {
  return Cuts(combined(a.cuts_, b.cuts_, [](bool in_a, bool in_b) { return in_a || in_b; }));
}

bool meet(const Cuts& a, const Cuts& b) noexcept {
  bool found = false;
  sweep(a.cuts_, b.cuts_, [&](const Key&, bool in_a, bool in_b) { return !(found = in_a && in_b); });
  return found;
}

bool is_subset(const Cuts& a, const Cuts& b) noexcept {
  bool outside = false;
  sweep(a.cuts_, b.cuts_, [&](const Key&, bool in_a, bool in_b) { return !(outside = in_a && !in_b); });
  return !outside;
}

void Cuts::toggle(Key cut) {
  if (!cuts_.empty() && cuts_.back() == cut) {
    cuts_.pop_back();
  } else {
    cuts_.push_back(std::move(cut));
  }
}

}  // namespace metaqore::requirement
