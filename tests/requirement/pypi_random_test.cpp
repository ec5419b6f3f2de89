#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "requirement/membership.hpp"
#include "requirement/pypi/pypi.hpp"
#include "support/random_constraints.hpp"
#include "support/rounds.hpp"

// Versions of Python drawn in parts, ordered and compared here as PEP 440 words it, against keys and cuts.

using namespace metaqore;
using namespace metaqore::requirement;

namespace {

using test::Random;

constexpr int none = -1;

struct Drawn {
  int epoch = 0;
  std::vector<int> release{};
  int pre = none;  ///< 0 alpha, 1 beta, 2 release candidate
  int pre_number = 0;
  int post = none;
  int dev = none;
  std::vector<std::string> local{};

  bool is_prerelease() const { return pre != none || dev != none; }
};

int number(Random& random) {
  return random.chance(95) ? static_cast<int>(random.below(3)) : 222 + static_cast<int>(random.below(4));
}

Drawn draw(Random& random, bool with_local) {
  Drawn it;
  if (random.chance(8)) it.epoch = 1;
  for (auto n = 1 + random.below(3); n > 0; --n) it.release.push_back(number(random));
  if (random.chance(30)) it.pre = static_cast<int>(random.below(3)), it.pre_number = number(random);
  if (random.chance(30)) it.post = number(random);
  if (random.chance(30)) it.dev = number(random);
  if (with_local && random.chance(25)) {
    for (auto n = 1 + random.below(2); n > 0; --n)
      it.local.emplace_back(random.pick("0|1|2|10|a|b|abc|0a|a0"));
  }
  return it;
}

std::string release_text(const Drawn& it) {
  auto text = it.epoch == 0 ? "" : std::to_string(it.epoch) + "!";
  for (std::size_t i = 0; i < it.release.size(); ++i)
    text.append(i == 0 ? "" : ".").append(std::to_string(it.release[i]));
  return text;
}

/// "Normalization".
std::string normal_text(const Drawn& it) {
  auto text = release_text(it);
  const auto add = [&](std::string_view word, int value) { text.append(word).append(std::to_string(value)); };
  constexpr std::string_view words[] = {"a", "b", "rc"};
  if (it.pre != none) add(words[it.pre], it.pre_number);
  if (it.post != none) add(".post", it.post);
  if (it.dev != none) add(".dev", it.dev);
  for (std::size_t i = 0; i < it.local.size(); ++i) text.append(i == 0 ? "+" : ".").append(it.local[i]);
  return text;
}

/// The same in one of its other spellings.
std::string any_text(const Drawn& it, Random& random) {
  auto text = std::string(random.pick("||v|V| ")) + release_text(it);
  const auto add = [&](std::string_view words, int value) {
    text.append(random.pick("|.|-|_")).append(random.pick(words));
    if (value > 0 || random.chance(50))
      text.append(random.pick("|.|-|_")).append(random.pick("|0")).append(std::to_string(value));
  };
  if (it.pre == 0) add("a|alpha|ALPHA|A", it.pre_number);
  if (it.pre == 1) add("b|beta|Beta", it.pre_number);
  if (it.pre == 2) add("rc|c|pre|preview|RC", it.pre_number);
  if (it.post != none) {
    if (it.pre == none && random.chance(30)) {  // `1a-1` is a pre-release
      text.append("-").append(std::to_string(it.post));
    } else {
      add("post|rev|r|POST", it.post);
    }
  }
  if (it.dev != none) add("dev|DEV", it.dev);
  for (std::size_t i = 0; i < it.local.size(); ++i)
    text.append(i == 0 ? "+" : random.pick(".|-|_")).append(it.local[i]);
  return text;
}

int sign(bool less, bool greater) { return less ? -1 : greater ? 1 : 0; }

template <class T>
int compare(const T& a, const T& b) {
  return sign(a < b, b < a);
}

/// "Local version identifiers": numbers above words, and the longer above what it begins with.
int compare_local(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  const auto is_number = [](const std::string& it) {
    return it.find_first_not_of("0123456789") == std::string::npos;
  };
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const bool left = is_number(a[i]), right = is_number(b[i]);
    const int order = left != right ? (left ? 1 : -1)
                      : left        ? compare(std::stoi(a[i]), std::stoi(b[i]))
                                    : compare(a[i], b[i]);
    if (order != 0) return order;
  }
  return compare(a.size(), b.size());
}

