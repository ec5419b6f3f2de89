#include <array>
#include <catch2/catch.hpp>
#include <set>
#include <span>
#include <string>

#include "base/hex.hpp"
#include "crypto/random.hpp"
#include "crypto/set_digest.hpp"
#include "crypto/sha256.hpp"

using namespace metaqore::crypto;

namespace {

std::string drawn(SeededRandom& random, std::size_t size) {
  std::string bytes(size, '\0');
  random.fill(std::as_writable_bytes(std::span(bytes)));
  return metaqore::base::to_hex(bytes);
}

}  // namespace

TEST_CASE("crypto: SHA-256 answers what NIST publishes for its examples", "[crypto]") {
  // csrc.nist.gov, "Secure Hash Standard: Example Values"; the third is of FIPS 180-2, appendix B.3.
  CHECK(to_hex(sha256({"abc"})) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(sha256({"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"})) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(to_hex(sha256({std::string(1'000'000, 'a')})) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("crypto: a hash is of the parts one after the other, wherever they are cut", "[crypto]") {
  const auto whole = sha256({"abc"});
  CHECK(sha256({"a", "bc"}) == whole);
  CHECK(sha256({"", "ab", "", "c"}) == whole);
  CHECK(sha256({"abd"}) != whole);
  CHECK(hash_from(whole.view()) == whole);
}

TEST_CASE("crypto: seeded randomness is ChaCha20, and each call has a stream of its own", "[crypto]") {
  SeededRandom zero(SeededRandom::Seed{});
  // RFC 8439, appendix A.1, test vector 1: a key, a nonce and a counter of zeros.
  CHECK(drawn(zero, 64) ==
        "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
        "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586");

  SeededRandom again(SeededRandom::Seed{}), other(SeededRandom::Seed{std::byte{1}});
  CHECK(drawn(again, 4) == "76b8e0ad");
  std::set<std::string> streams{"76b8e0ad", drawn(other, 4)};
  for (int call = 0; call < 100; ++call) streams.insert(drawn(again, 4));
  CHECK(streams.size() == 102);
}

TEST_CASE("crypto: the system's randomness fills what it is given, each time anew", "[crypto]") {
  SystemRandom random;
  std::array<std::byte, 32> one{}, other{};
  random.fill(one);
  random.fill(other);
  CHECK(one != other);
  CHECK(one != std::array<std::byte, 32>{});
}

TEST_CASE("crypto: a set's digest tells sets apart, and not the order of their elements", "[crypto]") {
  const SetDigest none;
  auto forwards = none.empty(), backwards = none.empty(), twice = none.empty(), fewer = none.empty();
  for (int i = 0; i < 1'000; ++i) forwards.add("element " + std::to_string(i));
  for (int i = 1'000; i-- > 0;) backwards.add("element " + std::to_string(i));
  for (int i = 0; i < 999; ++i) fewer.add("element " + std::to_string(i));
  twice = forwards;
  twice.add("element 0");
  CHECK(forwards == backwards);
  CHECK_FALSE(forwards == fewer);
  CHECK_FALSE(forwards == twice);
  CHECK_FALSE(forwards == none);
  SetDigest another;  // of another key
  for (int i = 0; i < 1'000; ++i) another.add("element " + std::to_string(i));
  CHECK_FALSE(forwards == another);
}

TEST_CASE("crypto: the blocks of SHA-256 are counted as FIPS 180-4 pads them", "[crypto]") {
  for (const auto& [size, blocks] :
       {std::pair(0u, 1u), {55u, 1u}, {56u, 2u}, {64u, 2u}, {119u, 2u}, {120u, 3u}}) {
    const auto before = sha256_blocks();
    (void)sha256({std::string(size, 'x')});
    CHECK(sha256_blocks() - before == blocks);
  }
}
