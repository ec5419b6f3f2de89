#include <array>
#include <bit>
#include <catch2/catch.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include "json/document.hpp"
#include "json/number.hpp"
#include "support/rounds.hpp"

using metaqore::json::Document;
using metaqore::json::Kind;

namespace {

std::string canonical(const std::string& text) { return Document(text).root().canonical(); }

/// Expects that canonical text reads back as itself, and as the same kind and value.
void check_stable(const std::string& text) {
  const Document read(text);
  const auto first = read.root().canonical();
  const Document again(first);
  INFO(text << " is written " << first);
  CHECK(again.root().canonical() == first);
  CHECK(again.root().kind() == read.root().kind());
  CHECK(again.root().number() == read.root().number());
  CHECK(again.root().signed_integer() == read.root().signed_integer());
  CHECK(again.root().unsigned_integer() == read.root().unsigned_integer());
}

}  // namespace

TEST_CASE("json: integers are exact over 64 bits", "[json]") {
  for (const std::string text : {"0", "1", "-1", "9007199254740991", "9007199254740992", "9007199254740993",
                                 "-9007199254740993", "9223372036854775807", "-9223372036854775808",
                                 "9223372036854775808", "18446744073709551614", "18446744073709551615"}) {
    CHECK(canonical(text) == text);
    CHECK(Document(text).root().kind() == Kind::integer);
    check_stable(text);
  }
  const auto signed_integer = [](const char* text) { return Document(text).root().signed_integer(); };
  const auto unsigned_integer = [](const char* text) { return Document(text).root().unsigned_integer(); };
  CHECK(signed_integer("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK(signed_integer("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK_FALSE(signed_integer("9223372036854775808"));
  CHECK(unsigned_integer("9223372036854775808") == 1ull << 63);
  CHECK(unsigned_integer("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
  CHECK_FALSE(unsigned_integer("-1"));
}

TEST_CASE("json: a number that canonical form writes as an integer is one", "[json]") {
  for (const auto& [text, value] : {std::pair("1.0", 1),
                                    {"-2.50e1", -25},
                                    {"1e3", 1000},
                                    {"-0", 0},
                                    {"-0.0", 0},
                                    {"0e999", 0},
                                    {"1.00000000000000000001", 1}}) {
    INFO(text);
    CHECK(Document(text).root().signed_integer() == value);
    CHECK(canonical(text) == std::to_string(value));
  }
  CHECK(Document("1e19").root().unsigned_integer() == 10'000'000'000'000'000'000u);
  CHECK(Document("1e20").root().kind() == Kind::real);
  CHECK(Document("100000000000000000000").root().kind() == Kind::real);
  CHECK(Document("1.5").root().kind() == Kind::real);
  CHECK_FALSE(Document("1.5").root().signed_integer());
}

TEST_CASE("json: what is too small for a double reads as 0", "[json]") {
  for (const std::string text :
       {"1e-400", "-1e-400", "2e-324", "123.456e-789", "1e-2147483647", "0.0000000000000001e-310"}) {
    INFO(text);
    CHECK(canonical(text) == "0");
  }
  CHECK(canonical("3e-324") == "5e-324");
  CHECK(canonical("0." + std::string(400, '0') + "1") == "0");
  CHECK(canonical("0." + std::string(400, '0') + "1e401") == "1");
  CHECK(canonical("1" + std::string(400, '0') + "e-400") == "1");
}

TEST_CASE("json: decimals read as the nearest double", "[json]") {
  // Halfway cases and the ends of the range, where a reader that multiplies by a power of ten goes astray.
  const auto bits = [](const std::string& text) {
    return std::bit_cast<std::uint64_t>(Document(text).root().number().value());
  };
  CHECK(bits("2.2250738585072011e-308") == 0x000FFFFFFFFFFFFF);
  CHECK(bits("2.2250738585072014e-308") == 0x0010000000000000);
  CHECK(bits("1.7976931348623157e308") == 0x7FEFFFFFFFFFFFFF);
  CHECK(bits("1.7976931348623158e308") == 0x7FEFFFFFFFFFFFFF);
  CHECK(bits("5e-324") == 1);
  CHECK(bits("1.00000000000000011102230246251565404236316680908203125") == 0x3FF0000000000000);  // to even
  CHECK(bits("1.00000000000000011102230246251565404236316680908203126") == 0x3FF0000000000001);
  CHECK(bits("9007199254740993.0") == 0x4340000000000000);
  CHECK(bits("6.02214076e23") == 0x44DFE185CA57C517);
}

TEST_CASE("json: doubles are written as ECMAScript writes them", "[json]") {
  using metaqore::json::number;
  CHECK(number(0.0) == "0");
  CHECK(number(-0.0) == "0");
  CHECK(number(1.0) == "1");
  CHECK(number(-1.5) == "-1.5");
  CHECK(number(123456.789) == "123456.789");
  CHECK(number(1e20) == "100000000000000000000");
  CHECK(number(1e21) == "1e+21");
  CHECK(number(1.5e21) == "1.5e+21");
  CHECK(number(1e-6) == "0.000001");
  CHECK(number(1.5e-6) == "0.0000015");
  CHECK(number(1e-7) == "1e-7");
  CHECK(number(-1.25e-7) == "-1.25e-7");
  CHECK(number(5e-324) == "5e-324");
  CHECK(number(1.7976931348623157e308) == "1.7976931348623157e+308");
  CHECK(number(9007199254740992.0) == "9007199254740992");
  CHECK(number(9223372036854775808.0) == "9223372036854776000");
  CHECK(number(18446744073709551616.0) == "18446744073709552000");
  CHECK(number(295147905179352830000.0) == "295147905179352830000");
}

TEST_CASE("json: canonical numbers at the edges read back as themselves", "[json]") {
  for (const double value : {0.0,
                             -0.0,
                             0.1,
                             -0.1,
                             9007199254740991.0,
                             9007199254740992.0,
                             9007199254740994.0,
                             9223372036854774784.0,
                             9223372036854775808.0,
                             -9223372036854775808.0,
                             18446744073709549568.0,
                             18446744073709551616.0,
                             1e19,
                             1e20,
                             999999999999999900000.0,
                             1e21,
                             1e22,
                             1e-6,
                             1e-7,
                             5e-324,
                             2.2250738585072014e-308,
                             1.7976931348623157e308}) {
    check_stable(metaqore::json::number(value));
    check_stable(metaqore::json::number(-value));
  }
  for (const std::string text : {"9.223372036854775808e18", "1.2345678901234567e18", "18446744073709551615.0",
                                 "-9223372036854775808.0", "1e19", "-1e19", "1.8446744073709552e19"}) {
    check_stable(text);
  }
}

TEST_CASE("json: random numbers survive canonical form", "[json]") {
  std::mt19937_64 random(20240229);  // NOLINT: the same cases in every run
  for (std::size_t round = 0, rounds = metaqore::test::rounds(100'000); round < rounds; ++round) {
    const auto bits = random();
    const auto value = std::bit_cast<double>(bits);
    if (std::isfinite(value)) {
      const auto text = metaqore::json::number(value);
      REQUIRE(canonical(text) == text);
      REQUIRE(Document(text).root().number() == value);
    }
    const auto large = std::to_string(bits);
    REQUIRE(canonical(large) == large);
    const auto any = std::to_string(static_cast<std::int64_t>(bits >> (random() % 64)));
    REQUIRE(canonical(any) == any);
    // Whole doubles around and beyond 64 bits, where integers and reals meet.
    const auto whole = std::ldexp(static_cast<double>(bits >> 11), static_cast<int>(random() % 20));
    check_stable(metaqore::json::number(whole));
    check_stable(metaqore::json::number(-whole));
    check_stable(std::to_string(whole));
  }
}

TEST_CASE("number: of up to three decimals the fewest are written that read as the value", "[json]") {
  for (std::int64_t i = 1; i < 300'000; ++i) {
    for (const int scale : {10, 100, 1'000}) {
      for (const double value : {static_cast<double>(i) / scale, -static_cast<double>(i) / scale}) {
        std::array<char, 32> buffer;
        const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
        const std::string shortest(buffer.data(), end);
        if (shortest.find('e') != std::string::npos) continue;
        if (metaqore::json::number(value) != shortest)
          FAIL(metaqore::json::number(value) << " is not " << shortest);
      }
    }
  }
}
