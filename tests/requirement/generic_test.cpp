#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "metaqore/error.hpp"
#include "requirement/generic/generic.hpp"
#include "requirement/membership.hpp"
#include "support/semver_order.hpp"

using namespace metaqore;
using namespace metaqore::requirement;
using namespace metaqore::test;

TEST_CASE("generic: a range is one run of versions, pre-releases among them", "[requirement]") {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"^1.2", "[1.2.0, 2.0.0-0)"},
           {"~1.2.3-a", "[1.2.3-a, 1.3.0-0)"},
           {">1.2", "[1.3.0-0, ∞)"},
           {"<=1.2", "(-∞, 1.3.0-0)"},
           {">=1.2, <2", "[1.2.0, 2.0.0-0)"},
           {">=1,<2,!=1.5.0", "[1.0.0, 1.5.0) or [1.5.1-0, 2.0.0-0)"},
           {"!=1.2", "(-∞, 1.2.0) or [1.3.0-0, ∞)"},
           {"!=*", "none"},
           {">=0.0.0", "[0.0.0, ∞)"},
           {">=0.0.0-0", "(-∞, ∞)"},
           {"", "(-∞, ∞)"},
           {"* || 1.2.3-a", "(-∞, ∞)"},
           {">1.2.3-a <1.2.3-a.0", "none"},
           {"=99999999999999999999.0.0", "[99999999999999999999.0.0, 99999999999999999999.0.1-0)"},
           {"^18446744073709551615", "[18446744073709551615.0.0, 18446744073709551616.0.0-0)"},
           {"^99999999999999999999.1", "[99999999999999999999.1.0, 100000000000000000000.0.0-0)"},
       }) {
    INFO(text);
    CHECK(normal_form(generic(), parse_constraint(generic(), text)) == expected);
    CHECK(broken_law(generic(), text) == "");
  }
}

TEST_CASE("generic: what is no range is refused", "[requirement]") {
  for (const char* text : {"1,", ",1", "1,,2", "!1", "==1.2.3", "1.2.3*", "01", "1 - ", "~~1", "a"}) {
    INFO(text);
    CHECK_THROWS_AS(parse_constraint(generic(), text), Error);
  }
  CHECK_THROWS_AS(parse_constraint(generic(), std::string(253, '9')), Error);
  CHECK_NOTHROW(parse_constraint(generic(), "^" + std::string(252, '9')));
  for (const char* text : {"1.2", "v1.2.3", "1.2.3 ", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3+", ""}) {
    INFO(text);
    CHECK_THROWS_AS(parse_version(generic(), text), Error);
  }
}

TEST_CASE("generic: canonical text has one form for each comparator", "[requirement]") {
  CHECK(generic().canonical("^1.2") == ">=1.2.0 <2.0.0-0");
  CHECK(generic().canonical(">= 1.2 , <2 != 1.3||*") == ">=1.2.0 <2.0.0-0 !=1.3 || *");
  CHECK(generic().write(parse_constraint(generic(), ">=1,<2,!=1.5.0")) == "^1.0.0 !=1.5.0");
  CHECK(generic().write(parse_constraint(generic(), "!=1.5.0,!=1.2.3-a")) == "!=1.2.3-a !=1.5.0");
  CHECK(generic().asks_for_prereleases(">=1.2.3-a"));
  CHECK(generic().asks_for_prereleases(">=1.2.3-0 <2"));
  CHECK_FALSE(generic().asks_for_prereleases("^1.2 || <3"));
  CHECK_FALSE(generic().asks_for_prereleases(generic().canonical("^1.2 || <3")));
}

TEST_CASE("generic: random ranges admit what their comparators say", "[requirement]") {
  static constexpr const char* signs[] = {"=", "!=", "<", "<=", ">", ">="};
  std::mt19937 random(12);
  for (int i = 0; i < 3'000; ++i) {
    std::vector<std::vector<std::pair<std::string, std::string>>> alternatives;
    std::string text;
    do {
      text += alternatives.empty() ? "" : " || ";
      auto& comparators = alternatives.emplace_back();
      do {
        comparators.emplace_back(signs[random() % 6], sample_version(random));
        text += (comparators.size() > 1 ? (random() % 2 == 0 ? ", " : " ") : "") + comparators.back().first +
                comparators.back().second;
      } while (random() % 2 == 0);
    } while (random() % 3 == 0);
    INFO(text);
    REQUIRE(broken_law(generic(), text) == "");
    for (int k = 0; k < 20; ++k) {
      const auto version = sample_version(random);
      INFO(version);
      const bool expected = std::ranges::any_of(alternatives, [&](const auto& comparators) {
        return std::ranges::all_of(comparators, [&](const auto& comparator) {
          return holds(version, comparator.first, comparator.second);
        });
      });
      REQUIRE(admits(generic(), text, version) == expected);
    }
  }
}

TEST_CASE("generic: a manifest has one line for each package", "[requirement]") {
  const auto [file, text] =
      generic().manifest(std::vector<Demand>{{.name = "a", .constraint = "^1.0.0"}, {.name = "b"}});
  CHECK(file == "versions.txt");
  CHECK(text == "a ^1.0.0\nb *\n");
  CHECK(generic().name("a/b@c") == "a/b@c");
  for (const char* name : {"", "a b", "a\nb", "\xFF"}) CHECK_THROWS_AS(generic().name(name), Error);
}
