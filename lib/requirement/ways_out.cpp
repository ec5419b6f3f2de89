#include "requirement/ways_out.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "requirement/membership.hpp"
#include "requirement/regions.hpp"
#include "requirement/widening.hpp"

namespace metaqore::requirement {

namespace {

constexpr std::size_t most_ways = 8;
constexpr std::size_t most_looks = 10'000'000;   // at a cut
constexpr std::size_t most_widenings = 100'000;  // of claims

auto rank_of(const WayOut& way) {
  return std::tuple(way.owners_moved, way.major_distance, way.needs_prerelease);
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
      : must_(must),
        everyone_(everyone),
        claims_(concerned),
        regions_(regions_of(concerned)),
        widening_(concerned) {}

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
    std::ranges::stable_sort(ways, {}, rank_of);
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
      auto target = nearest_target(region, outside);
      if (is_left(target, region, outside)) found.push_back({&region, std::move(target), outside.size()});
      looks += claims_.size() + cuts_of(outside);
      if (looks > most_looks) break;
    }
    std::ranges::stable_sort(found, [](const auto& a, const auto& b) {
      return a.rank() != b.rank() ? a.rank() < b.rank() : a.target.slot.from > b.target.slot.from;
    });
    return found;
  }

  /// Takes out of a target what its owners exclude; false where nothing is left.
  bool is_left(Target& target, const Region& region, const Claims& outside) {
    return std::ranges::all_of(outside, [&](const auto* claim) {
      return leave_out(target, region, widening_.excluded(*claim), *claim->ecosystem);
    });
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
  void take_back(Now& now, const Claims& outside, bool prereleases_only) const {
    constexpr std::size_t few = 64, most = 1'000;
    if (outside.size() > few || everyone_.size() > most) return;
    for (const auto* claim : outside) {
      Now without = now;
      without.erase(claim);
      if (!without.empty() && satisfies(without, prereleases_only)) now = std::move(without);
    }
  }

  /// Where there are releases, nobody is left with pre-releases only.
  bool satisfies(const Now& now, bool prereleases_only) const {
    const auto changed = after(everyone_, now);
    return satisfiable(must_, changed) && (must_ != Must::share || prereleases_only ||
                                           has_releases(*changed.front()->ecosystem, common(changed)));
  }

  /// Of those who have to agree, what they share: in the region, if others may have places of their own.
  Set agreed(const Now& now, const Region& region, const Target& target) const {
    auto changed = after(claims_, now);
    if (must_ == Must::share) return common(changed);
    const Region slot{target.slot, region.prereleases};
    for (std::size_t i = changed.size(); i-- > 0;) {
      if (!now.contains(claims_[i]) && !admits(*changed[i], slot))
        changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return common(changed);
  }

  /// What has to change, if that can be said and helps. `owners` becomes those who move.
  std::optional<WayOut> realized(const Candidate& candidate, const Claims& outside,
                                 std::set<std::string_view>& owners) {
    const auto& [region, target, outsiders] = candidate;
    WayOut way;
    std::map<const Claim*, std::string> texts;
    std::deque<Claim> moved;
    Now now;
    for (const auto* claim : outside) {
      auto wider = widening_.of(*claim, target, region->prereleases);
      if (!wider) return std::nullopt;
      moved.push_back(*claim);
      moved.back().set = std::move(wider->set);
      now[claim] = &moved.back();
      texts[claim] = std::move(wider->text);
    }
    if (!satisfies(now, target.prereleases_only)) return std::nullopt;
    take_back(now, outside, target.prereleases_only);
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
    const auto all = agreed(now, *region, target);
    way.needs_prerelease = !has_releases(ecosystem, all);
    if (region->prereleases && !way.needs_prerelease) return std::nullopt;  // a release would do
    way.common = write(ecosystem, all).value_or(normal_form(ecosystem, all));
    return way;
  }

  const Must must_;
  const Claims& everyone_;
  const Claims& claims_;
  std::vector<Region> regions_;
  Widening widening_;
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

std::vector<WayOut> to_one_place(Must must, const Claims& claims, const Claims& core) {
  const auto few = concerned(must, claims, core);
  auto ways = OnePlace(must, claims, few).run();
  return ways.empty() && few.size() < claims.size() ? OnePlace(must, claims, claims).run() : ways;
}

// ---- Requirements that contradict themselves ----

/// The parts that a comma joins; or else a blank that is none behind a sign, with `||` as a part.
std::vector<std::string> parts_of(std::string_view text, bool commas) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool behind_sign = !parts.back().empty() &&
                             std::string_view("<>=~^!").find(parts.back().back()) != std::string_view::npos;
    if (commas ? text[i] == ',' : text[i] == ' ' && !behind_sign) {
      parts.emplace_back();
    } else if (!commas && text.substr(i, 2) == "||") {
      parts.insert(parts.end(), {"||", ""});
      ++i;
    } else if (commas || text[i] != ' ') {
      parts.back() += text[i];
    }
  }
  for (auto& part : parts) part.erase(0, part.find_first_not_of(" \t"));
  std::erase(parts, "");
  for (std::size_t i = 1; i + 1 < parts.size(); ++i) {  // `1.2 - 3` is two bounds
    if (parts[i] != "-") continue;
    parts[i - 1].insert(0, ">=");
    parts[i + 1].insert(0, "<=");
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return parts;
}

/// Constraints of some of the bounds that a claim without versions has, each with versions: of all but one of
/// them, or else of one.
std::vector<std::pair<std::string, Set>> kept_bounds(const Claim& claim) {
  constexpr std::size_t most_parts = 64;
  std::vector<std::pair<std::string, Set>> kept;
  const auto keep = [&](const std::string& text) {
    try {
      auto set = parse_constraint(*claim.ecosystem, text);
      if (!set.empty() && !claim.ecosystem->preference(text)) kept.emplace_back(text, std::move(set));
    } catch (const Error&) {
      return;  // it cannot be taken apart there
    }
  };
  for (const bool commas : {true, false}) {
    const auto parts = parts_of(claim.said->requirement.constraint, commas);
    if (parts.size() < 2 || parts.size() > most_parts) continue;
    for (std::size_t without = parts.size(); without-- > 0;) {
      std::string text;
      for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i != without) text += (text.empty() ? "" : commas ? ", " : " ") + parts[i];
      }
      keep(text);
    }
    for (std::size_t i = 0; i < parts.size() && kept.empty(); ++i) keep(parts[i]);
    if (!kept.empty()) break;
  }
  return kept;
}

