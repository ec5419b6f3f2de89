#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <tuple>

#include "metaqore/requirement.hpp"
#include "support/rounds.hpp"
#include "support/ways_out.hpp"

using namespace metaqore;
using test::changed;
using test::set_of;
using test::shown;

// Random groups of requirements on one package, held against what looking at every version of a small pool
// says.

namespace {

struct Grammar {
  std::string ecosystem;
  std::string name;
  std::string scope;
  std::vector<std::string> suffixes;  // of versions: pre-releases and the like
  std::vector<std::string> shapes;    // V and W stand for versions, X for a major and a minor number
};

const std::vector<Grammar> grammars{
    {"pypi",
     "pandas",
     "runtime",
     {".dev1", "a1", "rc1", "", ".post1"},
     {">=V", "<V", "<=V", ">V", "==V", "!=V", "==X.*", "!=X.*", "~=V", ">=V,<W", ">=V,!=W", "!=X.*,<=V"}},
    {"npm",
     "react",
     "peer",
     {"-alpha", "-rc.1", ""},
     {"^V", "~V", ">=V", "<V", "V", "X.x", "^V || ^W", "V || >W", ">=V <W", "<=V", "X.x || V"}},
    {"generic",
     "thing",
     "runtime",
     {"-alpha", "-rc.1", ""},
     {"^V", "~V", ">=V", "<V", "=V", "!=V", "^V || ^W", ">=V <W", "<=V || V"}},
    {"deb",
     "libthing",
     "runtime",
     {"~rc1", "", "-1", "+b1"},
     {">= V", "<< V", "<= V", ">> V", "= V", ">= V, << W", "<< V | >= W"}},
    {"maven",
     "org.a:b",
     "runtime",
     {"-alpha-1", "-rc-1", "", "-1"},
     {"[V]", "[V,)", "(,V]", "(,V)", "(V,)", "[X.0,X.9]", "(,X.0],[X.2,)"}},
};

class Groups {
 public:
  Groups(const Grammar& grammar, unsigned seed) : grammar_(grammar), random_(seed) {
    for (int number = 0; number < 4; ++number) {
      for (int minor = 0; minor < 4; ++minor) {
        for (int patch = 0; patch < 3; ++patch) {
          for (const auto& suffix : grammar.suffixes) {
            // Where pre-releases of 2.0.0 are below 2 itself, they go with 1.
            const bool below = grammar.ecosystem == "maven" && minor + patch == 0 && suffix.size() > 2;
            const int major = number - (below && number > 0 ? 1 : 0);
            const auto text =
                std::to_string(number) + "." + std::to_string(minor) + "." + std::to_string(patch) + suffix;
            pool_.emplace_back(Version(grammar.ecosystem, text), major);
            // What lies right beside it.
            if (grammar.ecosystem == "pypi") {
              pool_.emplace_back(Version(grammar.ecosystem, text + "+1"), major);
              if (suffix.empty()) pool_.emplace_back(Version(grammar.ecosystem, text + ".0.1"), major);
              if (suffix.empty()) pool_.emplace_back(Version(grammar.ecosystem, text + ".0.1a1"), major);
              if (suffix.empty()) pool_.emplace_back(Version(grammar.ecosystem, text + ".post2.dev1"), major);
              if (suffix == "a1") pool_.emplace_back(Version(grammar.ecosystem, text + ".post1"), major);
            } else if (!suffix.empty() && suffix.front() == '-') {
              pool_.emplace_back(
                  Version(grammar.ecosystem, text + (grammar.ecosystem == "deb" ? "+1" : ".0")), major);
            }
          }
        }
      }
    }
    std::ranges::sort(pool_, [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [version, major] : pool_) versions_.push_back(version);
    versions_.emplace_back(grammar.ecosystem, "1000.0.0");
  }

  std::vector<OwnedRequirement> next(std::size_t most) {
    const auto size = 2 + random_() % (most - 1);
    std::vector<OwnedRequirement> group;
    for (std::size_t i = 0; i < size; ++i) {
      group.push_back({"owner" + std::to_string(random_() % size),
                       {.ecosystem = grammar_.ecosystem,
                        .name = grammar_.name,
                        .constraint = constraint(),
                        .scope = grammar_.scope}});
    }
    return group;
  }

  /// With their major versions, in ascending order.
  const std::vector<std::pair<Version, int>>& pool() const { return pool_; }
  /// The same, and one above all that constraints name.
  const std::vector<Version>& versions() const { return versions_; }

 private:
  std::string constraint() {
    std::string text;
    for (const char c : grammar_.shapes[random_() % grammar_.shapes.size()]) {
      if (c == 'V' || c == 'W') {
        text +=
            part(4) + "." + part(4) + "." + part(3) + grammar_.suffixes[random_() % grammar_.suffixes.size()];
      } else if (c == 'X') {
        if (x_.empty()) x_ = part(4) + "." + part(4);
        text += grammar_.ecosystem == "maven" ? x_.substr(0, 1) : x_;
      } else {
        text += c;
      }
    }
    x_.clear();
    return text;
  }

  std::string part(unsigned below) { return std::to_string(random_() % below); }

  const Grammar& grammar_;
  std::mt19937 random_;
  std::string x_;
  std::vector<std::pair<Version, int>> pool_;
  std::vector<Version> versions_;
};

VersionSet common(const std::vector<OwnedRequirement>& group, std::size_t without = std::size_t(-1)) {
  auto all = VersionSet::all(group[0].requirement.ecosystem);
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (i != without) all = all & set_of(group[i]);
  }
  return all;
}

using Rank = std::tuple<std::uint64_t, std::uint64_t, bool>;

/// The best rank among the versions of the pool; nullopt where some requirement admits none of them. Nobody
/// moves to what it excludes, nor anyone to a pre-release but to one that somebody named, where a requirement
/// begins or ends; and to development releases never.
std::optional<Rank> best_by_looking(const std::vector<OwnedRequirement>& group, const Groups& groups) {
  const auto& pool = groups.pool();
  std::vector<std::vector<bool>> admitted, excluded;
  std::vector<std::set<int>> majors;
  std::vector<Version> named;
  for (const auto& each : group) {
    const auto set = set_of(each);
    auto& row = admitted.emplace_back();
    auto& own = majors.emplace_back();
    for (const auto& [version, major] : pool) {
      row.push_back(set.contains(version));
      if (row.back()) own.insert(major);
    }
    if (own.empty()) return std::nullopt;
    auto& out = excluded.emplace_back(pool.size(), false);
    for (const auto& version : test::excluded(each, groups.versions())) {
      const auto at = std::ranges::lower_bound(pool, version, std::less{}, &std::pair<Version, int>::first);
      for (auto same = at; same != pool.end() && same->first == version; ++same)
        out[static_cast<std::size_t>(same - pool.begin())] = true;
    }
    const auto prereleases = test::named_prereleases(each.requirement.ecosystem, each.requirement.constraint);
    named.insert(named.end(), prereleases.begin(), prereleases.end());
  }
  const auto may_be_meant = [&](std::size_t v) {
    const auto& version = pool[v].first;
    if (!version.is_prerelease()) return true;
    const bool begins =
        v == 0 || std::ranges::any_of(admitted, [&](const auto& row) { return row[v] != row[v - 1]; });
    return begins && std::ranges::find(named, version) != named.end() &&
           version.text().find(".dev") == std::string::npos;
  };
  // Of npm's, which admits pre-releases by a rule of their own.
  const auto is_between = [&](std::size_t i, std::size_t v) {
    const auto& row = admitted[i];
    const auto at = row.begin() + static_cast<std::ptrdiff_t>(v);
    return pool[v].first.is_prerelease() && std::find(row.begin(), at, true) != at &&
           std::find(at, row.end(), true) != row.end();
  };
  std::optional<Rank> best;
  for (std::size_t v = 0; v < pool.size(); ++v) {
    if (!may_be_meant(v)) continue;
    std::set<std::string> moved;
    std::uint64_t distance = 0;
    bool against_exclusion = false;
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (admitted[i][v]) continue;
      against_exclusion = against_exclusion || excluded[i][v] || is_between(i, v);
      moved.insert(group[i].owner);
      std::uint64_t least = 100;
      for (const int major : majors[i])
        least = std::min<std::uint64_t>(least, static_cast<std::uint64_t>(std::abs(major - pool[v].second)));
      distance += least;
    }
    const Rank rank{moved.size(), distance, pool[v].first.is_prerelease()};
    if (!against_exclusion && (!best || rank < *best)) best = rank;
  }
  return best;
}

}  // namespace

