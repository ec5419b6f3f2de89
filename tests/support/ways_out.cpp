#include "support/ways_out.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <tuple>

namespace metaqore::test {

namespace {

std::optional<VersionSet> parsed(const std::string& ecosystem, const std::string& constraint) {
  try {
    return VersionSet::parse(ecosystem, constraint);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// npm and Cargo admit pre-releases by a rule of their own, so that they lie in no range.
bool lies_in_ranges(const Version& version) {
  return !version.is_prerelease() || (version.ecosystem() != "npm" && version.ecosystem() != "cargo");
}

/// Those of a constraint that `!=` begins.
std::vector<std::string> inequalities(const std::string& constraint) {
  static const std::regex inequality("!=[ \\t]*[^ \\t,|]+");
  return {std::sregex_token_iterator(constraint.begin(), constraint.end(), inequality), {}};
}

bool is_development(const Version& version) {
  return version.ecosystem() == "pypi" && version.text().find(".dev") != std::string::npos;
}

bool has(const std::vector<Version>& versions, const Version& version) {
  return std::ranges::find(versions, version) != versions.end();
}

/// What is left of a constraint without one of its parts, or of a single one.
std::vector<VersionSet> bounds_of(const std::string& ecosystem, const std::string& said) {
  static const std::regex blank_behind_sign("([<>=~^!])[ \\t]+"), hyphen("([^ ]+) +- +([^ ]+)");
  auto constraint = std::regex_replace(said, blank_behind_sign, "$1");
  if (ecosystem == "npm" || ecosystem == "generic") {
    constraint = std::regex_replace(constraint, std::regex("\\|\\|"), " || ");
    constraint = std::regex_replace(constraint, hyphen, ">=$1 <=$2");
  }
  std::vector<VersionSet> bounds;
  for (const std::string separator : {",", " +"}) {
    const std::regex by(separator);
    const std::vector<std::string> parts{
        std::sregex_token_iterator(constraint.begin(), constraint.end(), by, -1), {}};
    for (std::size_t without = 0; parts.size() > 1 && without < parts.size(); ++without) {
      std::string rest;
      for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i != without) rest += (rest.empty() ? "" : separator == "," ? "," : " ") + parts[i];
      }
      for (const auto& text : {rest, parts[without]}) {
        if (auto set = parsed(ecosystem, text); set && !set->empty()) bounds.push_back(std::move(*set));
      }
    }
  }
  return bounds;
}

class Examined {
 public:
  Examined(const Group& group, const Clash& clash, const std::vector<Version>& pool)
      : group_(group), clash_(clash), pool_(pool) {}

  std::vector<std::string> run() {
    std::tuple<std::uint32_t, std::uint64_t, bool> before{};
    for (const auto& way : clash_.ways_out) {
      const std::tuple rank{way.owners_moved, way.major_distance, way.needs_prerelease};
      if (rank < before) fault("it comes behind a worse one");
      before = rank;
      examine(way);
    }
    if (clash_.ways_out.size() > 8) fault("there are more than eight ways");
    return faults_;
  }

 private:
  void fault(const std::string& what) { faults_.push_back(what); }

  void examine(const WayOut& way) {
    const auto after = changed(group_, way);
    const auto analysis = analyze({.requirements = after});
    const bool is_left =
        std::ranges::any_of(analysis.clashes, [&](const auto& clash) { return clash.level >= clash_.level; });
    if (is_left) fault("after " + shown(after) + " there is still a clash");
    std::set<std::string> owners;
    for (const auto& relaxation : way.relaxations) {
      owners.insert(relaxation.owner);
      examine(way, relaxation);
    }
    if (owners.size() != way.owners_moved) fault("owners_moved does not count those who move");
    examine_common(way, after);
  }

  void examine(const WayOut& way, const Relaxation& relaxation) {
    const auto& [owner, from_text, to_text] = relaxation;
    const auto& ecosystem = clash_.ecosystem;
    const auto said = owner + ": `" + from_text + "` becomes `" + to_text + "`: ";
    const auto of_owner = std::ranges::find_if(group_, [&](const auto& each) {
      return each.owner == owner && each.requirement.constraint == from_text;
    });
    if (of_owner == group_.end()) return fault(said + "the owner has no such requirement");
    const auto from = VersionSet::parse(ecosystem, from_text);
    const auto to = parsed(ecosystem, to_text);
    if (!to || to_text.empty()) return fault(said + "it is none of " + ecosystem);
    if (from.empty()) {
      const auto bounds = bounds_of(ecosystem, from_text);
      if (std::ranges::none_of(bounds, [&](const auto& bound) { return loses_nothing(bound, *to); }))
        fault(said + "it has none of the bounds");
      return;
    }
    if (!loses_nothing(from, *to)) fault(said + "what was admitted is not");
    const auto [known, is_new] = excluded_.try_emplace(from_text);
    if (is_new) known->second = excluded(*of_owner, pool_);
    for (const auto& version : known->second) {
      if (to->contains(version)) fault(said + "its owner excluded " + version.text());
    }
    const auto named = named_prereleases(ecosystem, from_text);
    for (const auto& version : named_prereleases(ecosystem, to_text)) {
      const bool by_another =
          way.needs_prerelease && !is_development(version) &&
          std::ranges::any_of(group_, [&](const auto& each) {
            return has(named_prereleases(ecosystem, each.requirement.constraint), version);
          });
      if (!has(named, version) && !by_another) fault(said + "nobody wrote " + version.text());
    }
  }

