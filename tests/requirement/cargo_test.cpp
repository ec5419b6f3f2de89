#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "metaqore/error.hpp"
#include "requirement/cargo/cargo.hpp"
#include "requirement/membership.hpp"
#include "support/semver_order.hpp"

using namespace metaqore;
using namespace metaqore::requirement;
using namespace metaqore::test;

namespace {

/// The cut of a release, or of the end.
Key cut(const std::string& version) { return version == "0.0.0" ? Key() : cargo().version(version).key; }

std::pair<Key, Key> range(const std::string& from, const std::string& to) { return {cut(from), cut(to)}; }

}  // namespace

TEST_CASE("cargo: a requirement comes down to the releases and pre-releases it admits", "[requirement]") {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"1.2.3", "[1.2.3, 2.0.0)"},
           {"0.2", "[0.2.0, 0.3.0)"},
           {"0.0", "(-∞, 0.1.0)"},
           {"0.0.3", "[0.0.3, 0.0.4)"},
           {"~1", "[1.0.0, 2.0.0)"},
           {"~1.2.3", "[1.2.3, 1.3.0)"},
           {"=1.2", "[1.2.0, 1.3.0)"},
           {">1.2", "[1.3.0, ∞)"},
           {"<=1", "(-∞, 2.0.0)"},
           {"1.*", "[1.0.0, 2.0.0)"},
           {"*", "(-∞, ∞)"},
           {"", "(-∞, ∞)"},
           {" ", "(-∞, ∞)"},
           {">=1.2, <2", "[1.2.0, 2.0.0)"},
           {"<1, >2", "none"},
           {"1.2.3-a", "[1.2.3, 2.0.0); of the pre-releases [1.2.3-a, 1.2.4-0)"},
           {">=1.2.3-a, 1.2", "[1.2.3, 2.0.0); of the pre-releases [1.2.3-a, 1.2.4-0)"},
           {">=1.2.3-a, 1.2.*", "[1.2.3, 1.3.0)"},
           {">=1.2.3-a, >=1.2", "[1.2.3, ∞)"},
           {"~1.18446744073709551615", "[1.18446744073709551615.0, 2.0.0)"},
           {">18446744073709551615", "none"},
       }) {
    INFO(text);
    CHECK(normal_form(cargo(), parse_constraint(cargo(), text)) == expected);
    CHECK(broken_law(cargo(), text) == "");
  }
}

TEST_CASE("cargo: what is no requirement is refused", "[requirement]") {
  for (const char* text : {"1,", ",1", "*.1", "1.*.3", "*, 1", "1 || 2", "1 2", "v1", "01", "1.2.3.4",
                           "1.2-a", "==1", ">=", "18446744073709551616", "\t1", "1.2.3-01", "1.2.3+"}) {
    INFO(text);
    CHECK_THROWS_AS(parse_constraint(cargo(), text), Error);
  }
  std::string many = ">1";
  for (int i = 1; i < 32; ++i) many += ",>1";
  CHECK_NOTHROW(parse_constraint(cargo(), many));
  CHECK_THROWS_AS(parse_constraint(cargo(), many + ",>1"), Error);
}

TEST_CASE("cargo: random requirements admit what their comparators say", "[requirement]") {
  static constexpr const char* signs[] = {"=", "<", "<=", ">", ">="};
  std::mt19937 random(14);
  for (int i = 0; i < 3'000; ++i) {
    std::vector<std::pair<std::string, std::string>> comparators;
    std::string text;
    do {
      comparators.emplace_back(signs[random() % 5], sample_version(random));
      text += (comparators.size() > 1 ? "," : "") + comparators.back().first + comparators.back().second;
    } while (random() % 2 == 0);
    INFO(text);
    const auto law = broken_law(cargo(), text);
    // A conjunction of many pre-releases can admit what no pair of ends can say.
    REQUIRE((law.empty() || law == "it is not written"));
    for (int k = 0; k < 20; ++k) {
      const auto version = sample_version(random);
      INFO(version);
      bool expected = true, named = !has_prerelease(version);
      for (const auto& [sign, other] : comparators) {
        expected = expected && holds(version, sign, other);
        named = named || (has_prerelease(other) && numbers_of(other) == numbers_of(version));
      }
      REQUIRE(admits(cargo(), text, version) == (expected && named));
    }
  }
}

