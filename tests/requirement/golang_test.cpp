#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "metaqore/error.hpp"
#include "requirement/golang/golang.hpp"
#include "requirement/membership.hpp"
#include "support/semver_order.hpp"

using namespace metaqore;
using namespace metaqore::requirement;
using namespace metaqore::test;

TEST_CASE("golang: a version is the least that a module needs", "[requirement]") {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"v1.2.3", "[v1.2.3, ∞)"},
           {"v2.0.0+incompatible", "[v2.0.0, ∞)"},
           {"v0.0.0-20191109021931-daa7c04131f5", "[v0.0.0-20191109021931-daa7c04131f5, ∞)"},
           {">=v1.2.3, <v2.0.0", "[v1.2.3, v2.0.0)"},
           {"v1.2.3,<v2", "[v1.2.3, v2.0.0)"},
           {">v1", "[v1.0.1-0, ∞)"},
           {"<=v1.2.3", "(-∞, v1.2.4-0)"},
           {">v1.2.3, <v1.2.3", "none"},
           {"", "(-∞, ∞)"},
           {" ", "(-∞, ∞)"},
       }) {
    INFO(text);
    CHECK(normal_form(golang(), parse_constraint(golang(), text)) == expected);
    CHECK(broken_law(golang(), text) == "");
  }
}

TEST_CASE("golang: pseudo-versions order as the pre-releases that they are", "[requirement]") {
  const std::vector<std::string> ascending{"v0.0.0-20180101000000-aaaaaaaaaaaa",
                                           "v0.0.0-20191109021931-daa7c04131f5",
                                           "v0.0.0",
                                           "v1.2.3-pre.0.20191109021931-daa7c04131f5",
                                           "v1.2.3",
                                           "v1.2.4-0.20191109021931-daa7c04131f5",
                                           "v1.2.4"};
  for (std::size_t i = 1; i < ascending.size(); ++i) {
    INFO(ascending[i]);
    CHECK(golang().version(ascending[i - 1]).key < golang().version(ascending[i]).key);
  }
  CHECK(golang().version("v2.0.0+incompatible").text == "v2.0.0+incompatible");
  CHECK(golang().version("v2.0.0+incompatible").key == golang().version("v2.0.0").key);
}

TEST_CASE("golang: short versions and other grammars are refused", "[requirement]") {
  for (const char* text :
       {"v1", "v1.2", "1.2.3", "latest", "v1.2.3 <v2", "v1.2.3,", ">=", "^v1.2.3", "v01.2.3", "=v1.2.3"}) {
    INFO(text);
    CHECK_THROWS_AS(parse_constraint(golang(), text), Error);
  }
  try {
    parse_constraint(golang(), "v1.2");
    FAIL("was taken");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("write all three numbers") != std::string::npos);
  }
  for (const char* text : {"v1.2", "1.2.3", "v1.2.3 ", "v1.2.3-", ""})
    CHECK_THROWS_AS(parse_version(golang(), text), Error);
}

TEST_CASE("golang: random comparisons admit what they say", "[requirement]") {
  static constexpr const char* signs[] = {"<", "<=", ">", ">="};
  std::mt19937 random(13);
  for (int i = 0; i < 2'000; ++i) {
    std::vector<std::pair<std::string, std::string>> comparisons;
    std::string text;
    do {
      comparisons.emplace_back(signs[random() % 4], sample_version(random));
      text +=
          (comparisons.size() > 1 ? ", " : "") + comparisons.back().first + "v" + comparisons.back().second;
    } while (random() % 2 == 0);
    INFO(text);
    REQUIRE(broken_law(golang(), text) == "");
    for (int k = 0; k < 20; ++k) {
      const auto version = sample_version(random);
      INFO(version);
      bool expected = true;
      for (const auto& [sign, other] : comparisons) expected = expected && holds(version, sign, other);
      REQUIRE(admits(golang(), text, "v" + version) == expected);
    }
  }
}

TEST_CASE("golang: go.mod requires the least version that is admitted", "[requirement]") {
  const std::vector<Demand> demands{{.name = "example.com/a", .constraint = "v1.2.3"},
                                    {.name = "example.com/b/v2", .constraint = ">=v2.1.0, <v3.0.0"},
                                    {.name = "example.com/c", .constraint = "v2.0.0"},
                                    {.name = "gopkg.in/yaml.v2", .constraint = "v2.4.0"},
                                    {.name = "example.com/d", .constraint = ">v1.2.3"},
                                    {.name = "example.com/e", .constraint = "v1.2.3-beta.1"},
                                    {.name = "example.com/f"}};
  const auto [file, text] = golang().manifest(demands);
  CHECK(file == "go.mod");
  CHECK(text ==
        "require (\n\texample.com/a v1.2.3\n\texample.com/b/v2 v2.1.0\n\texample.com/c v2.0.0+incompatible\n"
        "\tgopkg.in/yaml.v2 v2.4.0\n\texample.com/d v1.2.4\n\texample.com/e v1.2.3-beta.1\n"
        "\texample.com/f latest\n)\n");
}

TEST_CASE("golang: the path of a module is its name, to the letter", "[requirement]") {
  for (const char* name : {"example.com/A/v2", "github.com/user/repo", "gopkg.in/yaml.v2"})
    CHECK(golang().name(name) == name);
  for (const char* name : {"", "/a", "a/", "a//b", ".a/b", "a./b", "-a", "a b", "a@v1"}) {
    INFO(name);
    CHECK_THROWS_AS(golang().name(name), Error);
  }
}
