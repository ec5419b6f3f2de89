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
constexpr std::size_t most_looks = 2'000'000;  // at a claim and a region

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

/// A claim's constraint widened by the slot, by as little as its syntax can say; nullopt when it cannot.
std::optional<std::pair<std::string, Set>> widened(const Claim& claim, const Interval& slot, bool prereleases) {
  Set before = claim.set;
  before.literal.clear();
  const auto& cuts = prereleases ? before.prereleases : before.versions;
  for (const auto& wider : {cuts | Cuts::unite({slot}), reaching(cuts, slot), hull(cuts, slot)}) {
    Set after = before;
    (prereleases ? after.prereleases : after.versions) = wider;
    if (auto text = write(*claim.ecosystem, after)) {
      if (Set read = claim.ecosystem->parse(*text); read == after) return std::pair(std::move(*text), std::move(read));
    }
  }
  return std::nullopt;
}

struct Ranked {
  WayOut way;
  Key place;

  auto rank() const {
    return std::tuple(way.owners_moved, way.major_distance, way.needs_prerelease, way.relaxations.size());
  }
};

/// Brings everyone into one region of the line of versions.
class OnePlace {
 public:
  OnePlace(Must must, const Claims& everyone) : must_(must), everyone_(everyone) {}

  std::vector<WayOut> run(const Claims& claims) {
    auto regions = regions_of(claims);
    std::ranges::stable_sort(regions, {}, &Region::owners_out);
    std::size_t looks = 0;
    for (const auto& region : regions) {
      looks += claims.size();
      if (looks > most_looks) break;
      consider(claims, region);
    }
    std::vector<Ranked> all;
    for (auto& [owners, ranked] : best_) all.push_back(std::move(ranked));
    std::ranges::sort(all, [](const auto& a, const auto& b) {
      return a.rank() != b.rank() ? a.rank() < b.rank() : a.place > b.place;
    });
    std::vector<WayOut> ways;
    for (auto& ranked : all) {
      if (ways.size() < most_ways) ways.push_back(std::move(ranked.way));
    }
    return ways;
  }

 private:
  void consider(const Claims& claims, const Region& region) {
    Claims outside;
    std::set<std::string> owners;
    for (const auto* claim : claims) {
      if (admits(*claim, region)) continue;
      outside.push_back(claim);
      owners.insert(claim->said->owner);
    }
    if (outside.empty()) return;
    const auto target = nearest_target(region, outside);
    Ranked ranked{{static_cast<std::uint32_t>(owners.size()), target.distance, target.prereleases_only, {}, {}},
                  target.slot.from};
    ranked.way.relaxations.reserve(outside.size());
    const auto known = best_.find(owners);
    const auto rank = std::tuple(owners.size(), target.distance, target.prereleases_only, outside.size());
    if (known != best_.end() && known->second.rank() < rank) return;

    std::deque<Claim> moved;
    std::map<const Claim*, const Claim*> now;
    for (const auto* claim : outside) {
      auto wider = widened(*claim, target.slot, region.prereleases);
      if (!wider) return;
      moved.push_back(*claim);
      moved.back().set = std::move(wider->second);
      now[claim] = &moved.back();
      ranked.way.relaxations.push_back(
          {claim->said->owner, claim->said->requirement.constraint, std::move(wider->first)});
    }
    const auto after = [&](Claims before) {
      for (auto& claim : before) {
        if (const auto found = now.find(claim); found != now.end()) claim = found->second;
      }
      return before;
    };
    if (!satisfiable(must_, after(everyone_))) return;
    const auto& ecosystem = *outside.front()->ecosystem;
    const auto all = common(after(claims));
    ranked.way.needs_prerelease = !has_releases(ecosystem, all);
    ranked.way.common = write(ecosystem, all).value_or(normal_form(ecosystem, all));
    if (known == best_.end()) {
      best_.emplace(std::move(owners), std::move(ranked));
    } else if (ranked.rank() < known->second.rank() ||
               (ranked.rank() == known->second.rank() && ranked.place > known->second.place)) {
      known->second = std::move(ranked);
    }
  }

  Must must_;
  const Claims& everyone_;
  std::map<std::set<std::string>, Ranked> best_;
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
      return is_in_core(claim) || is_subset(claim->set.versions, within);
    });
  }
  return chosen.empty() ? claims : chosen;
}

}  // namespace

std::vector<WayOut> ways_out(Must must, const Claims& claims, const Claims& core) {
  const auto few = concerned(must, claims, core);
  auto ways = OnePlace(must, claims).run(few);
  return ways.empty() && few.size() < claims.size() ? OnePlace(must, claims).run(claims) : ways;
}

}  // namespace metaqore::requirement
