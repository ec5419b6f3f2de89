#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "metaqore/error.hpp"
#include "requirement/membership.hpp"
#include "requirement/npm/npm.hpp"
#include "support/rounds.hpp"
#include "support/semver_order.hpp"

using namespace metaqore;
using namespace metaqore::requirement;
using namespace metaqore::test;

namespace {

std::string normal(const std::string& text) { return normal_form(npm(), parse_constraint(npm(), text)); }

/// "offset: message", or "" when it is taken.
std::string refused(const std::string& text) {
  try {
    parse_constraint(npm(), text);
    return "";
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    CHECK(error.reason() == "requirement.constraint");
    return error.what();
  }
}

struct Alternative {
  std::vector<std::pair<std::string, std::string>> comparators{};  // sign and version

  std::string text() const {
    std::string out;
    for (const auto& [sign, version] : comparators) out += (out.empty() ? "" : " ") + sign + version;
    return out;
  }

  /// node-semver README, "Prerelease Tags".
  bool admits(const std::string& version) const {
    bool named = !has_prerelease(version);
    for (const auto& [sign, other] : comparators) {
      if (!holds(version, sign, other)) return false;
      named = named || (has_prerelease(other) && numbers_of(other) == numbers_of(version));
    }
    return named;
  }
};

Alternative random_alternative(std::mt19937& random) {
  static constexpr const char* signs[] = {"=", "<", "<=", ">", ">="};
  Alternative it;
  do {
    // `>=0.0.0` is `*`, and a range with `*` forgets its other alternatives.
    auto version = sample_version(random);
    if (version == "0.0.0") version = "0.0.0-0";
    it.comparators.emplace_back(signs[random() % 5], version);
  } while (random() % 2 == 0);
  return it;
}

}  // namespace

TEST_CASE("npm: a range comes down to the releases and pre-releases it admits", "[requirement]") {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"^1.2.3", "[1.2.3, 2.0.0)"},
           {"^0.2.3", "[0.2.3, 0.3.0)"},
           {"^0.0.3", "[0.0.3, 0.0.4)"},
           {"^0.0", "(-∞, 0.1.0)"},
           {"~1.2", "[1.2.0, 1.3.0)"},
           {"~>1", "[1.0.0, 2.0.0)"},
           {"1.2 - 2.3.4", "[1.2.0, 2.3.5)"},
           {"1.2.3 - 2.3", "[1.2.3, 2.4.0)"},
           {">1.2", "[1.3.0, ∞)"},
           {"<=1.2", "(-∞, 1.3.0)"},
           {"=1.2.3", "[1.2.3, 1.2.4)"},
           {"1.2.3 1.2.4", "none"},
           {"<0.0.0", "none"},
           {"<0.0.0-0", "none"},
           {">*", "none"},
           {"<*", "none"},
           {">=*", "(-∞, ∞)"},
           {"", "(-∞, ∞)"},
           {"||", "(-∞, ∞)"},
           {"<1 || 2.x", "(-∞, 1.0.0) or [2.0.0, 3.0.0)"},
           {"1.2.3-a", "of the pre-releases [1.2.3-a, 1.2.3-a.0)"},
           {"^1.2.3-a", "[1.2.3, 2.0.0); of the pre-releases [1.2.3-a, 1.2.4-0)"},
           {"<1.2.3-0", "(-∞, 1.2.3)"},
           {">=1.2.3-a <2.0.0-b",
            "[1.2.3, 2.0.0); of the pre-releases [1.2.3-a, 1.2.4-0) or [2.0.0-0, 2.0.0-b)"},
           {"* || 1.2.3-a", "(-∞, ∞)"},
           {">=0.0.0 || 1.2.3-a", "(-∞, ∞)"},
           {">=v0.0.0 || 1.2.3-a", "(-∞, ∞); of the pre-releases [1.2.3-a, 1.2.3-a.0)"},
           {"<=9007199254740991.9007199254740991.9007199254740991", "(-∞, ∞)"},
           {">9007199254740991.9007199254740991.9007199254740991", "none"},
           {">1.9007199254740991.9007199254740991", "[2.0.0, ∞)"},
       }) {
    INFO(text);
    CHECK(normal(text) == expected);
  }
}

TEST_CASE("npm: blanks, signs, builds and stars stand where node-semver lets them", "[requirement]") {
  for (const auto& [text, same] :
       std::vector<std::pair<std::string, std::string>>{{" >  1.2.3  <  2 ", ">1.2.3 <2.0.0-0"},
                                                        {"> =1.2.3", ">=1.2.3"},
                                                        {"~ > 1.2", "~1.2"},
                                                        {"~> >1.2", "~1.2"},
                                                        {"^ =1.2", "^1.2"},
                                                        {"v1.2.3", "1.2.3"},
                                                        {"v=1.2", "1.2.x"},
                                                        {"1.2.3+a.b-c || 2+d", "1.2.3||2.x"},
                                                        {"~x.1", "*"},
                                                        {"1.2.3*", "1.2.3"},
                                                        {"*>= 1.2.3", ">=1.2.3"},
                                                        {"1.x.x-a", "1"},
                                                        {"v 1 - 2", "1 - 2"},
                                                        {"1 +a", "1"}}) {
    INFO(text);
    CHECK(npm().canonical(text) == npm().canonical(same));
  }
  for (const char* text : {"> = 1.2.3",
                           "==1.2.3",
                           "vv1.2.3",
                           "v 1.2.3",
                           "> +a 1.2.3",
                           "1.2.3 -2",
                           "1 2 - 3",
                           "1 - 2 3",
                           "01",
                           "1.2.3-01",
                           "1.2.3.4",
                           "1.x.3",
                           "|",
                           "1 | 2",
                           "1.2.3-",
                           "1.2.3+",
                           "^>1",
                           "~> = 1",
                           "1,2",
                           "!=1",
                           "1.2.3 \xC2\xA0",
                           "9007199254740992",
                           "^9007199254740991",
                           "<=9007199254740991",
                           "*.1",
                           "\x01",
                           "a"}) {
    INFO(text);
    CHECK_FALSE(refused(text).empty());
  }
}

