#include <catch2/catch.hpp>

#include "base/hex.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "support/fixed_environment.hpp"

using namespace metaqore;

TEST_CASE("base: a time is written and read in one form alone", "[base]") {
  const Time time = std::chrono::sys_days{std::chrono::year{2026} / 2 / 28} + std::chrono::hours{23} +
                    std::chrono::microseconds{42};
  CHECK(base::format_time(time) == "2026-02-28T23:00:00.000042Z");
  CHECK(base::parse_time("2026-02-28T23:00:00.000042Z") == time);
  for (const auto* other :
       {"", "2026-02-29T23:00:00.000042Z", "2026-02-28T24:00:00.000042Z", "2026-02-28T23:00:00Z",
        "2026-02-28 23:00:00.000042Z", "2026-02-28T23:00:00.000042+00:00", "2026-02-28T23:00:00.000042Z ",
        "2026-2-28T23:00:00.000042Z", "-026-02-28T23:00:00.000042Z", "2026-02-28T23:00:60.000000Z"}) {
    INFO(other);
    CHECK_FALSE(base::parse_time(other));
  }
}

TEST_CASE("base: hexadecimal digits have one text for one value", "[base]") {
  CHECK(base::to_hex(std::string_view("\0\x7f\xff", 3)) == "007fff");
  CHECK(base::from_hex("007fff") == std::string("\0\x7f\xff", 3));
  CHECK_FALSE(base::from_hex("007FFF"));
  CHECK_FALSE(base::from_hex("007"));
  CHECK_FALSE(base::from_hex("0g"));
}

TEST_CASE("base: an id is a prefix and a UUIDv7 in base 32", "[base]") {
  struct Zero final : base::Random {
    void fill(std::span<std::byte> out) override { std::ranges::fill(out, std::byte{0}); }
  } zero;
  // 01890a5d-ac96-7800-8030-000000000000 by the alphabet of the TypeID specification
  const Time time{std::chrono::milliseconds{0x01890a5dac96} + std::chrono::microseconds{500}};
  CHECK(base::make_id("art_", time, 3, zero) == "art_01h455vb4pf0080c0000000000");
}

TEST_CASE("base: ids sort by their time, then in the order they were made", "[base]") {
  test::CountingRandom random;
  std::string last;
  for (int us = 0; us < 3'000; us += 50) {
    for (std::uint64_t counter = 0; counter < 1'024; counter += 100) {
      const auto id =
          base::make_id("art_", Time{std::chrono::microseconds{1'700'000'000'000'900 + us}}, counter, random);
      CHECK(id.size() == 30);
      CHECK(last < id);
      last = id;
    }
  }
}
