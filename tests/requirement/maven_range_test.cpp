#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "requirement/maven/maven.hpp"
#include "requirement/membership.hpp"
#include "support/random_constraints.hpp"
#include "support/refusal.hpp"

using namespace metaqore;
using namespace metaqore::requirement;
using test::refusal;

namespace {

Key key(const std::string& text) { return maven().version(text).key; }

std::string constraint(test::RandomConstraints& sampler) {
  const auto below = [&](std::size_t end) { return sampler.random().below(end); };
  std::vector<std::string> ends;
  for (auto n = 2 * (1 + below(3)); n > 0; --n) ends.push_back(sampler.version());
  std::sort(ends.begin(), ends.end(), [](const auto& a, const auto& b) { return key(a) < key(b); });
  std::string text;
  for (std::size_t i = 0; i < ends.size(); i += 2) {
    if (i > 0) text += below(4) == 0 ? " , " : ",";
    if (key(ends[i]) == key(ends[i + 1])) {
      text += "[" + ends[i] + "]";
      continue;
    }
    text += i == 0 && below(4) == 0 ? "(," : (below(2) == 0 ? "[" : "( ") + ends[i] + ",";
    text += i + 2 == ends.size() && below(4) == 0 ? ")" : ends[i + 1] + (below(2) == 0 ? "]" : " )");
  }
  return text;
}

}  // namespace

TEST_CASE("maven: ranges admit what the POM reference says", "[requirement]") {
  struct Row {
    std::string constraint, in, out;
  };
  for (const auto& [constraint, in, out] : std::vector<Row>{
           {"", "0-alpha 1 99", ""},
           {"1.0", "0-alpha 1 99", ""},
           {"[1.0]", "1 1.0.0 1.ga", "1.1 1-sp 1-rc1"},
           {"[1.0,2.0)", "1 1.9 2-alpha 1-sp", "2 1-rc1 2-sp"},
           {"(,1.0]", "1 0 1-alpha", "1-sp 1.1"},
           {"[1.5,)", "1.5 2 99", "1.5-rc1 1.4"},
           {"(1.5,)", "1.5-sp 2", "1.5 1.5.0"},
           {"(,1.0],[1.2,)", "0.9 1 1.2 3", "1.1 1.2-beta"},
           {"[1,2) [3,4)", "1 3", "2 4"},
           {" [ 1 , 2 ] , ", "1 2", "3"},
           {"(,)", "0-alpha 7", ""},
           {"[1,2],[2,3]", "1 2 3", "4"},
       }) {
    const auto set = maven().parse(constraint);
    for (const auto& [list, expected] : {std::pair(in, true), std::pair(out, false)}) {
      std::istringstream texts(list);
      for (std::string text; texts >> text;) {
        INFO(text << " in " << constraint);
        CHECK(set.versions.contains(key(text)) == expected);
      }
    }
  }
}

TEST_CASE("maven: a bare version is a wish", "[requirement]") {
  CHECK(maven().preference(" 1.0 ") == "1.0");
  CHECK_FALSE(maven().preference("[1.0]"));
  CHECK_FALSE(maven().preference("(,1.0]"));
  CHECK_FALSE(maven().preference(""));
  CHECK_FALSE(maven().preference("LATEST"));
  CHECK(maven().parse("1.0") == every_version(maven()));
}

TEST_CASE("maven: ranges that Maven would not take are refused where they go wrong", "[requirement]") {
  const auto at = [](const std::string& text) { return refusal([&] { maven().parse(text); }); };
  CHECK(at("[1.0)") == "0: one version is enclosed in `[` and `]`");
  CHECK(at("(1.0]") == "0: one version is enclosed in `[` and `]`");
  CHECK(at("[1.0,2.0") == "0: the bracket is not closed");
  CHECK(at("[1.0") == "0: the bracket is not closed");
  CHECK(at("[2.0,1.0]") == "5: no version lies between the two");
  CHECK(at("[1,1.0)") == "3: no version lies between the two");
  CHECK(at("[1,3],[2,4]") == "6: the range does not lie above the one before");
  CHECK(at("[1,3],(,4]") == "6: the range does not lie above the one before");
  CHECK(at("[1,2],3") == "6: a bracket that opens is expected");
  CHECK(at("1.0,2.0") == "3: this character has no place in a version");
  CHECK(at("[]") == "1: a version is expected");
  CHECK(at("[1,2,3]") == "4: a range has two versions at most");
  CHECK(at("[1 2]") == "2: this character has no place in a version");
  CHECK(at("[" + std::string(300, '1') + "]") == "257: the version is too long");
}