std::vector<int> padded(const Drawn& it) {
  auto release = it.release;
  release.resize(6);
  return release;
}

/// "Summary of permitted suffixes and relative ordering".
int compare_public(const Drawn& a, const Drawn& b) {
  const auto rank = [](const Drawn& it) {
    const int phase = it.pre != none ? 1 + it.pre : it.post == none && it.dev != none ? 0 : 4;
    return std::tuple(it.epoch, padded(it), phase, it.pre != none ? it.pre_number : 0, it.post,
                      it.dev == none ? 1'000'000 : it.dev);
  };
  return compare(rank(a), rank(b));
}

int compare_all(const Drawn& a, const Drawn& b) {
  const int order = compare_public(a, b);
  return order != 0 ? order : compare_local(a.local, b.local);
}

struct Term {
  std::string op{};
  Drawn version{};
  bool wildcard = false;
};

bool begins_with(const Drawn& it, const Drawn& prefix, std::size_t count) {
  const auto release = padded(it), wanted = padded(prefix);
  return it.epoch == prefix.epoch &&
         std::equal(wanted.begin(), wanted.begin() + static_cast<long>(count), release.begin());
}

/// "Version specifiers", section by section.
bool admits(const Term& term, const Drawn& it) {
  const auto& wanted = term.version;
  if (term.op == "!=") return !admits({"==", wanted, term.wildcard}, it);
  if (term.op == "==") {
    if (term.wildcard) return begins_with(it, wanted, wanted.release.size());
    return wanted.local.empty() ? compare_public(it, wanted) == 0 : compare_all(it, wanted) == 0;
  }
  if (term.op == "<=") return compare_public(it, wanted) <= 0;
  if (term.op == ">=") return compare_public(it, wanted) >= 0;
  if (term.op == "~=")
    return compare_public(it, wanted) >= 0 && begins_with(it, wanted, wanted.release.size() - 1);
  if (term.op == "<") {  // not its own pre-releases
    auto end = wanted;
    if (!end.is_prerelease()) end.dev = 0;
    return compare_public(it, end) < 0;
  }
  const bool own_post = wanted.post == none && wanted.dev == none && begins_with(it, wanted, 6) &&
                        it.pre == wanted.pre && it.pre_number == wanted.pre_number && it.post != none;
  return compare_public(it, wanted) > 0 && !own_post;
}

Term draw_term(Random& random) {
  Term term{std::string(random.pick(">=|<=|>|<|==|!=|!=|~=")), draw(random, false)};
  const bool by_equality = term.op == "==" || term.op == "!=";
  if (by_equality) {
    if (random.chance(40)) {
      const auto release = term.version.release;
      term.version = {};
      term.version.release = release;
      term.wildcard = true;
    } else {
      term.version = draw(random, true);
    }
  }
  while (term.op == "~=" && term.version.release.size() < 2) term.version.release.push_back(number(random));
  return term;
}

std::string text(const Term& term) {
  return term.op + normal_text(term.version) + (term.wildcard ? ".*" : "");
}

/// Something beside a version that a specifier names, where the rules bite.
Drawn near(const Drawn& named, Random& random) {
  auto it = named;
  if (random.chance(30)) it.local.clear();
  if (random.chance(30)) it.dev = random.chance(50) ? none : static_cast<int>(random.below(3));
  if (random.chance(30)) it.post = random.chance(50) ? none : static_cast<int>(random.below(3));
  if (random.chance(15)) it.pre = none, it.pre_number = 0;
  if (random.chance(15)) it.release.push_back(static_cast<int>(random.below(2)));
  if (random.chance(15)) it.local = {std::string(random.pick("0|a|zz"))};
  return it;
}

}  // namespace