TEST_CASE("analysis: cores are minimal and every way out leads out, in random groups", "[requirement]") {
  for (const auto& grammar : grammars) {
    Groups groups(grammar, 1);
    const auto rounds = test::rounds(400);
    std::size_t clashed = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
      const auto group = groups.next(round % 10 == 0 ? 50 : 8);
      INFO(shown(group));
      const auto analysis = analyze({.requirements = group});
      const bool fits = !common(group).empty();
      REQUIRE(analysis.satisfiable == fits);
      REQUIRE(analysis.clashes.empty() == fits);
      if (fits) continue;
      ++clashed;
      const auto& clash = analysis.clashes[0];
      REQUIRE(common(clash.core).empty());
      for (std::size_t i = 0; i < clash.core.size(); ++i) {
        REQUIRE((clash.core.size() == 1 || !common(clash.core, i).empty()));
      }
      REQUIRE(test::faults_of_ways(group, clash, groups.versions()).empty());
    }
    CHECK(clashed > rounds / 4);
  }
}

TEST_CASE("analysis: no version of a pool is a better way out, in random groups of up to six",
          "[requirement]") {
  for (const auto& grammar : grammars) {
    Groups groups(grammar, 2);
    const auto rounds = test::rounds(600);
    std::size_t compared = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
      const auto group = groups.next(6);
      const auto analysis = analyze({.requirements = group});
      if (analysis.clashes.empty()) continue;
      const auto best = best_by_looking(group, groups);
      if (!best) continue;
      INFO(shown(group));
      const auto& ways = analysis.clashes[0].ways_out;
      REQUIRE_FALSE(ways.empty());
      const Rank ours{ways[0].owners_moved, ways[0].major_distance, ways[0].needs_prerelease};
      INFO("by looking: " << std::get<0>(*best) << ' ' << std::get<1>(*best) << ' ' << std::get<2>(*best));
      INFO("ours: " << std::get<0>(ours) << ' ' << std::get<1>(ours) << ' ' << std::get<2>(ours) << ' '
                    << ways[0].relaxations[0].to);
      REQUIRE(ours <= *best);
      ++compared;
    }
    CHECK(compared > rounds / 6);
  }
}

