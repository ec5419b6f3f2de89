#include "requirement/demand.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
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
                                  const std::vector<ParsedVersion>& available) {
  const auto& ecosystem = *claims.front()->ecosystem;
  std::vector<ParsedVersion> versions;
  std::ranges::copy_if(available, std::back_inserter(versions),
                       [&](const auto& each) { return contains(ecosystem, set, each, each.text); });
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
  if (const auto wanted = preferred(claims); !wanted.empty() && set == every_version(ecosystem))
    return std::ranges::max(wanted, {}, &ParsedVersion::key).text;
  for (const auto* claim : claims) {
    if (ecosystem.spelling_counts() && claim->set == set)
      return ecosystem.canonical(claim->said->requirement.constraint);
  }
  std::vector<std::string> texts;
  for (const auto* claim : claims) texts.push_back(claim->said->requirement.constraint);
  // What one prefers while another insists has no text, and is heard when one of those that exist is chosen.
  if (auto text = written_for(ecosystem, set, texts)) return text;
  return write(ecosystem, set);
}

/// `claims` have one marker or none, `everywhere` none; together they admit `set`.
PackageDemand demand_of(const Claims& claims, const Claims& everywhere, const Set& set,
                        const std::vector<ParsedVersion>* available) {
  const auto& ecosystem = *claims.front()->ecosystem;
  PackageDemand demand{.ecosystem = std::string(ecosystem.type()),
                       .name = claims.front()->name,
                       .marker = claims.front()->marker};
  for (const auto* claim : claims) {
    insert(demand.scopes, claim->said->requirement.scope);
    insert(demand.owners, claim->said->owner);
    for (const auto& extra : claim->extras) insert(demand.extras, extra);
  }
  demand.satisfiable = !set.empty();
  demand.versions = normal_form(ecosystem, set);
  if (!demand.satisfiable) return demand;
  demand.only_prereleases = !has_releases(ecosystem, set);
  Claims all = claims;
  if (!demand.marker.empty()) all.insert(all.end(), everywhere.begin(), everywhere.end());
  demand.constraint = constraint_of(all, set);
  if (available != nullptr) {
    demand.chosen = chosen(all, set, *available);
    demand.none_exists = !demand.chosen;
  }
  return demand;
}

}  // namespace

std::vector<PackageDemand> demands_of(const Claims& claims, const std::vector<std::string>* available) {
  const auto& ecosystem = *claims.front()->ecosystem;
  std::vector<ParsedVersion> versions;
  if (available != nullptr) {
    for (const auto& text : *available) {
      auto parsed = read_version(ecosystem, text);
      if (!parsed || !ecosystem.can_name(claims.front()->name, text)) continue;
      parsed->text = text;
      versions.push_back(std::move(*parsed));
    }
  }
  std::map<std::string_view, Claims> by_marker;
  for (const auto* claim : claims) by_marker[claim->marker].push_back(claim);
  const Claims everywhere = by_marker.contains("") ? by_marker[""] : Claims{};
  const Set base = everywhere.empty() ? every_version(ecosystem) : common(everywhere);
  std::vector<PackageDemand> demands;
  for (const auto& [marker, held] : by_marker) {
    const Set set = marker.empty() ? base : base & common(held);
    demands.push_back(demand_of(held, everywhere, set, available == nullptr ? nullptr : &versions));
  }
  return demands;
}

namespace {

bool is_for_build(const Demand& demand) { return demand.scopes == std::vector<std::string>{"build"}; }

/// Adds a line, into one that is there of the same package where a manifest cannot tell them apart. False
/// where the two cannot be said in one.
bool add_line(std::vector<Demand>& lines, const Ecosystem& ecosystem, Demand line) {
  const auto shape = ecosystem.manifest_shape();
  if (!shape.markers) line.marker.clear();
  const auto same = std::ranges::find_if(lines, [&](const Demand& each) {
    return ecosystem.name(each.name) == ecosystem.name(line.name) && each.marker == line.marker &&
           (!shape.build || is_for_build(each) == is_for_build(line));
  });
  if (same == lines.end()) {
    lines.push_back(std::move(line));
    return true;
  }
  for (const auto& scope : line.scopes) insert(same->scopes, scope);
  for (const auto& extra : line.extras) insert(same->extras, extra);
  if (same->constraint == line.constraint) return true;
  const auto both = intersection(ecosystem, same->constraint, line.constraint);
  if (both) same->constraint = *both;
  return both.has_value();
}

}  // namespace

std::vector<Manifest> manifests_of(const std::vector<Agreed>& packages) {
  std::vector<Manifest> manifests;
  for (const auto* ecosystem : all_ecosystems()) {
    std::vector<Demand> lines;
    std::set<std::string> apart;  // packages that no manifest can say in one line
    for (const auto& [name, demands] : packages) {
      if (demands.front().ecosystem != ecosystem->type()) continue;
      for (const auto& it : demands) {
        if (!it.constraint) continue;
        const auto& first = demands.front();
        const bool said = &it != &first && first.marker.empty() && first.constraint == it.constraint &&
                          first.extras == it.extras;
        if (!said && !add_line(lines, *ecosystem, {name, it.scopes, it.extras, *it.constraint, it.marker}))
          apart.insert(it.name);
      }
    }
    std::erase_if(lines, [&](const Demand& line) { return apart.contains(ecosystem->name(line.name)); });
    std::vector<Demand> build;
    std::ranges::copy_if(lines, std::back_inserter(build), is_for_build);
    if (auto text = build.empty() ? std::nullopt : ecosystem->build_manifest(build)) {
      std::erase_if(lines, is_for_build);
      manifests.push_back({std::string(ecosystem->type()), std::move(text->file), std::move(text->text)});
    }
    if (lines.empty()) continue;
    auto [file, text] = ecosystem->manifest(lines);
    manifests.push_back({std::string(ecosystem->type()), std::move(file), std::move(text)});
  }
  return manifests;
}

}  // namespace metaqore::requirement