TEST_CASE("pypi: random versions order as PEP 440 words it, in every spelling", "[requirement]") {
  Random random(11);
  const auto rounds = test::rounds(60'000);
  std::size_t equal = 0;
  for (std::size_t i = 0; i < rounds; ++i) {
    const auto a = draw(random, true), b = random.chance(50) ? near(a, random) : draw(random, true);
    const auto left = pypi().version(any_text(a, random)), right = pypi().version(any_text(b, random));
    INFO(normal_text(a) << " and " << normal_text(b));
    REQUIRE(left.text == normal_text(a));
    REQUIRE(left.prerelease == a.is_prerelease());
    REQUIRE(compare(left.key, right.key) == compare_all(a, b));
    equal += left.key == right.key ? 1 : 0;
  }
  CHECK(equal > rounds / 60);
}

TEST_CASE("pypi: random specifiers admit what PEP 440 says", "[requirement]") {
  Random random(12);
  std::size_t admitted = 0, asked = 0;
  for (std::size_t i = 0, rounds = test::rounds(25'000); i < rounds; ++i) {
    std::vector<Term> terms;
    std::string constraint;
    for (auto n = 1 + random.below(3); n > 0; --n) {
      terms.push_back(draw_term(random));
      constraint.append(constraint.empty() ? "" : ",").append(text(terms.back()));
    }
    const auto set = pypi().parse(constraint);
    for (int j = 0; j < 6; ++j) {
      const auto it =
          random.chance(80) ? near(terms[random.below(terms.size())].version, random) : draw(random, true);
      const bool wanted = std::ranges::all_of(terms, [&](const auto& term) { return admits(term, it); });
      const auto version = normal_text(it);
      INFO(version << " in " << constraint);
      REQUIRE(contains(pypi(), set, pypi().version(version), version) == wanted);
      REQUIRE_FALSE((wanted && set.empty()));
      admitted += wanted ? 1 : 0;
      ++asked;
    }
  }
  CHECK(admitted > asked / 10);
  CHECK(admitted < asked * 9 / 10);
}

TEST_CASE("pypi: random constraints keep their set in canonical form and when they are written",
          "[requirement]") {
  for (const bool literals : {false, true}) {
    test::RandomConstraints texts("pypi", 13, literals);
    for (std::size_t i = 0, rounds = test::rounds(20'000); i < rounds; ++i) {
      const auto text = texts.constraint();
      INFO(text);
      const auto set = pypi().parse(text);
      const auto canonical = pypi().canonical(text);
      REQUIRE(pypi().parse(canonical) == set);
      REQUIRE(pypi().canonical(canonical) == canonical);
      if (set.empty()) continue;
      const auto written = pypi().write(set);
      REQUIRE(written);  // a conjunction always has a text
      INFO(*written);
      REQUIRE(pypi().parse(*written) == set);
    }
  }
}

TEST_CASE("pypi: the next release after a random cut is the least one", "[requirement]") {
  Random random(14);
  for (std::size_t i = 0, rounds = test::rounds(20'000); i < rounds; ++i) {
    const auto from = pypi().parse(">=" + normal_text(draw(random, false))).versions;
    const auto release = pypi().releases(from.cuts().front());
    REQUIRE(release >= from.cuts().front());
    REQUIRE(pypi().releases(release) == release);
    const auto it = draw(random, false);
    const auto key = pypi().version(normal_text(it)).key;
    INFO(normal_text(it) << " from " << pypi().show(from.cuts().front(), false));
    if (!it.is_prerelease()) REQUIRE(from.contains(key) == (key >= release));
  }
}
