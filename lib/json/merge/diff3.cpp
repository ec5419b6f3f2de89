#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <span>
#include <utility>
#include <vector>

#include "json/merge/arrays.hpp"
#include "json/nodes.hpp"
#include "json/sequence.hpp"

namespace metaqore::json {

namespace {

using Sequence = std::span<const std::uint32_t>;

/// An edit of one side: other elements instead of some of the base. Those of a side do not touch each other.
struct Hunk {
  std::size_t begin, end;  // in the base
  std::size_t put_begin;   // in the side
  Sequence put;

  bool is_insertion() const noexcept { return begin == end; }
  bool operator==(const Hunk& other) const noexcept {
    return begin == other.begin && end == other.end && std::ranges::equal(put, other.put);
  }
};

/// Moves elements that one sequence alone has as far back as equal ones let them, so that of equal elements
/// in a row both sides remove, or put, the same ones. No two runs of them come to touch.
void slide_back(std::vector<Match>& matches, Sequence base, Sequence side) {
  matches.insert(matches.begin(), Match{});  // what is in front may move too
  for (auto at = matches.size() - 1; at > 0; --at) {
    auto &before = matches[at - 1], &behind = matches[at];
    const auto from = before.from + before.size, to = before.to + before.size;
    const auto removed = behind.from - from, put = behind.to - to;
    if ((removed == 0) == (put == 0)) continue;
    const auto elements = put == 0 ? base.subspan(from) : side.subspan(to);
    const auto size = std::max(removed, put);
    const bool at_end = behind.from + behind.size == base.size() && behind.to + behind.size == side.size();
    const std::size_t stays = at_end ? 0 : 1;
    for (std::size_t moved = 0; behind.size > stays && elements[moved] == elements[moved + size]; ++moved) {
      ++before.size;
      ++behind.from, ++behind.to;
      --behind.size;
    }
  }
}

std::vector<Hunk> hunks_of(Sequence base, Sequence side) {
  std::vector<Hunk> hunks;
  std::size_t from = 0, to = 0;
  const auto add = [&](std::size_t from_end, std::size_t to_end) {
    if (from < from_end || to < to_end) hunks.push_back({from, from_end, to, side.subspan(to, to_end - to)});
  };
  auto matches = match(base, side);
  slide_back(matches, base, side);
  for (const auto& same : matches) {
    add(same.from, same.to);
    from = same.from + same.size;
    to = same.to + same.size;
  }
  add(base.size(), side.size());
  return hunks;
}

/// Whether an insertion stands between elements that the other edit removes, or where that puts something
/// too, so that their order is not known.
bool is_beside(const Hunk& insertion, const Hunk& other) {
  if (!insertion.is_insertion()) return false;
  const auto at = insertion.begin;
  return (other.begin < at && at < other.end) || (!other.put.empty() && other.begin <= at && at <= other.end);
}

bool is_conflict(const Hunk& left, const Hunk& right) {
  return std::max(left.begin, right.begin) < std::min(left.end, right.end) || is_beside(left, right) ||
         is_beside(right, left);
}

/// Removes from `theirs` what is in `ours` too; false where two edits are in conflict. As the edits of a side
/// do not touch, those that concern each other are met by going on behind the one that ends first.
bool bring_together(const std::vector<Hunk>& ours, std::vector<Hunk>& theirs) {
  std::vector<Hunk> rest;
  auto our = ours.begin();
  auto their = theirs.begin();
  while (our != ours.end() && their != theirs.end()) {
    if (*our == *their) {
      ++our, ++their;
    } else if (is_conflict(*our, *their)) {
      return false;
    } else if (our->end <= their->end) {
      ++our;
    } else {
      rest.push_back(*their++);
    }
  }
  rest.insert(rest.end(), their, theirs.end());
  theirs = std::move(rest);
  return true;
}

/// The base with some of its elements removed, and others put before them.
class Edited {
 public:
  explicit Edited(const Run<Node>& base) : base_(base), is_removed_(base.size) {}

  void apply(const std::vector<Hunk>& hunks, const Run<Node>& side) {
    for (const auto& hunk : hunks) {
      for (auto at = hunk.begin; at < hunk.end; ++at) is_removed_[at] = true;
      if (!hunk.put.empty()) puts_.push_back({hunk.begin, {side.first + hunk.put_begin, hunk.put.size()}});
    }
  }

  const Node* finish(std::pmr::memory_resource& memory) && {
    std::ranges::sort(puts_, {}, &Put::before);  // no two at one place: that would be a conflict
    std::vector<Node> merged;
    auto put = puts_.begin();
    for (std::size_t at = 0; at <= base_.size; ++at) {
      if (put != puts_.end() && put->before == at) {
        merged.insert(merged.end(), put->elements.begin(), put->elements.end());
        ++put;
      }
      if (at < base_.size && !is_removed_[at]) merged.push_back(base_.first[at]);
    }
    return new_node(merged.data(), merged.data() + merged.size(), memory);
  }

 private:
  struct Put {
    std::size_t before;
    std::span<const Node> elements;
  };

  const Run<Node>& base_;
  std::vector<bool> is_removed_;
  std::vector<Put> puts_;
};

}  // namespace

const Node* merge_edits(const Arrays& arrays, std::pmr::memory_resource& memory) {
  const auto numbers = number_alike({arrays.base, arrays.ours, arrays.theirs});
  const auto ours = hunks_of(numbers[0], numbers[1]);
  auto theirs = hunks_of(numbers[0], numbers[2]);
  if (!bring_together(ours, theirs)) return nullptr;
  Edited edited(arrays.base);
  edited.apply(ours, arrays.ours);
  edited.apply(theirs, arrays.theirs);
  return std::move(edited).finish(memory);
}

}  // namespace metaqore::json
