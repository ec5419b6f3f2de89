#include "requirement/clash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "requirement/environments.hpp"
#include "requirement/ways_out.hpp"

namespace metaqore::requirement {

namespace {

struct Test {
  Must must;
  ClashLevel level;  // of a clash that it finds
};

/// What is asked of an environment, the worst first; after a failure the rest is not asked.
std::span<const Test> tests_of(Sharing sharing) {
  static constexpr std::array one{Test{Must::share, ClashLevel::error}};
  static constexpr std::array compatible{Test{Must::coexist, ClashLevel::error},
                                         Test{Must::share, ClashLevel::warning}};
  static constexpr std::array nested{Test{Must::share_with_peers, ClashLevel::error},
                                     Test{Must::share, ClashLevel::warning}};
  switch (sharing) {
    case Sharing::one_version:
      return one;
    case Sharing::one_per_compatible:
      return compatible;
    case Sharing::nested:
      return nested;
  }
  return one;
}

std::string needs(const Claim& claim) {
  const auto& it = claim.said->requirement;
  auto text = fmt::format("`{}` needs `{}`", claim.said->owner, it.constraint);
  if (!claim.marker.empty()) text += fmt::format(" where `{}`", claim.marker);
  return text;
}

std::string described(const Clash& clash, const Claims& core) {
  constexpr std::size_t most_named = 5;
  std::string text = fmt::format("`{}`: ", clash.name);
  for (std::size_t i = 0; i < core.size() && i < most_named; ++i) {
    const bool last = i + 1 == core.size();
    text += fmt::format("{}{}", i == 0 ? "" : last ? " and " : ", ", needs(*core[i]));
  }
  if (core.size() > most_named) text += fmt::format(" and {} more clash", core.size() - most_named);
  text += core.size() == 1 ? ", which contradicts itself: no version satisfies it"
                           : ", which no version satisfies together";
  if (clash.undecided) {
    text += "; whether their markers can hold together is not known";
  } else if (clash.level == ClashLevel::warning) {
    text += "; copies can stand side by side";
  }
  if (clash.ways_out.empty())
    return text + (core.size() == 1 ? "; it has to be changed" : "; one of them has to change what it needs");
  const auto& way = clash.ways_out.front();
  text += "; the smallest change that helps: ";
  for (std::size_t i = 0; i < way.relaxations.size() && i < most_named; ++i) {
    const auto& [owner, from, to] = way.relaxations[i];
    text += fmt::format("{}`{}` takes `{}`", i == 0 ? "" : ", ", owner, to);
  }
  if (way.relaxations.size() > most_named)
    text += fmt::format(" and {} more", way.relaxations.size() - most_named);
  return text;
}

/// `found` is minimal; it is shown in the order of `claims`.
Clash made(const Test& test, const Claims& found, const Claims& claims) {
  Claims core;
  std::ranges::copy_if(claims, std::back_inserter(core),
                       [&](const auto* claim) { return std::ranges::find(found, claim) != found.end(); });
  Clash clash;
  clash.ecosystem = core.front()->ecosystem->type();
  clash.name = core.front()->name;
  clash.undecided = together(core) != Together::yes;
  clash.level = clash.undecided ? ClashLevel::warning : test.level;
  for (const auto* claim : core) clash.core.push_back(*claim->said);
  clash.ways_out = ways_out(test.must, claims, core);
  clash.description = described(clash, core);
  return clash;
}

/// A minimal core of claims that do not live together, with `newest` in it if there is one; empty when it
/// makes nothing worse.
Claims core_of(Must must, const Claims& claims, const Claim* newest) {
  if (newest == nullptr) return minimal_core(must, claims);
  Claims others = claims;
  if (std::erase(others, newest) == 0) return {};
  return minimal_core_with(must, others, *newest);
}

/// Those without a marker and those with this one, which hold together wherever it holds.
Claims held_by(const Claims& claims, const std::string& marker) {
  Claims held;
  std::ranges::copy_if(claims, std::back_inserter(held),
                       [&](const auto* claim) { return claim->marker.empty() || claim->marker == marker; });
  return held;
}

/// None first, then the others as they come.
std::vector<std::string> markers_of(const Claims& claims) {
  std::vector<std::string> markers{""};
  std::set<std::string_view> seen{""};
  for (const auto* claim : claims) {
    if (seen.insert(claim->marker).second) markers.push_back(claim->marker);
  }
  return markers;
}

/// A clash of claims that certainly hold together, as they have one marker at most. Of very many markers the
/// first are looked at.
std::optional<Clash> certain_clash(const Test& test, const Claims& claims, const Claim* newest) {
  constexpr std::size_t most_work = 20'000'000;  // looks at a claim
  std::size_t work = 0;
  for (const auto& marker : markers_of(claims)) {
    work += claims.size();
    if (work > most_work) break;
    const auto held = held_by(claims, marker);
    if (satisfiable(test.must, held)) continue;
    const auto core = core_of(test.must, held, newest);
    if (!core.empty() && together(core) == Together::yes) return made(test, core, claims);
  }
  return std::nullopt;
}

/// Clashes of claims that hold in one environment, as far as their markers say: one that is certain, else
/// those of cores that may not hold together after all.
std::vector<Clash> clashes_of(const Test& test, const Claims& cell, const Claim* newest) {
  if (satisfiable(test.must, cell)) return {};
  if (together(cell) != Together::yes) {
    if (auto clash = certain_clash(test, cell, newest)) return {std::move(*clash)};
  }
  constexpr std::size_t most = 16;
  std::vector<Clash> clashes;
  Claims left = cell;
  while (clashes.size() < most && !satisfiable(test.must, left)) {
    const Claims core = core_of(test.must, left, newest);
    if (core.empty()) break;
    const auto held = together(core);
    if (held != Together::no) clashes.push_back(made(test, core, cell));
    if (held == Together::yes) break;
    std::erase_if(left, [&](const auto* claim) {
      return claim != newest && !claim->marker.empty() && std::ranges::find(core, claim) != core.end();
    });
    if (std::ranges::all_of(core,
                            [&](const auto* claim) { return claim == newest || claim->marker.empty(); }))
      break;
  }
  return clashes;
}

/// Where there are too many markers to tell their environments apart: a clash that is certain, else the first
/// two that may clash, else that it is not known whether there is a clash.
std::vector<Clash> clashes_apart(const Claims& claims, const Claim* newest, Sharing sharing) {
  std::size_t pairs = 100'000;  // at most
  for (const auto& test : tests_of(sharing)) {
    if (satisfiable(test.must, claims)) continue;
    if (auto clash = certain_clash(test, claims, newest)) return {std::move(*clash)};
    for (const auto* second : newest == nullptr ? claims : Claims{newest}) {
      for (const auto* first : claims) {
        if (first == second || pairs == 0) break;
        --pairs;
        const Claims pair{first, second};
        if (!satisfiable(test.must, pair) && together(pair) != Together::no)
          return {made(test, pair, claims)};
      }
    }
    if (pairs > 0) continue;
    const auto core = core_of(test.must, claims, newest);
    if (core.empty()) continue;
    auto clash = made(test, core, claims);
    clash.undecided = true;
    clash.level = ClashLevel::warning;
    return {std::move(clash)};
  }
  return {};
}

}  // namespace

std::vector<Clash> find_clashes(const Claims& claims, Sharing sharing) {
  if (satisfiable(Must::share, claims)) return {};  // in every environment
  const auto cells = environments(claims);
  if (!cells) return clashes_apart(claims, nullptr, sharing);
  std::vector<Clash> clashes;
  for (const auto& cell : *cells) {
    for (const auto& test : tests_of(sharing)) {
      const auto found = clashes_of(test, cell, nullptr);
      for (const auto& clash : found) {
        if (std::ranges::count(clashes, clash.core, &Clash::core) == 0) clashes.push_back(clash);
      }
      if (!found.empty()) break;
    }
  }
  return clashes;
}

std::optional<Clash> clash_with(const Claims& claims, const Claim& newest, Sharing sharing) {
  Claims all = claims;
  all.push_back(&newest);
  std::vector<Clash> clashes;
  const auto cells = environments(all);
  if (!cells) clashes = clashes_apart(all, &newest, sharing);
  for (const auto& cell : cells.value_or(std::vector<Claims>{})) {
    if (std::ranges::find(cell, &newest) == cell.end()) continue;
    for (const auto& test : tests_of(sharing)) {
      auto found = clashes_of(test, cell, &newest);
      const bool any = !found.empty();
      std::ranges::move(found, std::back_inserter(clashes));
      if (any) break;
    }
  }
  const auto worst = std::ranges::max_element(clashes, {}, &Clash::level);
  return worst == clashes.end() ? std::nullopt : std::optional(std::move(*worst));
}

}  // namespace metaqore::requirement
