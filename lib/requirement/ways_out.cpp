#include "requirement/ways_out.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "requirement/membership.hpp"
#include "requirement/regions.hpp"

namespace metaqore::requirement {

namespace {

constexpr std::size_t most_ways = 8;
constexpr std::size_t most_looks = 10'000'000;   // at a cut
constexpr std::size_t most_widenings = 100'000;  // of claims

/// From the nearest place that is in `cuts` to the slot, and the slot.
Cuts reaching(const Cuts& cuts, const Interval& slot) {
  Interval bridge = slot;
  for (const auto& [from, to] : cuts.intervals()) {
    if (to && *to <= slot.from) bridge.from = *to;  // the last one below
  }
  if (bridge.from == slot.from && slot.to) {
    for (const auto& interval : cuts.intervals()) {
      if (*slot.to <= interval.from) {
        bridge.to = interval.from;
        break;
      }
    }
  }
  return cuts | Cuts::unite({bridge});
}

/// From the first place that is in either to the last one.
Cuts hull(const Cuts& cuts, const Interval& slot) {
  const Cuts both = cuts | Cuts::unite({slot});
  auto intervals = both.intervals();
  return Cuts::unite({{intervals.front().from, intervals.back().to}});
}

/// From the first place of the claim or the slot to the last one, in whichever layer.
std::optional<std::pair<std::string, Set>> spanned(const Claim& claim, const Interval& slot,
                                                   bool prereleases) {
  Interval span = slot;
  for (const auto* cuts : {&claim.set.versions, &claim.set.prereleases}) {
    for (const auto& [from, to] : cuts->intervals()) {
      span.from = std::min(span.from, from);
      span.to = span.to && to ? std::optional(std::max(*span.to, *to)) : std::nullopt;
    }
  }
  const auto text = claim.ecosystem->spanning(span.from, span.to);
  if (!text) return std::nullopt;
  Set target;
  (prereleases ? target.prereleases : target.versions) = Cuts::unite({slot});
  try {
    auto set = parse_constraint(*claim.ecosystem, *text);
    if (is_subset(claim.set, set) && is_subset(target, set)) return std::pair(*text, std::move(set));
  } catch (const Error&) {
    return std::nullopt;
  }
  return std::nullopt;
}

/// A claim's constraint widened by the slot, by as little as its syntax can say; nullopt when it cannot, as
/// that of PEP 440 `===` never can.
std::optional<std::pair<std::string, Set>> widened(const Claim& claim, const Interval& slot,
                                                   bool prereleases) {
  if (!claim.set.literal.empty()) return std::nullopt;
  const auto& cuts = prereleases ? claim.set.prereleases : claim.set.versions;
  for (const auto& wider : {cuts | Cuts::unite({slot}), reaching(cuts, slot), hull(cuts, slot)}) {
    Set after = claim.set;
    (prereleases ? after.prereleases : after.versions) = wider;
    if (auto text = write(*claim.ecosystem, after)) return std::pair(std::move(*text), std::move(after));
  }
  return spanned(claim, slot, prereleases);
}

/// A region to bring everyone into, before it is known whether the syntax can say so.
struct Candidate {
  const Region* region;
  Target target;
  std::size_t outside;  // claims that refuse it

  auto rank() const {
    return std::tuple(region->owners_out, target.distance, target.prereleases_only, outside);
  }
};

/// Brings everyone into one region of the line of versions.
class OnePlace {
 public:
  OnePlace(Must must, const Claims& everyone, const Claims& concerned)
      : must_(must), everyone_(everyone), claims_(concerned), regions_(regions_of(concerned)) {}

  std::vector<WayOut> run() {
    std::vector<WayOut> ways;
    std::set<std::set<std::string_view>> seen;  // owners that move
    std::size_t widenings = 0;
    for (const auto& candidate : candidates()) {
      if (ways.size() == most_ways || widenings > most_widenings) break;
      const auto outside = outside_of(*candidate.region);
      std::set<std::string_view> owners;
      for (const auto* claim : outside) owners.insert(claim->said->owner);
      if (seen.contains(owners)) continue;
      widenings += outside.size();
      auto moved = owners;
      auto way = realized(candidate, outside, moved);
      if (!way) continue;
      if (!seen.contains(moved)) ways.push_back(std::move(*way));
      seen.insert(std::move(owners));
      seen.insert(std::move(moved));
    }
    std::ranges::stable_sort(ways, {}, [](const WayOut& way) {
      return std::tuple(way.owners_moved, way.major_distance, way.needs_prerelease);
    });
    return ways;
  }

 private:
  Claims outside_of(const Region& region) const {
    Claims outside;
    std::ranges::copy_if(claims_, std::back_inserter(outside),
                         [&](const auto* claim) { return !admits(*claim, region); });
    return outside;
  }