TEST_CASE("maven: sets are written as ranges", "[requirement]") {
  for (const auto& [text, written] : std::vector<std::pair<std::string, std::string>>{
           {"", "(,)"},
           {"1.0", "(,)"},
           {"[1.0]", "[1]"},
           {"[1.0,2.0)", "[1,2)"},
           {"(1.5-RC2,2]", "(1.5-rc-2,2]"},
           {"(,1.0],[1.2,)", "(,1],[1.2,)"},
           {"[1,2],[2,3]", "[1,3]"},
           {"[1,2),(2,3]", "[1,2),(2,3]"},
           {"[0-foo],[1.sp.0]", "[0-foo],[1-sp]"},
           {"[1.0.min.0]", "[1-min-0]"},
           {"[min,1]", "(,1]"},
           {"(min,1.max]", "(min,2.min)"},
           {"[1.min,1.max],(2,max]", "[1.min,2.min),(2,)"},
           {"[1.max],[3,)", "[1.max],[3,)"},
           {"(1.max,3]", "[2.min,3]"},
           {"(1.alpha.9.max,3]", "[1-alpha-10.min,3]"},
           {"(1.min,3]", "[1.0.min,3]"},
       }) {
    CHECK(maven().write(maven().parse(text)) == written);
  }
  CHECK(maven().parse("(max,)").empty());
  CHECK(maven().parse("(,min)").empty());
  CHECK(maven().parse("(1.max,2.min)").empty());
  CHECK(maven().canonical(" [ 1.0 , 2.0 ) [3.0,] ") == "[1.0,2.0),[3.0,)");
  CHECK(maven().canonical(" 1.0 ") == "1.0");
  CHECK(normal_form(maven(), maven().parse("(1,2.0-m1]")) == "[after 1, after 2-milestone-1)");
}

TEST_CASE("maven: random ranges survive writing, and admit what lies between their ends", "[requirement]") {
  test::RandomConstraints sampler("maven", 5);
  for (int i = 0; i < 4'000; ++i) {
    const auto text = constraint(sampler);
    INFO(text);
    const auto set = maven().parse(text);
    const auto canonical = maven().canonical(text);
    REQUIRE(maven().parse(canonical) == set);
    REQUIRE(maven().canonical(canonical) == canonical);
    const auto written = maven().write(set);
    REQUIRE(written);
    REQUIRE(maven().parse(*written) == set);
    for (const auto& [from, to] : set.versions.intervals()) {
      if (from.empty() || !to) continue;
      REQUIRE(set.versions.contains(from));  // what lies directly above a version is no version
    }
  }
}

TEST_CASE("maven: names are a groupId and an artifactId", "[requirement]") {
  CHECK(maven().name("org.apache.commons:commons-lang3") == "org.apache.commons:commons-lang3");
  const auto at = [](const std::string& text) { return refusal([&] { maven().name(text); }); };
  CHECK(at("") == "0: the artifactId is missing");
  CHECK(at("junit") == "5: the artifactId is missing");
  CHECK(at(":junit") == "0: the groupId is missing");
  CHECK(at("junit:") == "6: the artifactId is missing");
  CHECK(at("a:b:1.0") == "3: a name has two parts only");
  CHECK(at("a:b c") == "3: this character has no place here");
}

TEST_CASE("maven: dependencies are written for a pom.xml", "[requirement]") {
  const std::vector<Demand> demands{
      {"org.a:a", {"dev", "runtime"}, {}, "[1,2)", ""},
      {"org.b:b", {"dev"}, {}, "1.0<&", ""},
      {"org.c:c", {"optional"}, {}, "", ""},
      {"org.d:d", {"build"}, {}, "[1]", ""},
  };
  const auto [file, text] = maven().manifest(demands);
  CHECK(file == "pom.xml");
  CHECK(text == R"(<dependencies>
  <dependency>
    <groupId>org.a</groupId>
    <artifactId>a</artifactId>
    <version>[1,2)</version>
  </dependency>
  <dependency>
    <groupId>org.b</groupId>
    <artifactId>b</artifactId>
    <version>1.0&lt;&amp;</version>
    <scope>test</scope>
  </dependency>
  <dependency>
    <groupId>org.c</groupId>
    <artifactId>c</artifactId>
    <optional>true</optional>
  </dependency>
  <dependency>
    <groupId>org.d</groupId>
    <artifactId>d</artifactId>
    <version>[1]</version>
    <scope>provided</scope>
  </dependency>
</dependencies>
)");
}