TEST_CASE("npm: what is no range is refused at its place", "[requirement]") {
  CHECK(refused(">=1.2.3 <2.0.0 || 1.02").find("at offset 20") != std::string::npos);
  CHECK(refused("1.0+a ^1.b").find("at offset 9: a number is expected") != std::string::npos);
  for (const char* text :
       {"latest", "workspace:*", "npm:other@^1", "file:../a", "git+https://a.b/c.git", "user/repo"}) {
    INFO(text);
    CHECK(refused(text).find("name no set of versions") != std::string::npos);
  }
}

TEST_CASE("npm: random ranges admit what their comparators say", "[requirement]") {
  std::mt19937 random(11);
  for (std::size_t i = 0, rounds = test::rounds(3'000); i < rounds; ++i) {
    std::vector<Alternative> alternatives{random_alternative(random)};
    while (random() % 3 == 0) alternatives.push_back(random_alternative(random));
    std::string text;
    for (const auto& alternative : alternatives) text += (text.empty() ? "" : " || ") + alternative.text();
    INFO(text);
    REQUIRE(broken_law(npm(), text) == "");
    for (int k = 0; k < 20; ++k) {
      const auto version = sample_version(random);
      INFO(version);
      const bool expected = std::ranges::any_of(
          alternatives, [&](const auto& alternative) { return alternative.admits(version); });
      REQUIRE(admits(npm(), text, version) == expected);
    }
  }
}

TEST_CASE("npm: a set is written as short as people do", "[requirement]") {
  for (const auto& [text, written] : std::vector<std::pair<std::string, std::string>>{
           {">=1.2.3 <2.0.0-0", "^1.2.3"},
           {">=1.2.3 <1.3", "~1.2.3"},
           {">=1.2.3 <=1.2.3", "1.2.3"},
           {">=1.2.3 <1.5.0", ">=1.2.3 <1.5.0"},
           {"3 || 1", "^1.0.0 || ^3.0.0"},
           {"2 || 1", ">=1.0.0 <3.0.0"},
           {"<2 >=1.2.3-a", "^1.2.3-a"},
           {">=1.2.3-a <1.2.3", ">=1.2.3-a <1.2.3"},
           {">=0.0.0-0", ">=0.0.0-0"},
           {"<2.0.0 || >=2.0.0-0 <2.0.0", "<2.0.0 || >=2.0.0-0 <2.0.0"},
           {"*", "*"},
           {">=v0.0.0 || 1.2.3-a", "<1.2.3 || 1.2.3-a || >=1.2.3"}}) {
    INFO(text);
    CHECK(npm().write(parse_constraint(npm(), text)) == written);
  }
  CHECK_FALSE(npm().write({Cuts(), Cuts::all(), {}}));  // no range names every pre-release
}

TEST_CASE("npm: names are those of the registry", "[requirement]") {
  for (const char* name : {"lodash", "@scope/name", "JSONStream", "a.b-c_d~e"})
    CHECK(npm().name(name) == name);
  for (const char* name : {"", ".a", "_a", "a b", "@scope", "@/a", "a/b", "node_modules", "\xC3\xA4"}) {
    INFO(name);
    CHECK_THROWS_AS(npm().name(name), Error);
  }
  CHECK_THROWS_AS(npm().name(std::string(215, 'a')), Error);
}

TEST_CASE("npm: a manifest has each package under its strongest scope", "[requirement]") {
  const std::vector<Demand> demands{{.name = "a", .scopes = {"dev", "runtime"}, .constraint = "^1.0.0"},
                                    {.name = "@b/c", .scopes = {"build"}, .constraint = "*"},
                                    {.name = "d", .scopes = {"optional", "peer"}},
                                    {.name = "e", .scopes = {"dev", "optional"}, .constraint = "2.0.0"},
                                    {.name = "f", .scopes = {"runtime"}, .constraint = "~1.2.0"}};
  const auto [file, text] = npm().manifest(demands);
  CHECK(file == "package.json");
  CHECK(text == R"({
  "dependencies": {
    "a": "^1.0.0",
    "f": "~1.2.0"
  },
  "devDependencies": {
    "@b/c": "*"
  },
  "optionalDependencies": {
    "e": "2.0.0"
  },
  "peerDependencies": {
    "d": "*"
  }
}
)");
}