  /// Best first. Those where fewer owners move are looked at first, if not all can be.
  std::vector<Candidate> candidates() {
    std::ranges::stable_sort(regions_, {}, &Region::owners_out);
    std::vector<Candidate> found;
    std::size_t looks = 0;
    for (const auto& region : regions_) {
      if (region.owners_out == 0) continue;
      const auto outside = outside_of(region);
      found.push_back({&region, nearest_target(region, outside), outside.size()});
      looks += claims_.size() + cuts_of(outside);
      if (looks > most_looks) break;
    }
    std::ranges::stable_sort(found, [](const auto& a, const auto& b) {
      return a.rank() != b.rank() ? a.rank() < b.rank() : a.target.slot.from > b.target.slot.from;
    });
    return found;
  }

  /// What claims have become.
  using Now = std::map<const Claim*, const Claim*>;
  static Claims after(Claims before, const Now& now) {
    for (auto& claim : before) {
      if (const auto found = now.find(claim); found != now.end()) claim = found->second;
    }
    return before;
  }

  /// Those stay where they are who may: others reached further than to the region, or have places of their
  /// own.
  void take_back(Now& now, const Claims& outside) const {
    constexpr std::size_t few = 64, most = 1'000;
    if (outside.size() > few || everyone_.size() > most) return;
    for (const auto* claim : outside) {
      Now without = now;
      without.erase(claim);
      if (!without.empty() && satisfiable(must_, after(everyone_, without))) now = std::move(without);
    }
  }

  /// What has to change, if that can be said and helps. `owners` becomes those who move.
  std::optional<WayOut> realized(const Candidate& candidate, const Claims& outside,
                                 std::set<std::string_view>& owners) const {
    const auto& [region, target, outsiders] = candidate;
    WayOut way;
    std::map<const Claim*, std::string> texts;
    std::deque<Claim> moved;
    Now now;
    for (const auto* claim : outside) {
      auto wider = widened(*claim, target.slot, region->prereleases);
      if (!wider) return std::nullopt;
      moved.push_back(*claim);
      moved.back().set = std::move(wider->second);
      now[claim] = &moved.back();
      texts[claim] = std::move(wider->first);
    }
    if (!satisfiable(must_, after(everyone_, now))) return std::nullopt;
    take_back(now, outside);
    owners.clear();
    std::set<std::pair<std::string_view, std::string_view>> said;
    for (const auto* claim : outside) {
      if (!now.contains(claim)) continue;
      owners.insert(claim->said->owner);
      if (!said.emplace(claim->said->owner, claim->said->requirement.constraint).second) continue;
      way.relaxations.push_back({claim->said->owner, claim->said->requirement.constraint, texts[claim]});
      way.major_distance += distance_to(*claim, target.major);
    }
    way.owners_moved = static_cast<std::uint32_t>(owners.size());
    const auto& ecosystem = *outside.front()->ecosystem;
    Claims agreed = after(claims_, now);
    const Region slot{target.slot, region->prereleases};
    std::erase_if(agreed, [&](const auto* claim) { return !admits(*claim, slot); });
    const auto all = common(agreed);
    way.needs_prerelease = !has_releases(ecosystem, all);
    way.common = write(ecosystem, all).value_or(normal_form(ecosystem, all));
    return way;
  }

  const Must must_;
  const Claims& everyone_;
  const Claims& claims_;
  std::vector<Region> regions_;
};

/// Those that have to meet in one place for the clash to end, if others may have places of their own.
Claims concerned(Must must, const Claims& claims, const Claims& core) {
  Claims chosen;
  const auto is_in_core = [&](const Claim* claim) {
    return std::ranges::any_of(core, [&](const auto* each) { return each->set == claim->set; });
  };
  if (must == Must::share_with_peers) {
    std::ranges::copy_if(claims, std::back_inserter(chosen),
                         [&](const auto* claim) { return claim->is_peer() || is_in_core(claim); });
  } else if (must == Must::coexist) {
    const auto& ecosystem = *core.front()->ecosystem;
    const auto& set = core.front()->set;
    const auto& cuts = set.versions.empty() ? set.prereleases.cuts() : set.versions.cuts();
    const auto range = cuts.empty() ? std::nullopt : ecosystem.compatible_range(cuts.front());
    if (!range) return claims;
    const auto within = Cuts::between(range->first, range->second);
    std::ranges::copy_if(claims, std::back_inserter(chosen), [&](const auto* claim) {
      const auto& versions = claim->set.versions;
      return is_in_core(claim) || (!versions.empty() && is_subset(versions, within));
    });
  }
  return chosen.empty() ? claims : chosen;
}

}  // namespace

std::vector<WayOut> ways_out(Must must, const Claims& claims, const Claims& core) {
  constexpr std::size_t most_cuts = 400'000;
  if (cuts_of(claims) > most_cuts) return {};
  const auto few = concerned(must, claims, core);
  auto ways = OnePlace(must, claims, few).run();
  return ways.empty() && few.size() < claims.size() ? OnePlace(must, claims, claims).run() : ways;
}

}  // namespace metaqore::requirement
