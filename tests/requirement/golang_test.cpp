#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "metaqore/error.hpp"
#include "metaqore/requirement.hpp"
#include "requirement/golang/golang.hpp"
#include "requirement/membership.hpp"
#include "support/random_constraints.hpp"
#include "support/rounds.hpp"
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

namespace {

/// What is said against a requirement, or "none".
std::string said_against(const std::string& path, const std::string& constraint) {
  try {
    RequirementIndex().add({"a", {.ecosystem = "golang", .name = path, .constraint = constraint}});
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

// golang.org/x/mod/module, CheckPathMajor; what cmd/go says of `+incompatible`.
TEST_CASE("golang: the path of a module says which versions it has", "[requirement]") {
  for (const auto& [path, constraint] : std::vector<std::pair<std::string, std::string>>{
           {"github.com/x/y", "v1.2.3"},
           {"github.com/x/y", "v0.0.0-20191109021931-daa7c04131f5"},
           {"github.com/x/y", "v2.0.0+incompatible"},
           {"github.com/x/y", ">=v1.2.3, <v2.0.0"},
           {"github.com/x/y", ">=v2.0.0, <v3.0.0"},
           {"github.com/x/y", ""},
           {"github.com/x/y/v2", "v2.0.0"},
           {"github.com/x/y/v2", "v2.0.0-rc.1"},
           {"github.com/x/y/v2", ">=v1.0.0"},
           {"github.com/x/y/v2", ">=v2.1.0, <v3.0.0"},
           {"github.com/x/y/v2", "<v2.0.0"},  // its pre-releases
           {"github.com/x/y/v2", ""},
           {"github.com/x/y/v10", "v10.0.0"},
           {"github.com/x/v2/y", "v1.0.0"},
           {"gopkg.in/yaml.v2", "v2.4.0"},
           {"gopkg.in/yaml.v0", "v0.1.0"},
           {"gopkg.in/yaml.v2-unstable", "v2.0.0"},
           {"gopkg.in/check.v1", "v0.0.0-20161208181325-20d25e280405"},
           {"gopkg.in/check.v1", ">=v0.5.0, <v1.9.0"}}) {
    INFO(path << " " << constraint);
    CHECK(said_against(path, constraint) == "none");
  }
  const auto refused = [](const std::string& path, const std::string& constraint) {
    const auto said = said_against(path, constraint);
    return said.substr(0, said.find("; "));
  };
  const auto wrong = [](const std::string& text, const std::string& what) {
    return "the golang constraint `" + text + "` is wrong at offset 0: " + what;
  };
  CHECK(refused("github.com/x/y/v2", "v1.0.0") ==
        wrong("v1.0.0", "versions of `github.com/x/y/v2` are of v2, not of v1"));
  CHECK(refused("gopkg.in/yaml.v2", "v3.0.0") ==
        wrong("v3.0.0", "versions of `gopkg.in/yaml.v2` are of v2, not of v3"));
  CHECK(refused("gopkg.in/yaml.v2-unstable", "v3.0.0") ==
        wrong("v3.0.0", "versions of `gopkg.in/yaml.v2-unstable` are of v2, not of v3"));
  CHECK(refused("github.com/x/y", "v2.0.0") ==
        wrong("v2.0.0", "versions of `github.com/x/y` are of v0 and v1, not of v2"));
  CHECK(said_against("github.com/x/y", "v2.0.0").find("`v2.0.0+incompatible`") != std::string::npos);
  CHECK(said_against("github.com/x/y", "v2.0.0").find("`github.com/x/y/v2`") != std::string::npos);
  CHECK(refused("github.com/x/y", "v1.0.0+incompatible") ==
        wrong("v1.0.0+incompatible", "v1 of `github.com/x/y` is compatible"));
  CHECK(refused("github.com/x/y/v2", ">=v2.0.0+incompatible") ==
        wrong(">=v2.0.0+incompatible", "v2 of `github.com/x/y/v2` is compatible")
            .replace(wrong(">=v2.0.0+incompatible", "").find("offset 0") + 7, 1, "2"));
  CHECK(refused("github.com/x/y/v2", "v1.0.0+incompatible") ==
        wrong("v1.0.0+incompatible", "versions of `github.com/x/y/v2` are of v2, not of v1"));
  CHECK(refused("github.com/x/y/v2", ">=v1.0.0, <v2.0.0-0") ==
        wrong(">=v1.0.0, <v2.0.0-0",
              "versions of `github.com/x/y/v2` are of v2, and none of them satisfies it"));
  CHECK(refused("github.com/x/y/v2", ">=v3.0.0") ==
        wrong(">=v3.0.0", "versions of `github.com/x/y/v2` are of v2, and none of them satisfies it"));
}

TEST_CASE("golang: what exists but is no version of the path is passed over", "[requirement]") {
  AnalysisRequest request;
  request.requirements = {
      {"a", {.ecosystem = "golang", .name = "gopkg.in/yaml.v2", .constraint = ">=v2.4.0"}}};
  request.available = {{"golang", "gopkg.in/yaml.v2", {"v3.0.0", "v2.4.1+incompatible", "v1.0.0"}}};
  CHECK(analyze(request).packages.at(0).none_exists);
  request.available[0].versions.push_back("v2.5.0");
  CHECK(analyze(request).packages.at(0).chosen == "v2.5.0");
}

// As github.com/v2ray/v2ray-core v4.25.1+incompatible, which has no go.mod.
TEST_CASE("golang: `+incompatible` stays in all that is given back", "[requirement]") {
  const auto incompatible = VersionSet::parse("golang", "v4.25.1+incompatible");
  CHECK(incompatible.constraint() == "v4.25.1+incompatible");
  CHECK((incompatible & VersionSet::parse("golang", "<v5")).constraint() ==
        ">=v4.25.1+incompatible, <v5.0.0");
  CHECK((incompatible | VersionSet::parse("golang", "v1.0.0")).constraint() == "v1.0.0");
  CHECK((~incompatible).constraint() == "<v4.25.1+incompatible");
  CHECK(incompatible == VersionSet::parse("golang", "v4.25.1"));
  CHECK(canonical_constraint("golang", "v4.25.1+incompatible") == "v4.25.1+incompatible");

  const std::string path = "github.com/v2ray/v2ray-core";
  const auto needs = [&](const char* owner, const char* constraint) {
    return OwnedRequirement{owner, {.ecosystem = "golang", .name = path, .constraint = constraint}};
  };
  const auto agreed = analyze({{needs("a", "v4.25.1+incompatible"), needs("b", "v1.0.0")}});
  CHECK(agreed.packages.at(0).constraint == "v4.25.1+incompatible");
  CHECK(agreed.manifests.at(0).text == "require (\n\t" + path + " v4.25.1+incompatible\n)\n");

  const auto compared =
      analyze({{{"a", {.ecosystem = "golang", .name = "github.com/x/y", .constraint = ">=v2.1.0"}},
                {"b", {.ecosystem = "golang", .name = "github.com/x/z/v2", .constraint = ">=v1.9.0"}}}});
  CHECK(compared.packages.at(0).constraint == "v2.1.0+incompatible");
  CHECK(compared.manifests.at(0).text ==
        "require (\n\tgithub.com/x/y v2.1.0+incompatible\n\tgithub.com/x/z/v2 v2.0.0\n)\n");

  const auto old = analyze({{{"a",
                              {.ecosystem = "golang",
                               .name = "gopkg.in/check.v1",
                               .constraint = "v0.0.0-20161208181325-20d25e280405"}}}});
  CHECK(old.packages.at(0).constraint == "v0.0.0-20161208181325-20d25e280405");

  const auto clash =
      analyze({{needs("a", "v4.25.1+incompatible"), needs("b", "<v4.0.0+incompatible")}}).clashes.at(0);
  REQUIRE_FALSE(clash.ways_out.empty());
  for (const auto& way : clash.ways_out) {
    for (const auto& change : way.relaxations) {
      INFO(change.to);
      // `<v5.0.0` ends before v5, and takes none of it.
      CHECK((change.to.find("+incompatible") != std::string::npos || change.to == "<v5.0.0"));
      CHECK(said_against(path, change.to) == "none");
    }
  }
}

TEST_CASE("golang: what is given back of random requirements is taken for their path", "[requirement]") {
  test::RandomConstraints texts("golang", 31);
  std::size_t ways = 0, agreed = 0;
  for (std::size_t i = 0; i < test::rounds(3'000); ++i) {
    const std::string path = i % 3 == 0   ? "github.com/x/y"
                             : i % 3 == 1 ? "github.com/x/y/v2"
                                          : "gopkg.in/check.v1";
    std::vector<OwnedRequirement> all;
    for (const char* owner : {"a", "b", "c"}) {
      const auto text = texts.constraint();
      // Of one that admits nothing there is no saying which versions are meant.
      if (said_against(path, text) == "none" && !VersionSet::parse("golang", text).empty())
        all.push_back({owner, {.ecosystem = "golang", .name = path, .constraint = text}});
    }
    if (all.empty()) continue;
    const auto analysis = analyze({.requirements = all});
    for (const auto& clash : analysis.clashes) {
      for (const auto& way : clash.ways_out) {
        for (const auto& change : way.relaxations) {
          INFO(path << ": " << change.from << " to " << change.to);
          REQUIRE(said_against(path, change.to) == "none");
          ++ways;
        }
      }
    }
    for (const auto& package : analysis.packages) {
      if (!package.constraint) continue;
      INFO(path << " " << *package.constraint);
      REQUIRE(said_against(path, *package.constraint) == "none");
      ++agreed;
    }
  }
  CHECK(ways > 0);
  CHECK(agreed > 0);
}

TEST_CASE("golang: a path whose end is no major version is refused", "[requirement]") {
  // golang.org/x/mod/module, SplitPathVersion.
  for (const char* name :
       {"github.com/x/y/v2", "github.com/x/y/v10", "github.com/x/y/v", "github.com/x/yv1", "github.com/v1/y",
        "v1", "gopkg.in/yaml.v1", "gopkg.in/yaml.v0", "gopkg.in/a/b.v3", "gopkg.in/yaml.v2-unstable"}) {
    INFO(name);
    CHECK(golang().name(name) == name);
  }
  for (const char* name :
       {"github.com/x/y/v1", "github.com/x/y/v0", "github.com/x/y/v02", "github.com/x/y/v1.2",
        "gopkg.in/yaml", "gopkg.in/yaml.v", "gopkg.in/yaml.v02", "gopkg.in/yaml/v2"}) {
    INFO(name);
    CHECK_THROWS_AS(golang().name(name), Error);
  }
}

TEST_CASE("golang: the path of a module is its name, to the letter", "[requirement]") {
  for (const char* name : {"example.com/A/v2", "github.com/user/repo", "gopkg.in/yaml.v2"})
    CHECK(golang().name(name) == name);
  for (const char* name : {"", "/a", "a/", "a//b", ".a/b", "a./b", "-a", "a b", "a@v1"}) {
    INFO(name);
    CHECK_THROWS_AS(golang().name(name), Error);
  }
}
