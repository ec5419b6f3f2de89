#include "requirement/satisfaction.hpp"

#include <algorithm>
#include <map>

namespace metaqore::requirement {

namespace {

/// One claim for each set of versions; of a peer and another claim both, as they weigh differently.
Claims distinct(const Claims& claims) {
  const auto precedes = [](const Claim* a, const Claim* b) {
    const auto by_peer = a->is_peer() <=> b->is_peer();
    if (by_peer != 0) return by_peer < 0;
    if (a->set.literal != b->set.literal) return a->set.literal < b->set.literal;
    if (a->set.versions != b->set.versions) return a->set.versions.cuts() < b->set.versions.cuts();
    return a->set.prereleases.cuts() < b->set.prereleases.cuts();
  };
  std::map<const Claim*, std::size_t, decltype(precedes)> first(precedes);
  Claims kept;
  for (const auto* claim : claims) {
    if (first.emplace(claim, kept.size()).second) kept.push_back(claim);
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
    std::ranges::sort(choices_, {}, &Parts::size);
    return place(0);
  }

 private:
  static constexpr std::size_t most_ranges = 64, most_choices = 64, most_steps = 20'000;

  /// False where those who are in the range already leave nothing.
  bool hold(const Parts::value_type& part) {
    const auto [held, is_new] = held_.emplace(part);
    if (!is_new) held->second = held->second & part.second;
    return !held->second.empty();
  }

  bool place(std::size_t index) {
    if (index == choices_.size()) return true;
    for (const auto& part : choices_[index]) {
      if (++steps_ > most_steps) return true;
      const auto taken = held_.find(part.first);
      const auto before = taken == held_.end() ? std::nullopt : std::optional(taken->second);
      if (hold(part) && place(index + 1)) return true;
      if (before) {
        held_[part.first] = *before;
      } else {
        held_.erase(part.first);
      }
    }
    return false;
  }

  const Claims claims_;
  std::vector<Parts> choices_;
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
  while (satisfiable(must, core)) {
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
  switch (must) {
    case Must::share:
      return claims.empty() || !common(claims).empty();
    case Must::share_with_peers:
      return share_with_peers(claims);
    case Must::coexist:
      return std::ranges::none_of(claims, [](const auto* claim) { return claim->set.empty(); }) &&
             Coexistence(claims).exists();
  }
  return false;
}

Claims minimal_core(Must must, const Claims& claims) {
  const auto rest = distinct(claims);
  for (const auto* claim : rest) {
    if (!satisfiable(must, {claim})) return {claim};
  }
  constexpr std::size_t few = 200;
  if (rest.size() <= few) {
    for (std::size_t j = 1; j < rest.size(); ++j) {
      for (std::size_t i = 0; i < j; ++i) {
        if (Claims pair{rest[i], rest[j]}; !satisfiable(must, pair)) return pair;
      }
    }
  }
  return grown(must, {}, rest);
}

Claims minimal_core_with(Must must, const Claims& claims, const Claim& newest) {
  if (!satisfiable(must, {&newest})) return {&newest};
  Claims calm;  // those that live together without it
  for (const auto* claim : distinct(claims)) {
    if (!satisfiable(must, {claim, &newest}) && satisfiable(must, {claim})) return {claim, &newest};
    calm.push_back(claim);
    if (!satisfiable(must, calm)) calm.pop_back();
  }
  Claims all = calm;
  all.push_back(&newest);
  if (satisfiable(must, all)) return {};
  auto core = grown(must, {&newest}, std::move(calm));
  std::rotate(core.begin(), core.begin() + 1, core.end());
  return core;
}

}  // namespace metaqore::requirement