/// Claims without versions, each with some of its bounds; one way to choose these.
class Mended {
 public:
  using Chosen = std::map<std::string_view, const std::pair<std::string, Set>*>;  // by constraint

  Mended(const Claims& claims, const Chosen& chosen) : chosen_(chosen), everyone_(with_bounds(claims)) {}

  std::vector<WayOut> run(Must must, const Claims& core) {
    auto ways = satisfiable(must, everyone_) ? std::vector<WayOut>{as_it_is(must, with_bounds(core))}
                                             : to_one_place(must, everyone_, with_bounds(core));
    for (auto& way : ways) complete(way);
    return ways;
  }

 private:
  Claims with_bounds(Claims claims) {
    for (auto& claim : claims) {
      if (!claim->set.empty()) continue;
      auto& mended = mended_[claim];
      if (mended.said == nullptr) {
        mended = *claim;
        mended.set = chosen_.at(claim->said->requirement.constraint)->second;
      }
      claim = &mended;
    }
    return claims;
  }

  /// Nobody else moves.
  WayOut as_it_is(Must must, const Claims& core) const {
    const auto& ecosystem = *core.front()->ecosystem;
    auto shared = common(concerned(must, everyone_, core));
    if (shared.empty()) shared = common(core);  // the others have places of their own
    WayOut way;
    way.needs_prerelease = !has_releases(ecosystem, shared);
    way.common = write(ecosystem, shared).value_or(normal_form(ecosystem, shared));
    return way;
  }

  /// Those move as well that do no more than leave a bound.
  void complete(WayOut& way) const {
    std::set<std::pair<std::string_view, std::string_view>> said;
    for (const auto& [owner, from, to] : way.relaxations) said.emplace(owner, from);
    std::vector<Relaxation> more;
    for (const auto* claim : everyone_) {
      const auto found = chosen_.find(claim->said->requirement.constraint);
      if (found == chosen_.end() || !said.emplace(claim->said->owner, found->first).second) continue;
      more.push_back({claim->said->owner, std::string(found->first), found->second->first});
    }
    way.relaxations.insert(way.relaxations.begin(), more.begin(), more.end());
    std::set<std::string_view> owners;
    for (const auto& relaxation : way.relaxations) owners.insert(relaxation.owner);
    way.owners_moved = static_cast<std::uint32_t>(owners.size());
  }

  const Chosen& chosen_;
  std::map<const Claim*, Claim> mended_;
  const Claims everyone_;
};

/// Of claims of which some have no versions: these keep what they can of their bounds. Nothing where one has
/// no bound to keep.
std::vector<WayOut> without_contradictions(Must must, const Claims& claims, const Claims& core) {
  const auto most_choices = std::clamp<std::size_t>(100 / claims.size(), 1, 16);
  std::map<std::string_view, std::vector<std::pair<std::string, Set>>> kept;
  for (const auto* claim : claims) {
    const std::string_view constraint = claim->said->requirement.constraint;
    if (!claim->set.empty() || kept.contains(constraint)) continue;
    if ((kept[constraint] = kept_bounds(*claim)).empty()) return {};
  }
  std::vector<WayOut> ways;
  for (std::size_t choice = 0; choice < most_choices; ++choice) {
    auto left = choice;
    Mended::Chosen bounds;
    for (const auto& [constraint, options] : kept) {
      bounds[constraint] = &options[left % options.size()];
      left /= options.size();
    }
    if (left > 0) break;  // that was all
    std::ranges::move(Mended(claims, bounds).run(must, core), std::back_inserter(ways));
  }
  std::ranges::stable_sort(ways, {}, rank_of);
  if (ways.size() > most_ways) ways.resize(most_ways);
  return ways;
}

}  // namespace

std::vector<WayOut> ways_out(Must must, const Claims& claims, const Claims& core) {
  constexpr std::size_t most_cuts = 400'000;
  if (cuts_of(claims) > most_cuts) return {};
  const bool contradictory =
      std::ranges::any_of(claims, [](const auto* claim) { return claim->set.empty(); });
  return contradictory ? without_contradictions(must, claims, core) : to_one_place(must, claims, core);
}

}  // namespace metaqore::requirement