  /// Pre-releases may be lost that a wildcard alone let in.
  static bool loses_nothing(const VersionSet& from, const VersionSet& to) {
    if (from.is_subset_of(to)) return true;
    try {
      return !(from & ~to).has_releases();
    } catch (const Error&) {  // of `===` there is no complement
      return false;
    }
  }

  void examine_common(const WayOut& way, const Group& after) {
    auto all = VersionSet::all(clash_.ecosystem);
    for (const auto& each : after) all = all & set_of(each);
    const auto text = all.constraint().value_or(all.text());
    const bool all_agree =
        clash_.level == ClashLevel::warning || (clash_.ecosystem != "npm" && clash_.ecosystem != "cargo");
    if (all_agree) {
      if (all.empty() || way.common != text)
        fault("common is `" + way.common + "` and should be `" + text + "`");
      if (way.needs_prerelease == all.has_releases()) fault("needs_prerelease is wrong");
      return;
    }
    // Others may have places of their own.
    const auto common = parsed(clash_.ecosystem, way.common);
    if (!common) return;  // said in normal form
    const auto agrees = [&](const auto& relaxation) {
      return common->is_subset_of(VersionSet::parse(clash_.ecosystem, relaxation.to));
    };
    if (common->empty() || std::ranges::none_of(way.relaxations, agrees))
      fault("common is `" + way.common + "`, which nobody who moves admits");
  }

  const Group& group_;
  const Clash& clash_;
  const std::vector<Version>& pool_;
  std::map<std::string, std::vector<Version>> excluded_;  // by constraint
  std::vector<std::string> faults_;
};

}  // namespace

std::string shown(const Group& group) {
  std::string text = group[0].requirement.ecosystem;
  for (const auto& each : group)
    text += "; " + each.owner + (each.requirement.scope == "peer" ? " (peer) " : " ") +
            each.requirement.constraint;
  return text;
}

VersionSet set_of(const OwnedRequirement& it) {
  return VersionSet::parse(it.requirement.ecosystem, it.requirement.constraint);
}

Group changed(Group group, const WayOut& way) {
  const auto before = group;
  for (const auto& [owner, from, to] : way.relaxations) {
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (before[i].owner == owner && before[i].requirement.constraint == from)
        group[i].requirement.constraint = to;
    }
  }
  return group;
}

std::vector<Version> named_prereleases(const std::string& ecosystem, const std::string& constraint) {
  static const std::regex word("v?[0-9][0-9A-Za-z.+!~:_-]*");
  std::vector<Version> named;
  for (std::sregex_iterator at(constraint.begin(), constraint.end(), word), end; at != end; ++at) {
    try {
      const Version version(ecosystem, at->str());
      if (version.is_prerelease()) named.push_back(version);
    } catch (const Error&) {
      // such as `1.5.*`
    }
  }
  return named;
}

std::vector<Version> excluded(const OwnedRequirement& it, const std::vector<Version>& pool) {
  const auto set = set_of(it);
  const auto is_in_range = [&](const Version& version) {
    return lies_in_ranges(version) && set.contains(version);
  };
  const auto first = std::ranges::find_if(pool, is_in_range);
  const auto last = std::find_if(pool.rbegin(), pool.rend(), is_in_range).base();
  std::vector<VersionSet> allowed;  // by each `!=`
  for (const auto& text : inequalities(it.requirement.constraint)) {
    if (auto others = parsed(it.requirement.ecosystem, text)) allowed.push_back(std::move(*others));
  }
  std::vector<Version> out;
  for (auto at = pool.begin(); at != pool.end(); ++at) {
    const bool is_between = lies_in_ranges(*at) && first <= at && at < last;
    const bool by_name =
        std::ranges::any_of(allowed, [&](const auto& others) { return !others.contains(*at); });
    if ((is_between || by_name) && !set.contains(*at)) out.push_back(*at);
  }
  return out;
}

std::vector<std::string> faults_of_ways(const Group& group, const Clash& clash,
                                        const std::vector<Version>& pool) {
  return Examined(group, clash, pool).run();
}

}  // namespace metaqore::test
