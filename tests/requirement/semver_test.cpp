#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "requirement/cargo/cargo.hpp"
#include "requirement/generic/generic.hpp"
#include "requirement/golang/golang.hpp"
#include "requirement/npm/npm.hpp"
#include "requirement/semver/cut.hpp"
#include "support/rounds.hpp"
#include "support/semver_order.hpp"

using namespace metaqore::requirement;
using metaqore::test::compare_semver;

namespace {

std::string random_version(std::mt19937& random) {
  const auto one_of = [&](const std::vector<std::string>& parts) { return parts[random() % parts.size()]; };
  const auto number = [&] { return one_of({"0", "1", "2", "9", "10", "223", "224", "256", "70000"}); };
  auto text = number() + "." + number() + "." + number();
  for (const char* sign = "-"; random() % 2 == 0; sign = ".") {
    text +=
        sign + one_of({"0", "1", "9", "10", "224", "99999999999999999999", "a", "aa", "a-", "-", "A", "0a"});
  }
  return text;
}

int sign(int order) { return (order > 0) - (order < 0); }

}  // namespace

TEST_CASE("semver: the example of semver.org §11 ascends", "[requirement]") {
  const std::vector<std::string> ascending{"0.0.0-0",    "0.0.0-0.0",    "0.0.0-a",       "0.0.0",
                                           "1.0.0-0",    "1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta",
                                           "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
                                           "1.0.0",      "2.0.0",        "2.1.0",         "2.1.1"};
  for (std::size_t i = 1; i < ascending.size(); ++i) {
    INFO(ascending[i]);
    CHECK(generic().version(ascending[i - 1]).key < generic().version(ascending[i]).key);
  }
  CHECK(generic().version("0.0.0-0").key.empty());
  CHECK(generic().version("1.2.3+a").key == generic().version("1.2.3+b").key);
}

TEST_CASE("semver: keys order as the identifiers do, one by one", "[requirement]") {
  std::mt19937 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const auto a = random_version(random), b = random_version(random);
    const auto key_a = generic().version(a).key, key_b = generic().version(b).key;
    INFO(a << " and " << b);
    REQUIRE(sign(key_a.compare(key_b)) == compare_semver(a, b));
  }
}

TEST_CASE("semver: a key reads back as its version", "[requirement]") {
  std::mt19937 random(8);
  for (int i = 0; i < 5'000; ++i) {
    const auto text = random_version(random);
    REQUIRE(generic().show(generic().version(text).key, false) == text);
  }
  const auto wide = std::string(250, '9');
  for (const auto& text : {wide + ".0.0", "0." + wide + ".0", "0.0.0-" + wide, "0.0." + wide}) {
    CHECK(generic().show(generic().version(text).key, false) == text);
  }
}

TEST_CASE("semver: no version lies between one and its successor", "[requirement]") {
  std::mt19937 random(9);
  for (std::size_t i = 0, rounds = metaqore::test::rounds(2'000); i < rounds; ++i) {
    const auto text = random_version(random);
    const semver::Decoded decoded(generic().version(text).key);
    const auto after = key_after(decoded.version(), semver::Bounds{.unbounded = true});
    REQUIRE(after);
    INFO(text << " before " << semver::show(*after));
    REQUIRE(generic().version(text).key < *after);
    for (int k = 0; k < 50; ++k) {
      const auto other = generic().version(random_version(random)).key;
      REQUIRE((other <= generic().version(text).key || other >= *after));
    }
  }
}

TEST_CASE("semver: numbers at their bound carry, and nothing is above the last version", "[requirement]") {
  const semver::Bounds small{.largest = 9};
  const auto after = [&](const std::string& text) {
    const semver::Decoded decoded(generic().version(text).key);
    const auto key = key_after(decoded.version(), small);
    return key ? semver::show(*key) : "none";
  };
  CHECK(after("1.2.3") == "1.2.4-0");
  CHECK(after("1.2.9") == "1.3.0-0");
  CHECK(after("1.9.9") == "2.0.0-0");
  CHECK(after("9.9.9") == "none");
  CHECK(after("9.9.9-a") == "9.9.9-a.0");
  CHECK(after("1.2.3-a.1") == "1.2.3-a.1.0");
}

TEST_CASE("semver: cuts know the major versions around them", "[requirement]") {
  struct Case {
    const char* cut;
    std::uint64_t above, below_releases, below_all;
  };
  for (const auto& [cut, above, below_releases, below_all] : std::vector<Case>{
           {"0.0.0-0", 0, 0, 0},
           {"0.0.0", 0, 0, 0},
           {"2.0.0-0", 2, 1, 1},
           {"2.0.0-0.0", 2, 2, 2},
           {"2.0.0-a", 2, 2, 2},
           {"2.0.0", 2, 1, 2},
           {"2.0.1-0", 2, 2, 2},
           {"18446744073709551615.0.0-0", 18446744073709551615u, 18446744073709551614u,
            18446744073709551614u},
       }) {
    INFO(cut);
    const auto key = generic().version(cut).key;
    CHECK(semver::major_above(key) == above);
    CHECK(semver::major_below(key, true) == below_releases);
    CHECK(semver::major_below(key, false) == below_all);
  }
  CHECK(generic().show(generic().major_start(3), false) == "3.0.0-0");
  CHECK(generic().major_start(0).empty());
  CHECK(golang().show(golang().major_start(3), false) == "v3.0.0-0");
  for (const auto* ecosystem : {&npm(), &cargo()}) {
    CHECK(ecosystem->show(ecosystem->major_start(3), false) == "3.0.0-0");
    CHECK(ecosystem->major_start(0).empty());
  }
  CHECK(npm().show(npm().major_start(std::numeric_limits<std::uint64_t>::max()), false) ==
        "9007199254740991.0.0-0");
}

TEST_CASE("semver: the releases of a cut begin at the first release above it", "[requirement]") {
  const auto first = [](const char* text) {
    return generic().show(generic().releases(generic().version(text).key), false);
  };
  CHECK(first("1.2.3-a") == "1.2.3");
  CHECK(first("1.2.3") == "1.2.3");
  CHECK(first("0.0.0-0") == "0.0.0");
}
