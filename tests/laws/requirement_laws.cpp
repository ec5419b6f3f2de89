// The laws of sets, of every ecosystem, over random constraints: requirement_laws [CASES] [SEED]
//
// CASES of each law, spread evenly over the ecosystems. Prints `suite laws_ECOSYSTEM_LAW PASSED TOTAL
// ALLOWED` and each failure up to a few; nothing is allowed to fail.

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "laws/law.hpp"
#include "metaqore/requirement.hpp"
#include "support/random_constraints.hpp"
#include "support/rounds.hpp"

namespace {

using metaqore::Version;
using metaqore::VersionSet;

/// Three random sets, and versions to ask about.
struct Case {
  std::string ecosystem;
  std::vector<std::string> texts;  ///< of the three sets
  VersionSet a, b, c;
  VersionSet one;  ///< has one version, the first of the pool
  std::vector<Version> pool;

  VersionSet parse(const std::string& text) const { return VersionSet::parse(ecosystem, text); }

  template <class Holds>
  bool for_all_versions(Holds holds) const {
    for (const auto& version : pool)
      if (!holds(version)) return false;
    return true;
  }
};

bool commutative(const Case& it) { return (it.a & it.b) == (it.b & it.a) && (it.a | it.b) == (it.b | it.a); }

bool associative(const Case& it) {
  return ((it.a & it.b) & it.c) == (it.a & (it.b & it.c)) && ((it.a | it.b) | it.c) == (it.a | (it.b | it.c));
}

bool distributive(const Case& it) {
  return (it.a & (it.b | it.c)) == ((it.a & it.b) | (it.a & it.c)) &&
         (it.a | (it.b & it.c)) == ((it.a | it.b) & (it.a | it.c));
}

bool de_morgan(const Case& it) {
  return ~(it.a & it.b) == (~it.a | ~it.b) && ~(it.a | it.b) == (~it.a & ~it.b);
}

bool complement(const Case& it) {
  return ~~it.a == it.a && (it.a & ~it.a).empty() && (it.a | ~it.a) == VersionSet::all(it.ecosystem);
}

bool contains(const Case& it) {
  const auto both = it.a & it.b, either = it.a | it.b, other = ~it.a;
  return it.for_all_versions([&](const Version& version) {
    const bool in_a = it.a.contains(version), in_b = it.b.contains(version);
    return both.contains(version) == (in_a && in_b) && either.contains(version) == (in_a || in_b) &&
           other.contains(version) == !in_a && it.a.contains(version.text()) == in_a;
  });
}

bool empty(const Case& it) {
  const auto both = it.a & it.b;
  return it.for_all_versions([&](const Version& version) {
    const bool in = both.contains(version);
    return !(in && both.empty()) && !(in && !version.is_prerelease() && !both.has_releases()) &&
           !VersionSet::none(it.ecosystem).contains(version) &&
           VersionSet::all(it.ecosystem).contains(version);
  });
}

bool subset(const Case& it) {
  const auto both = it.a & it.b;
  const bool subset = it.a.is_subset_of(it.b);
  return subset == (both == it.a) && subset == (it.a & ~it.b).empty() && both.is_subset_of(it.a) &&
         it.a.is_subset_of(it.a | it.b);
}

bool disjoint(const Case& it) {
  const bool disjoint = (it.a & it.b).empty();
  return it.a.is_disjoint_from(it.b) == disjoint &&
         metaqore::constraints_meet(it.ecosystem, it.texts[0], it.texts[1]) == !disjoint;
}

/// What is printed parses to what was read.
bool canonical(const Case& it) {
  const auto printed = metaqore::canonical_constraint(it.ecosystem, it.texts[0]);
  return it.parse(printed) == it.a && metaqore::canonical_constraint(it.ecosystem, printed) == printed;
}

bool written(const Case& it) {
  for (const auto& set : {it.a, it.a & it.b, it.a | it.b, ~it.a}) {
    const auto constraint = set.constraint();
    if (constraint && !(it.parse(*constraint) == set)) return false;
  }
  return true;
}

/// Both say it whoever is first, and said again it stays the same set.
bool intersection(const Case& it) {
  const auto algebra = metaqore::version_algebra();
  const auto said = algebra->intersect(it.ecosystem, it.texts[0], it.texts[1]);
  if (said != algebra->intersect(it.ecosystem, it.texts[1], it.texts[0])) return false;
  if (!said) return true;
  const auto again = algebra->intersect(it.ecosystem, *said, it.texts[0]);
  return it.parse(*said) == (it.a & it.b) && again && it.parse(*again) == (it.a & it.b);
}

bool order(const Case& it) {
  const auto &x = it.pool[0], &y = it.pool[1], &z = it.pool[2];
  if ((x < y) != (y > x) || (x == y) != (y == x) || (x < y) + (x == y) + (x > y) != 1) return false;
  if (x <= y && y <= z && !(x <= z)) return false;
  const Version printed(it.ecosystem, x.text());
  return printed == x && printed.text() == x.text() && printed.is_prerelease() == x.is_prerelease();
}

/// Versions that compare equal are in the same sets.
bool equal_versions(const Case& it) {
  for (const auto& x : it.pool) {
    for (const auto& y : it.pool) {
      if (x == y && it.a.contains(x) != it.a.contains(y)) return false;
    }
  }
  return true;
}

/// A set of one version answers as the version does.
bool single(const Case& it) {
  const auto& version = it.pool.front();
  const bool in = it.a.contains(version);
  const auto both = it.a & it.one;
  return it.one.contains(version) && it.one.has_releases() == !version.is_prerelease() &&
         both.empty() == !in && both == (in ? it.one : VersionSet::none(it.ecosystem)) &&
         it.one.is_subset_of(it.a) == in && it.one.is_disjoint_from(it.a) == !in &&
         (it.a & ~it.one).contains(version) == false &&
         it.for_all_versions([&](const Version& each) { return it.one.contains(each) == (each == version); });
}

using metaqore::test::Law;

std::string shown(const Case& it) {
  auto text = it.ecosystem + ": a `" + it.texts[0] + "`, b `" + it.texts[1] + "`, c `" + it.texts[2] +
              "`; a is " + it.a.text() + "\n";
  for (const auto& version : it.pool) text += ' ' + version.text();
  return text;
}

/// The case, or nullopt when a text was refused that the ecosystem has to take.
std::optional<Case> draw(const std::string& ecosystem, metaqore::test::RandomConstraints& texts) {
  std::vector<std::string> drawn;
  try {
    const auto [version, one] = texts.single();
    for (int i = 0; i < 3; ++i) drawn.push_back(texts.constraint());
    Case it{ecosystem,
            drawn,
            VersionSet::parse(ecosystem, drawn[0]),
            VersionSet::parse(ecosystem, drawn[1]),
            VersionSet::parse(ecosystem, drawn[2]),
            VersionSet::parse(ecosystem, one),
            {}};
    it.pool.emplace_back(ecosystem, version);
    for (int i = 0; i < 5; ++i) it.pool.emplace_back(ecosystem, texts.version());
    return it;
  } catch (const std::exception& error) {
    std::printf("%s: %s\n", ecosystem.c_str(), error.what());
    return std::nullopt;
  }
}

std::size_t check_ecosystem(const std::string& ecosystem, std::size_t cases, std::uint64_t seed) {
  std::vector<Law<Case>> laws{{"associative", associative},
                              {"canonical", canonical},
                              {"commutative", commutative},
                              {"complement", complement},
                              {"contains", contains},
                              {"de_morgan", de_morgan},
                              {"disjoint", disjoint},
                              {"distributive", distributive},
                              {"empty", empty},
                              {"equal_versions", equal_versions},
                              {"intersection", intersection},
                              {"order", order},
                              {"single", single},
                              {"subset", subset},
                              {"written", written}};
  metaqore::test::RandomConstraints texts(ecosystem, seed);
  std::size_t failures = 0, refused = 0;
  for (std::size_t i = 0; i < cases && refused < 20; ++i) {
    const auto it = draw(ecosystem, texts);
    if (!it) {
      ++refused;
      continue;
    }
    for (auto& law : laws) failures += metaqore::test::check(law, *it, shown) ? 0 : 1;
  }
  print(ecosystem, laws);
  if (refused > 0)
    std::printf("%s refused texts of %zu cases that it has to take\n", ecosystem.c_str(), refused);
  return failures + refused;
}

}  // namespace

int main(int argc, char** argv) try {
  const auto cases = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : metaqore::test::rounds(14'000);
  const auto seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  const auto ecosystems = metaqore::ecosystems();
  if (cases == 0 || argc > 3) {
    std::fputs("usage: requirement_laws [CASES] [SEED], CASES from 1 up\n", stderr);
    return 2;
  }
  std::printf("requirement_laws: seed %llu\n", static_cast<unsigned long long>(seed));
  std::size_t failures = ecosystems.empty() ? 1 : 0;
  for (const auto& ecosystem : ecosystems) {
    failures += check_ecosystem(ecosystem, (cases + ecosystems.size() - 1) / ecosystems.size(), seed);
  }
  return failures == 0 ? 0 : 1;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "requirement_laws: %s\n", failure.what());
  return 1;
}
