#include "requirement/regions.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

namespace metaqore::requirement {

namespace {

const Cuts& layer_of(const Set& set, bool prereleases) {
  return prereleases ? set.prereleases : set.versions;
}

void append_regions(std::vector<Region>& regions, const Claims& claims, bool prereleases) {
  std::vector<std::pair<Key, std::size_t>> toggles;  // where a claim begins or ceases to admit
  for (std::size_t i = 0; i < claims.size(); ++i) {
    for (const auto& cut : layer_of(claims[i]->set, prereleases).cuts()) toggles.emplace_back(cut, i);
  }
  std::ranges::sort(toggles);

  std::map<std::string_view, std::size_t> refusing;  // claims of each owner that refuse
  for (const auto* claim : claims) ++refusing[claim->said->owner];
  std::vector<bool> in(claims.size(), false);
  std::size_t owners_out = refusing.size();

  Key from;
  std::size_t next = 0;
  while (true) {
    for (; next < toggles.size() && toggles[next].first == from; ++next) {
      const auto claim = toggles[next].second;
      auto& count = refusing[claims[claim]->said->owner];
      if (in[claim]) {
        owners_out += count++ == 0 ? 1 : 0;
      } else {
        owners_out -= --count == 0 ? 1 : 0;
      }
      in[claim] = !in[claim];
    }
    const bool last = next == toggles.size();
    regions.push_back(
        {{from, last ? std::nullopt : std::optional(toggles[next].first)}, prereleases, owners_out});
    if (last) return;
    from = toggles[next].first;
  }
}

constexpr auto forever = std::numeric_limits<std::uint64_t>::max();

/// Where the sum of the distances can be least between two majors. In one layer each claim lies wholly below
/// or wholly above the region, or on both sides of it: then the sum is concave, and least at an end. In the
/// other layer claims can lie beside the region, and the sum turns where they begin and end.
std::vector<std::uint64_t> turning_points(const Region& region, const Claims& outside, std::uint64_t low,
                                          std::uint64_t high) {
  const auto most = std::clamp<std::size_t>(100'000 / (cuts_of(outside) + 1), 1, 256);
  const auto& ecosystem = *outside.front()->ecosystem;
  std::vector<std::uint64_t> majors;
  if (high != forever) majors.push_back(high);
  if (high != forever && high > 0) majors.push_back(high - 1);  // of the last there may be but pre-releases
  if (ecosystem.splits_prereleases()) {
    for (const auto* claim : outside) {
      for (const auto& [from, to] : layer_of(claim->set, !region.prereleases).intervals()) {
        majors.push_back(ecosystem.major_above(from));
        if (to) majors.push_back(ecosystem.major_below(*to));
      }
    }
  }
  std::erase_if(majors, [&](std::uint64_t major) { return major <= low || major > high; });
  std::ranges::sort(majors);
  majors.erase(std::unique(majors.begin(), majors.end()), majors.end());
  if (majors.size() > most) majors.resize(most);
  return majors;
}

Interval slot_of(const Ecosystem& ecosystem, const Region& region, std::uint64_t major) {
  const auto start = [&](std::uint64_t of) {
    const auto cut = ecosystem.major_start(of);
    return ecosystem.splits_prereleases() && !region.prereleases ? ecosystem.releases(cut) : cut;
  };
  Interval slot = region.interval;
  if (const auto first = start(major); slot.from < first && (!slot.to || first < *slot.to)) slot.from = first;
  if (const auto end = start(major + 1); slot.from < end && (!slot.to || end < *slot.to)) slot.to = end;
  return slot;
}

bool has_release(const Ecosystem& ecosystem, const Region& region, const Interval& slot) {
  if (ecosystem.splits_prereleases()) return !region.prereleases;
  return !slot.to || ecosystem.releases(slot.from) < ecosystem.releases(*slot.to);
}

/// What has releases as people bound it; from the least version on there is no bound.
Interval bounded(const Ecosystem& ecosystem, const Region& region, Interval slot) {
  for (const auto& from : {ecosystem.release_start(slot.from), ecosystem.releases(slot.from)}) {
    if (slot.from.empty() || (slot.to && !(from < *slot.to))) continue;
    slot.from = from;
    break;
  }
  if (!slot.to) return slot;
  const Interval ended{slot.from, ecosystem.release_end(*slot.to)};
  return ended.from < *ended.to && has_release(ecosystem, region, ended) ? ended : slot;
}

}  // namespace

std::size_t cuts_of(const Claims& claims) {
  std::size_t count = 0;
  for (const auto* claim : claims)
    count += claim->set.versions.cuts().size() + claim->set.prereleases.cuts().size();
  return count;
}

std::vector<Region> regions_of(const Claims& claims) {
  std::vector<Region> regions;
  append_regions(regions, claims, false);
  if (claims.front()->ecosystem->splits_prereleases()) append_regions(regions, claims, true);
  return regions;
}

bool admits(const Claim& claim, const Region& region) {
  return layer_of(claim.set, region.prereleases).contains(region.interval.from);
}

std::uint64_t distance_to(const Claim& claim, std::uint64_t major) {
  auto least = forever;
  const auto look = [&](const Cuts& cuts) {
    for (const auto& [from, to] : cuts.intervals()) {
      const auto low = claim.ecosystem->major_above(from);
      if (major < low) {
        least = std::min(least, low - major);
      } else if (!to || major <= std::max(low, claim.ecosystem->major_below(*to))) {
        least = 0;
      } else {
        least = std::min(least, major - claim.ecosystem->major_below(*to));
      }
    }
  };
  look(claim.set.versions);
  look(claim.set.prereleases);
  return least == forever ? 0 : least;  // none is nearer than another to one without versions
}

bool leave_out(Target& target, const Region& region, const Cuts& excluded, const Ecosystem& ecosystem) {
  const auto slot = Cuts::unite({target.slot});
  if (!meet(slot, excluded)) return true;
  const auto left = (slot & ~excluded).intervals();
  if (left.empty()) return false;
  const auto with_release = std::ranges::find_if(
      left, [&](const auto& interval) { return has_release(ecosystem, region, interval); });
  target.prereleases_only = with_release == left.end();
  target.slot = target.prereleases_only ? left.front() : *with_release;
  if (!target.prereleases_only && !ecosystem.splits_prereleases())
    target.slot = bounded(ecosystem, region, std::move(target.slot));
  return true;
}

Target nearest_target(const Region& region, const Claims& outside) {
  const auto& ecosystem = *outside.front()->ecosystem;
  const auto at = [&](std::uint64_t major) {
    Target target{.slot = slot_of(ecosystem, region, major), .major = major};
    for (const auto* claim : outside) target.distance += distance_to(*claim, major);
    target.prereleases_only = !has_release(ecosystem, region, target.slot);
    target.unnamed = target.prereleases_only && target.slot.from != region.interval.from;
    if (!target.prereleases_only && !ecosystem.splits_prereleases())
      target.slot = bounded(ecosystem, region, std::move(target.slot));
    return target;
  };
  const auto rank = [](const Target& target) {
    return std::tuple(target.unnamed, target.distance, target.prereleases_only);
  };
  const auto low = ecosystem.major_above(region.interval.from);
  const auto high = region.interval.to ? std::max(low, ecosystem.major_below(*region.interval.to)) : forever;
  auto best = at(low);
  for (const auto major : turning_points(region, outside, low, high)) {
    auto other = at(major);
    if (rank(other) <= rank(best)) best = std::move(other);
  }
  return best;
}

}  // namespace metaqore::requirement
