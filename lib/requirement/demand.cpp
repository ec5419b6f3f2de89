#include "requirement/demand.hpp"

#include <algorithm>
#include <utility>

#include "requirement/membership.hpp"
#include "requirement/satisfaction.hpp"

namespace metaqore::requirement {

namespace {

void insert(std::vector<std::string>& sorted, const std::string& value) {
  const auto at = std::ranges::lower_bound(sorted, value);
  if (at == sorted.end() || *at != value) sorted.insert(at, value);
}

std::optional<ParsedVersion> read_version(const Ecosystem& ecosystem, const std::string& text) {
  try {
    return parse_version(ecosystem, text);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// The versions that claims prefer, if they do.
std::vector<ParsedVersion> preferred(const Claims& claims) {
  std::vector<ParsedVersion> versions;
  for (const auto* claim : claims) {
    const auto text = claim->ecosystem->preference(claim->said->requirement.constraint);
    if (!text) continue;
    if (auto parsed = read_version(*claim->ecosystem, *text)) versions.push_back(std::move(*parsed));
  }
  return versions;
}

/// Keeps the versions that `keep` chooses, unless it chooses none.
template <class Keep>
void prefer(std::vector<ParsedVersion>& versions, Keep&& keep) {
  std::vector<ParsedVersion> kept;
  std::ranges::copy_if(versions, std::back_inserter(kept), keep);
  if (!kept.empty()) versions = std::move(kept);
}

/// Which of the versions that exist its ecosystem's tool would take.
std::optional<std::string> chosen(const Claims& claims, const Set& set,
                                  const std::vector<std::string>& available) {
  const auto& ecosystem = *claims.front()->ecosystem;
  std::vector<ParsedVersion> versions;
  for (const auto& text : available) {
    auto parsed = read_version(ecosystem, text);
    if (!parsed || !contains(ecosystem, set, *parsed, text)) continue;
    parsed->text = text;
    versions.push_back(std::move(*parsed));
  }
  if (versions.empty()) return std::nullopt;
  const bool asked_for = std::ranges::any_of(claims, [&](const auto* claim) {
    return ecosystem.asks_for_prereleases(claim->said->requirement.constraint);
  });
  if (ecosystem.choice() == Choice::highest_release && !asked_for)
    prefer(versions, [](const auto& each) { return !each.prerelease; });
  const auto wanted = preferred(claims);
  prefer(versions, [&](const auto& each) {
    return std::ranges::any_of(wanted, [&](const auto& other) { return other.key == each.key; });
  });
  return ecosystem.choice() == Choice::lowest ? std::ranges::min(versions, {}, &ParsedVersion::key).text
                                              : std::ranges::max(versions, {}, &ParsedVersion::key).text;
}

std::optional<std::string> constraint_of(const Claims& claims, const Set& set) {
  const auto& ecosystem = *claims.front()->ecosystem;
  if (const auto wanted = preferred(claims); !wanted.empty()) {
    const auto& highest = std::ranges::max(wanted, {}, &ParsedVersion::key);
    if (set == every_version(ecosystem)) return highest.text;
  }
  if (auto text = write(ecosystem, set)) return text;
  // Most syntaxes join constraints by one of these.
  for (const std::string_view separator : {",", ", ", " "}) {
    std::vector<std::string> texts;
    for (const auto* claim : claims) insert(texts, ecosystem.canonical(claim->said->requirement.constraint));
    std::erase(texts, "");
    std::string joined;
    for (const auto& text : texts) joined += (joined.empty() ? "" : std::string(separator)) + text;
    try {
      if (parse_constraint(ecosystem, joined) == set) return joined;
    } catch (const Error&) {
      continue;
    }
  }
  return std::nullopt;
}

PackageDemand demand_of(const Claims& claims, const std::string& marker,
                        const std::vector<std::string>* available) {
  const auto& ecosystem = *claims.front()->ecosystem;
  PackageDemand demand{
      .ecosystem = std::string(ecosystem.type()), .name = claims.front()->name, .marker = marker};
  for (const auto* claim : claims) {
    insert(demand.scopes, claim->said->requirement.scope);
    insert(demand.owners, claim->said->owner);
    for (const auto& extra : claim->extras) insert(demand.extras, extra);
  }
  const auto set = common(claims);
  demand.satisfiable = !set.empty();
  demand.versions = normal_form(ecosystem, set);
  if (!demand.satisfiable) return demand;
  demand.only_prereleases = !has_releases(ecosystem, set);
  demand.constraint = constraint_of(claims, set);
  if (available != nullptr) {
    demand.chosen = chosen(claims, set, *available);
    demand.none_exists = !demand.chosen;
  }
  return demand;
}

}  // namespace

std::vector<PackageDemand> demands_of(const Claims& claims, const std::vector<std::string>* available) {
  std::vector<std::string> markers;
  for (const auto* claim : claims) insert(markers, claim->marker);
  std::vector<PackageDemand> demands;
  for (const auto& marker : markers) {
    Claims held;
    std::ranges::copy_if(claims, std::back_inserter(held),
                         [&](const auto* claim) { return claim->marker.empty() || claim->marker == marker; });
    demands.push_back(demand_of(held, marker, available));
  }
  return demands;
}

std::vector<Manifest> manifests_of(const std::vector<Agreed>& packages) {
  std::vector<Manifest> manifests;
  for (const auto* ecosystem : all_ecosystems()) {
    std::vector<Demand> lines;
    for (const auto& [name, demands] : packages) {
      for (const auto& it : demands) {
        if (it.ecosystem != ecosystem->type() || !it.constraint) continue;
        const auto& first = demands.front();
        const bool said = &it != &first && first.marker.empty() && first.constraint == it.constraint &&
                          first.extras == it.extras;
        if (!said) lines.push_back({name, it.scopes, it.extras, *it.constraint, it.marker});
      }
    }
    if (lines.empty()) continue;
    auto [file, text] = ecosystem->manifest(lines);
    manifests.push_back({std::string(ecosystem->type()), std::move(file), std::move(text)});
  }
  return manifests;
}

}  // namespace metaqore::requirement