TEST_CASE("cargo: a set is written where a conjunction says it", "[requirement]") {
  const auto written = [](const std::string& text) { return cargo().write(parse_constraint(cargo(), text)); };
  CHECK(written("1.2") == "^1.2.0");
  CHECK(written(">=1.2.3, <1.3") == "~1.2.3");
  CHECK(written(">=1.2.3, <=1.2.3") == "=1.2.3");
  CHECK(written("=1.2.3-a") == "=1.2.3-a");
  CHECK(written(">=1, <3") == ">=1.0.0, <3.0.0");
  CHECK(written(">=1.3.0-b, <3.3.0-a") == ">=1.3.0-b, <3.3.0-a");
  CHECK(written("*") == "*");
  CHECK_FALSE(cargo().write(parse_constraint(cargo(), "<1") | parse_constraint(cargo(), ">2")));
}

TEST_CASE("cargo: versions are compatible by their first number that is not zero", "[requirement]") {
  CHECK(cargo().compatible_range(cut("1.2.3")) == range("1.0.0", "2.0.0"));
  CHECK(cargo().compatible_range(cut("0.3.5")) == range("0.3.0", "0.4.0"));
  CHECK(cargo().compatible_range(cut("0.0.3")) == range("0.0.3", "0.0.4"));
  CHECK(cargo().compatible_range(cut("0.0.0")) == range("0.0.0", "0.0.1"));
  CHECK(cargo().compatible_range(cut("1.2.3-a")) == range("1.0.0", "2.0.0"));
  CHECK(cargo().compatible_range(cut("18446744073709551615.1.0")) ==
        range("18446744073709551615.0.0", "18446744073709551615.18446744073709551615.18446744073709551615"));
}

TEST_CASE("cargo: names and platforms are those of Cargo", "[requirement]") {
  CHECK(cargo().name("Serde-JSON") == "serde_json");
  for (const char* name : {"", "1a", "_a", "a b", "a.b"}) CHECK_THROWS_AS(cargo().name(name), Error);
  for (const char* marker :
       {"cfg(unix)", R"(cfg(all(unix, target_os = "linux")))", "x86_64-pc-windows-gnu"}) {
    CHECK(parse_marker(cargo(), marker) == marker);
  }
  for (const char* marker : {"cfg(unix", "cfg(unix))", "cfg(a')", "a b", "cfg(\"a)", "cfg(a)\n"}) {
    INFO(marker);
    CHECK_THROWS_AS(parse_marker(cargo(), marker), Error);
  }
}

TEST_CASE("cargo: a manifest has its tables, with platforms and features", "[requirement]") {
  const std::vector<Demand> demands{
      {.name = "serde", .scopes = {"runtime"}, .extras = {"derive", "rc"}, .constraint = "^1.0.0"},
      {.name = "log", .scopes = {"dev", "runtime"}},
      {.name = "rand", .scopes = {"optional"}, .constraint = "^0.8.0"},
      {.name = "cc", .scopes = {"build"}, .constraint = "^1.0.0"},
      {.name = "quick", .scopes = {"dev"}, .constraint = "~1.2.0"},
      {.name = "winapi", .scopes = {"runtime"}, .constraint = "^0.3.0", .marker = "cfg(windows)"}};
  const auto [file, text] = cargo().manifest(demands);
  CHECK(file == "Cargo.toml");
  CHECK(text == R"([dependencies]
serde = { version = "^1.0.0", features = ["derive", "rc"] }
log = "*"
rand = { version = "^0.8.0", optional = true }

[dev-dependencies]
quick = "~1.2.0"

[build-dependencies]
cc = "^1.0.0"

[target.'cfg(windows)'.dependencies]
winapi = "^0.3.0"
)");
}
