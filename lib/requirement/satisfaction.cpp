#include "requirement/satisfaction.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "requirement/regions.hpp"

namespace metaqore::requirement {

namespace {

/// One claim for each set of versions; of a peer and another claim both, as they weigh differently.
Claims distinct(const Claims& claims) {
  const auto precedes = [](const Claim* a, const Claim* b) {
    const auto by_peer = a->is_peer() <=> b->is_peer();
    if (by_peer != 0) return by_peer < 0;
    if (a->set.literal != b->set.literal) return a->set.literal < b->set.literal;
    if (a->set.any_text != b->set.any_text) return a->set.any_text;
    if (a->set.versions != b->set.versions) return a->set.versions.cuts() < b->set.versions.cuts();
    return a->set.prereleases.cuts() < b->set.prereleases.cuts();
  };
  std::map<const Claim*, std::size_t, decltype(precedes)> first(precedes);
  Claims kept;
  for (const auto* claim : claims) {
    const auto [known, is_new] = first.emplace(claim, kept.size());
    if (is_new) {
      kept.push_back(claim);
    } else if (auto& before = kept[known->second]; !before->marker.empty() && claim->marker.empty()) {
      before = claim;  // it holds everywhere
    }
  }
  return kept;
}

/// The ranges of compatible versions that a set reaches into, with the part of the set in each; at most
/// `most` of them, nullopt where there are more.
using Parts = std::map<Key, Set>;
std::optional<Parts> parts_of(const Ecosystem& ecosystem, const Set& set, std::size_t most) {
  Parts parts;
  const auto collect = [&](const Cuts& cuts, bool prereleases) {
    for (const auto& [from, to] : cuts.intervals()) {
      for (Key at = from; !to || at < *to;) {
        const auto range = ecosystem.compatible_range(at);
        if (!range || parts.size() == most) return false;
        const Cuts within = Cuts::between(at, to ? std::min(*to, range->second) : range->second);
        auto& part = parts[range->first];
        auto& layer = prereleases ? part.prereleases : part.versions;
        layer = layer | within;
        if (!(at < range->second)) return false;
        at = range->second;
      }
    }
    return true;
  };
  if (!collect(set.versions, false) || !collect(set.prereleases, true)) return std::nullopt;
  return parts;
}

/// Searches an assignment of each claim to one of its ranges. What it cannot decide within its bounds it does
/// not call a clash.
class Coexistence {
 public:
  explicit Coexistence(const Claims& claims) : claims_(distinct(claims)) {}

  bool exists() {
    Claims wide;
    for (const auto* claim : claims_) {
      const auto part = parts_of(*claim->ecosystem, claim->set, 1);
      if (!part) {
        wide.push_back(claim);
      } else if (part->empty() || !hold(*part->begin())) {
        return false;
      }
    }
    // One that reaches into more ranges than others can be in always finds one of its own.
    const auto most = std::min(held_.size() + wide.size(), most_ranges);
    for (const auto* claim : wide) {
      if (choices_.size() == most_choices) break;
      if (auto parts = parts_of(*claim->ecosystem, claim->set, most)) choices_.push_back(std::move(*parts));
    }
    drop_loners();
    return place(choices_);
  }

 private:
  using Choices = std::vector<Parts>;
  static constexpr std::size_t most_ranges = 64, most_choices = 64, most_steps = 20'000;

  /// False where those who are in the range already leave nothing.
  bool hold(const Parts::value_type& part) {
    const auto [held, is_new] = held_.emplace(part);
    if (!is_new) held->second = held->second & part.second;
    return !held->second.empty();
  }

  /// One that reaches into a range that nobody else reaches has its place there.
  void drop_loners() {
    for (bool again = true; again;) {
      std::map<Key, std::size_t> reached;
      for (const auto& parts : choices_) {
        for (const auto& part : parts) ++reached[part.first];
      }
      again = std::erase_if(choices_, [&](const Parts& parts) {
                return std::ranges::any_of(parts, [&](const auto& part) {
                  return reached[part.first] == 1 && !held_.contains(part.first);
                });
              }) > 0;
    }
  }

  bool fits(const Parts::value_type& part) const {
    const auto held = held_.find(part.first);
    return held == held_.end() || meet(held->second, part.second);
  }

  /// Next comes the one with the fewest ranges that are still open to it.
  bool place(const Choices& left) {
    if (left.empty()) return true;
    const Parts* next = nullptr;
    std::ptrdiff_t fewest = 0;
    for (const auto& parts : left) {
      const auto open = std::ranges::count_if(parts, [&](const auto& part) { return fits(part); });
      if (open == 0) return false;
      if (next == nullptr || open < fewest) {
        next = &parts;
        fewest = open;
      }
    }
    Choices rest;
    for (const auto& parts : left) {
      if (&parts != next) rest.push_back(parts);
    }
    for (const auto& part : *next) {
      if (!fits(part)) continue;
      if (++steps_ > most_steps) return true;
      const auto taken = held_.find(part.first);
      const auto before = taken == held_.end() ? std::nullopt : std::optional(taken->second);
      if (hold(part) && place(rest)) return true;
      if (before) {
        held_[part.first] = *before;
      } else {
        held_.erase(part.first);
      }
    }
    return false;
  }

