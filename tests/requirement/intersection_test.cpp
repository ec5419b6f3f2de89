#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "metaqore/requirement.hpp"
#include "requirement/ecosystem.hpp"
#include "support/random_constraints.hpp"
#include "support/rounds.hpp"

using namespace metaqore;

namespace {

std::string both(const std::string& ecosystem, const std::string& a, const std::string& b) {
  const auto text = version_algebra()->intersect(ecosystem, a, b);
  CHECK(text == version_algebra()->intersect(ecosystem, b, a));
  return text.value_or("none");
}

}  // namespace

TEST_CASE("intersection: a version that Maven prefers is kept, or there is none", "[requirement]") {
  CHECK(both("maven", "1.0", "2.0") == "none");
  CHECK(both("maven", "1.0", "1.0.0") == "none");  // equal, but of another spelling in a repository
  CHECK(both("maven", "1.0", " 1.0 ") == "1.0");
  CHECK(both("maven", "1.0", "") == "1.0");
  CHECK(both("maven", "1.0", "(,)") == "1.0");
  CHECK(both("maven", "1.0", "[1.0,2.0)") == "none");
  CHECK(both("maven", "LATEST", "RELEASE") == "none");
  CHECK(both("maven", "LATEST", "1.0") == "none");
  CHECK(both("maven", "LATEST", "") == "LATEST");
  CHECK(both("maven", "[1.0,3.0]", "[2.0,4.0)") == "[2,3]");
  CHECK(both("maven", "[1.0]", "[2.0]") == "none");
}

// PEP 440, "Handling of pre-releases".
TEST_CASE("intersection: who asks for pre-releases is still heard", "[requirement]") {
  CHECK(both("pypi", ">=1.0rc1", ">=2") == ">=1.0rc1,>=2");
  CHECK(both("pypi", ">=1.0rc1", ">=2,<3.dev0") == "<3.dev0,>=2");
  CHECK(both("pypi", ">=1.0rc1", "<2") == ">=1rc1,<2");
  CHECK(both("pypi", ">=1", ">=2") == ">=2");
  CHECK(both("pypi", "!=1.0rc1", ">=2") == ">=2");
  CHECK(both("pypi", "===1.0", ">=0.9rc1") == "===1.0,>=0.9rc1");
  CHECK(both("pypi", ">=1", "<1") == "none");
  CHECK(both("generic", ">=1.0.0-rc.1", ">=2.0.0") == ">=1.0.0-rc.1,>=2.0.0");
  CHECK(both("generic", ">=1.0.0", ">=2.0.0") == ">=2.0.0");
}

// Go Modules Reference, "+incompatible versions".
TEST_CASE("intersection: versions of Go keep their suffix", "[requirement]") {
  CHECK(both("golang", "v4.25.1+incompatible", "v5.0.0+incompatible") == "v5.0.0+incompatible");
  CHECK(both("golang", "v4.25.1+incompatible", "v1.0.0") == "v4.25.1+incompatible");
  CHECK(both("golang", "v4.25.1+incompatible", "<v5.0.0") == ">=v4.25.1+incompatible, <v5.0.0");
  CHECK(both("golang", "v1.2.0", ">=v1.3.0, <v2.0.0") == ">=v1.3.0, <v2.0.0");
}

TEST_CASE("intersection: random constraints of an ecosystem lose nothing of what they say", "[requirement]") {
  for (const auto* ecosystem : requirement::all_ecosystems()) {
    const std::string type(ecosystem->type());
    test::RandomConstraints texts(type, 17, true);
    std::size_t found = 0;
    const auto rounds = test::rounds(2'000);
    for (std::size_t i = 0; i < rounds; ++i) {
      const auto a = texts.constraint(), b = texts.constraint();
      INFO(type << ": " << a << " and " << b);
      const auto canonical = canonical_constraint(type, a);
      // `>3` is `>=4.0.0-0` in the canonical form of `generic`, which names a pre-release.
      if (type != "generic" || !ecosystem->asks_for_prereleases(canonical))
        REQUIRE(ecosystem->asks_for_prereleases(canonical) == ecosystem->asks_for_prereleases(a));
      REQUIRE(ecosystem->preference(canonical) == ecosystem->preference(a));
      const auto said = version_algebra()->intersect(type, a, b);
      if (!said) continue;
      ++found;
      REQUIRE(VersionSet::parse(type, *said) == (VersionSet::parse(type, a) & VersionSet::parse(type, b)));
      REQUIRE(ecosystem->asks_for_prereleases(*said) ==
              (ecosystem->asks_for_prereleases(a) || ecosystem->asks_for_prereleases(b)));
      for (const auto& one : {a, b}) {
        const auto wish = ecosystem->preference(one);
        if (wish) REQUIRE(ecosystem->preference(*said) == wish);
      }
    }
    CHECK(found > rounds / 20);
  }
}