TEST_CASE("analysis: the order of requirements does not matter, and one more is answered alike",
          "[requirement]") {
  std::mt19937 random(3);
  const std::vector<std::string> cargo{"=0.3.1",      "0.3", ">=0.3.2, <0.4.1", "=0.4.1",
                                       ">=0.4, <2",   "1",   "=1.2.3",          ">=1.5, <2.5",
                                       ">=2.5, <3.5", "2",   "=2.9.0",          ">=0.3, <4"};
  const std::vector<std::string> npm{"^1", "^2", "1.x || 2.x", ">=2 <4", "3.x", "^1.2.3 || ^3", "*"};
  const std::vector<std::string> markers{"",
                                         "",
                                         "sys_platform == 'linux'",
                                         "sys_platform != 'linux'",
                                         "python_version < '3.9'",
                                         "python_version >= '3.9'",
                                         "sys_platform == 'win32' and python_version >= '3.8'"};
  const auto pick = [&](const std::vector<std::string>& from) { return from[random() % from.size()]; };
  const auto rounds = test::rounds(600);
  std::size_t errors = 0, fits = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    std::vector<OwnedRequirement> group;
    const auto kind = round % 3;
    for (std::size_t i = 0, size = 2 + random() % 9; i < size; ++i) {
      Requirement it{.ecosystem = kind == 0 ? "cargo" : kind == 1 ? "npm" : "pypi", .name = "thing"};
      it.constraint = kind == 0   ? pick(cargo)
                      : kind == 1 ? pick(npm)
                                  : pick({"<2", ">=2", "==1.5.*", "!=1.5.*", ">=1,<4", "==3"});
      if (kind == 1) it.scope = pick({"runtime", "peer", "dev"});
      if (kind == 2) it.marker = pick(markers);
      group.push_back({"owner" + std::to_string(i), it});
    }
    INFO(shown(group));
    const auto analysis = analyze({.requirements = group});
    auto shuffled = group;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    const auto again = analyze({.requirements = shuffled});
    REQUIRE(again.satisfiable == analysis.satisfiable);
    REQUIRE(again.clashes.empty() == analysis.clashes.empty());
    errors += analysis.satisfiable ? 0 : 1;
    for (const auto& clash : analysis.clashes) {
      REQUIRE(analyze({.requirements = clash.core}).clashes.at(0).level == clash.level);
      for (const auto& way : clash.ways_out) {
        const auto better = analyze({.requirements = changed(clash.core, way)});
        if (clash.level == ClashLevel::error) REQUIRE(better.satisfiable);
      }
    }

    RequirementIndex index;
    for (std::size_t i = 0; i + 1 < group.size(); ++i) index.add(group[i]);
    const auto before = analyze({.requirements = {group.begin(), group.end() - 1}});
    const auto clash = index.check(group.back());
    if (before.clashes.empty()) {
      REQUIRE(clash.has_value() == !analysis.clashes.empty());
      fits += clash ? 0 : 1;
    } else if (before.satisfiable && !analysis.satisfiable) {
      REQUIRE(clash.has_value());
      REQUIRE(clash->level == ClashLevel::error);
    }
  }
  CHECK(errors > rounds / 6);
  CHECK(fits > rounds / 30);
}
