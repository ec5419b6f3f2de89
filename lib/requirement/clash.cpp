#include "requirement/clash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
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
  text += core.size() == 1 ? ", which no version satisfies" : ", which no version satisfies together";
  if (clash.undecided) {
    text += "; whether their markers can hold together is not known";
  } else if (clash.level == ClashLevel::warning) {
    text += "; copies can stand side by side";
  }
  if (clash.ways_out.empty()) return text + "; one of them has to change what it needs";
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

Clash made(const Test& test, const Claims& core, const Claims& claims) {
  Clash clash;
  clash.ecosystem = core.front()->ecosystem->type();
  clash.name = core.front()->name;
  clash.undecided = together(core) == Together::undecided;
  clash.level = clash.undecided ? ClashLevel::warning : test.level;
  for (const auto* claim : core) clash.core.push_back(*claim->said);
  clash.ways_out = ways_out(test.must, claims, core);
  clash.description = described(clash, core);
  return clash;
}

bool clash_together(const Test& test, const Claims& claims) {
  return !satisfiable(test.must, claims) && together(claims) != Together::no;
}

/// Where there are too many markers to tell their environments apart: the first two that clash, one of them
/// `newest` if there is one.
std::optional<Clash> clashing_pair(const Claims& claims, const Claim* newest, Sharing sharing) {
  std::size_t pairs = 100'000;  // at most
  const Claims last = newest == nullptr ? claims : Claims{newest};
  for (const auto& test : tests_of(sharing)) {
    for (const auto* second : last) {
      if (Claims alone{second}; clash_together(test, alone)) return made(test, alone, alone);
      for (const auto* first : claims) {
        if (first == second) break;
        if (pairs-- == 0) return std::nullopt;
        if (Claims pair{first, second}; clash_together(test, pair)) return made(test, pair, pair);
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<Clash> find_clashes(const Claims& claims, Sharing sharing) {
  std::vector<Clash> clashes;
  const auto cells = environments(claims);
  if (!cells) {
    if (auto clash = clashing_pair(claims, nullptr, sharing)) clashes.push_back(std::move(*clash));
    return clashes;
  }
  std::vector<Claims> cores;
  for (const auto& cell : *cells) {
    for (const auto& test : tests_of(sharing)) {
      if (satisfiable(test.must, cell)) continue;
      auto core = minimal_core(test.must, cell);
      if (std::ranges::find(cores, core) == cores.end()) {
        clashes.push_back(made(test, core, cell));
        cores.push_back(std::move(core));
      }
      break;
    }
  }
  return clashes;
}

std::optional<Clash> clash_with(const Claims& claims, const Claim& newest, Sharing sharing) {
  Claims all = claims;
  all.push_back(&newest);
  const auto cells = environments(all);
  if (!cells) return clashing_pair(claims, &newest, sharing);
  std::optional<Clash> worst;
  for (const auto& cell : *cells) {
    if (std::ranges::find(cell, &newest) == cell.end()) continue;
    Claims others = cell;
    std::erase(others, &newest);
    for (const auto& test : tests_of(sharing)) {
      if (satisfiable(test.must, cell)) continue;
      const auto core = minimal_core_with(test.must, others, newest);
      if (core.empty()) continue;
      auto clash = made(test, core, cell);
      if (!worst || worst->level < clash.level) worst = std::move(clash);
      break;
    }
  }
  return worst;
}

}  // namespace metaqore::requirement
