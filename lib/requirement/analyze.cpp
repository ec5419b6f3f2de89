#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "requirement/clash.hpp"
#include "requirement/demand.hpp"

namespace metaqore {

namespace requirement {

namespace {

constexpr std::size_t most_requirements = 100'000;

/// What shares an environment: ecosystem, name and row of the sharing rules.
using GroupKey = std::tuple<std::string_view, std::string_view, std::size_t>;

std::vector<Claim> read_claims(const AnalysisRequest& request, const Rules& rules) {
  if (request.requirements.size() > most_requirements) {
    throw Error(
        ErrorCode::invalid_argument, "requirement.too_many",
        fmt::format("`requirements` has {} items; it must have at most {}; analyze each project by itself",
                    request.requirements.size(), most_requirements));
  }
  std::vector<Claim> claims;
  claims.reserve(request.requirements.size());
  for (std::size_t i = 0; i < request.requirements.size(); ++i) {
    at_place(fmt::format("requirements[{}]", i),
             [&] { claims.push_back(read_claim(request.requirements[i], rules)); });
  }
  return claims;
}

using Available = std::map<std::pair<std::string_view, std::string>, std::vector<std::string>>;

Available read_available(const AnalysisRequest& request) {
  Available available;
  for (std::size_t i = 0; i < request.available.size(); ++i) {
    at_place(fmt::format("available[{}]", i), [&] {
      const auto& it = request.available[i];
      const auto& rules = ecosystem(it.ecosystem);
      auto& versions = available[{rules.type(), parse_name(rules, it.name)}];
      versions.insert(versions.end(), it.versions.begin(), it.versions.end());
    });
  }
  return available;
}

}  // namespace

}  // namespace requirement

Analysis analyze(const AnalysisRequest& request) {
  using namespace requirement;
  const Rules rules(request.rules);
  const auto claims = read_claims(request, rules);
  const auto available = read_available(request);
  std::map<GroupKey, Claims> groups;
  for (const auto& claim : claims) groups[{claim.ecosystem->type(), claim.name, claim.row}].push_back(&claim);

  Analysis analysis;
  std::vector<Agreed> agreed;
  for (const auto& [key, group] : groups) {
    const auto& [type, name, row] = key;
    auto clashes = find_clashes(group, rules[row].sharing);
    const auto known = available.find({type, std::string(name)});
    const auto demands = demands_of(group, known == available.end() ? nullptr : &known->second);
    if (clashes.empty()) agreed.push_back({group.front()->said->requirement.name, demands});
    analysis.packages.insert(analysis.packages.end(), demands.begin(), demands.end());
    std::ranges::move(clashes, std::back_inserter(analysis.clashes));
  }
  analysis.satisfiable = std::ranges::none_of(
      analysis.clashes, [](const auto& clash) { return clash.level == ClashLevel::error; });
  analysis.manifests = manifests_of(agreed);
  return analysis;
}

}  // namespace metaqore