  const Claims claims_;
  Choices choices_;
  Parts held_;
  std::size_t steps_ = 0;
};

bool share_with_peers(const Claims& claims) {
  Claims peers;
  std::ranges::copy_if(claims, std::back_inserter(peers), [](const auto* claim) { return claim->is_peer(); });
  if (peers.empty()) return true;
  const Set of_peers = common(peers);
  return std::ranges::all_of(claims, [&](const auto* claim) { return meet(of_peers, claim->set); });
}

/// Adds to `core`, which can live together, the fewest of the first of `rest` that make it clash, one after
/// the other. What comes out is minimal as far as `rest` is concerned.
Claims grown(Must must, Claims core, Claims rest) {
  // A search that gave up can find that too few are left.
  while (!rest.empty() && satisfiable(must, core)) {
    const auto with = [&](std::size_t count) {
      Claims joined = core;
      joined.insert(joined.end(), rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(count));
      return joined;
    };
    std::size_t low = 1, high = rest.size();  // with `high` of them it clashes, with fewer than `low` not
    while (low < high) {
      const auto middle = low + (high - low) / 2;
      if (satisfiable(must, with(middle))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    core.push_back(rest[low - 1]);
    rest.resize(low - 1);
  }
  return core;
}

/// Claims that leave nothing in common, without those that leave what came before them as it is. What ends
/// somewhere comes first, as it is what little is taken from.
Claims trimmed(Claims claims) {
  std::stable_partition(claims.begin(), claims.end(), [](const auto* claim) {
    return claim->set.versions.cuts().size() % 2 == 0 && claim->set.prereleases.cuts().size() % 2 == 0;
  });
  Claims kept;
  Set left;
  for (const auto* claim : claims) {
    Set next = kept.empty() ? claim->set : left & claim->set;
    if (!kept.empty() && next == left) continue;
    kept.push_back(claim);
    left = std::move(next);
    if (left.empty()) break;
  }
  return kept;
}

/// Leaves out, one after the other, who is not the only one to refuse some region. Of claims that must share
/// a version, and without a literal.
Claims irreducible(const Claims& claims) {
  const auto regions = regions_of(claims);
  std::vector<std::size_t> refusers(regions.size(), 0);
  for (std::size_t i = 0; i < regions.size(); ++i) {
    for (const auto* claim : claims) refusers[i] += admits(*claim, regions[i]) ? 0 : 1;
  }
  Claims core;
  for (const auto* claim : claims) {
    std::vector<std::size_t> refused;
    bool needed = false;
    for (std::size_t i = 0; i < regions.size() && !needed; ++i) {
      if (admits(*claim, regions[i])) continue;
      needed = refusers[i] == 1;
      refused.push_back(i);
    }
    if (needed) {
      core.push_back(claim);
    } else {
      for (const auto i : refused) --refusers[i];
    }
  }
  return core;
}

constexpr std::size_t most_work = 4'000'000;  // looks at a cut

/// A minimal core of claims that must share a version and do not.
Claims shared_core(const Claims& claims) {
  if (std::ranges::any_of(claims, [](const auto* claim) { return !claim->set.literal.empty(); }))
    return grown(Must::share, {}, claims);
  const auto few = trimmed(claims);
  return few.size() * cuts_of(few) <= 10 * most_work ? irreducible(few) : few;
}

}  // namespace

Set common(const Claims& claims) {
  if (claims.empty()) return {};
  Set all = claims.front()->set;
  for (const auto* claim : claims) {
    if (all.empty()) break;
    all = all & claim->set;
  }
  return all;
}

bool satisfiable(Must must, const Claims& claims) {
  if (std::ranges::any_of(claims, [](const auto* claim) { return claim->set.empty(); })) return false;
  switch (must) {
    case Must::share:
      return claims.empty() || !common(claims).empty();
    case Must::share_with_peers:
      return share_with_peers(claims);
    case Must::coexist:
      return Coexistence(claims).exists();
  }
  return false;
}

Claims minimal_core(Must must, const Claims& claims) {
  const auto rest = distinct(claims);
  for (const auto* claim : rest) {
    if (!satisfiable(must, {claim})) return {claim};
  }
  if (rest.size() * cuts_of(rest) <= most_work) {
    for (std::size_t j = 1; j < rest.size(); ++j) {
      for (std::size_t i = 0; i < j; ++i) {
        if (meet(rest[i]->set, rest[j]->set)) continue;
        if (Claims pair{rest[i], rest[j]}; !satisfiable(must, pair)) return pair;
      }
    }
  }
  return must == Must::share ? shared_core(rest) : grown(must, {}, rest);
}

Claims minimal_core_with(Must must, const Claims& claims, const Claim& newest) {
  if (!satisfiable(must, {&newest})) return {&newest};
  Claims calm;  // those that live together without it
  Set shared;   // what all of them admit
  for (const auto* claim : distinct(claims)) {
    if (!satisfiable(must, {claim})) continue;
    if (!meet(claim->set, newest.set) && !satisfiable(must, {claim, &newest})) return {claim, &newest};
    calm.push_back(claim);
    if (must == Must::share) {
      Set with = calm.size() == 1 ? claim->set : shared & claim->set;
      if (with.empty()) {
        calm.pop_back();
      } else {
        shared = std::move(with);
      }
    } else if (!satisfiable(must, calm)) {
      calm.pop_back();
    }
  }
  Claims all = calm;
  all.push_back(&newest);
  if (satisfiable(must, all)) return {};
  return must == Must::share ? shared_core(all) : grown(must, {&newest}, std::move(calm));
}

}  // namespace metaqore::requirement
