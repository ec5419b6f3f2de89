#include <catch2/catch.hpp>

#include "base/hex.hpp"
#include "ledger/entry.hpp"
#include "ledger/tree.hpp"
#include "metaqore/error.hpp"

using namespace metaqore;
using namespace metaqore::ledger;

namespace {

/// RFC 9162 §2.1.1 as it is written: the root of a list is that of its largest left power of two and the
/// rest.
Hash root_by_definition(std::span<const Hash> leaves) {
  if (leaves.empty()) return crypto::sha256({});
  if (leaves.size() == 1) return leaves.front();
  const auto left = std::bit_floor(leaves.size() - 1);
  return node_hash(root_by_definition(leaves.first(left)), root_by_definition(leaves.subspan(left)));
}

Entry an_entry() {
  return {.sequence = 7,
          .operation = 6,
          .time = Time{std::chrono::microseconds{1'767'225'600'000'001}},
          .type = "artifact.blocked",
          .action = "declare",
          .actor = "actr_1",
          .role = "agent",
          .verdict = "denied",
          .project = "proj_1",
          .resource = "art_1",
          .after = std::string(64, 'a'),
          .settings = std::string(64, 'b')};
}

}  // namespace

TEST_CASE("ledger: the tree is that of RFC 9162 at every size", "[ledger]") {
  Frontier tree;
  std::vector<Hash> leaves;
  std::vector<std::string> stored;
  CHECK(crypto::to_hex(tree.root()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::uint64_t n = 0; n < 200; ++n) {
    const auto leaf = leaf_hash("entry " + std::to_string(n));
    leaves.push_back(leaf);
    stored.push_back(pack(tree.append(leaf)));
    REQUIRE(tree.size() == leaves.size());
    REQUIRE(tree.root() == root_by_definition(leaves));
    CHECK(stored.back().size() == 32 * (1 + static_cast<std::size_t>(std::countr_zero(n + 1))));
  }

  for (std::uint64_t size = 0; size <= leaves.size(); ++size) {  // from what is stored alone
    std::vector<Hash> peaks;
    for (const auto& place : peaks_of(size)) peaks.push_back(unpack(stored[place.sequence], place));
    REQUIRE(Frontier(size, peaks).root() == root_by_definition(std::span(leaves).first(size)));
  }
}

TEST_CASE("ledger: a tree hash that is not stored is an error, not a crash", "[ledger]") {
  CHECK_THROWS_AS(unpack(std::string(32, 'x'), {3, 1}), Error);
}

TEST_CASE("ledger: an entry is canonical JSON that reads back as itself", "[ledger]") {
  const auto bytes = encode(an_entry());
  CHECK(
      bytes ==
      R"({"action":"declare","actor":"actr_1","after":")" + std::string(64, 'a') +
          R"(","epoch":0,"operation":6,"project":"proj_1","resource":"art_1","role":"agent","sequence":7,)" +
          R"("settings":")" + std::string(64, 'b') +
          R"(","time":"2026-01-01T00:00:00.000001Z","type":"artifact.blocked","verdict":"denied"})");
  auto expected = an_entry();
  expected.bytes = bytes;
  CHECK(decode(bytes) == expected);
}

TEST_CASE("ledger: an entry in any other form is damaged", "[ledger]") {
  const auto bytes = encode(an_entry());
  for (const auto& other : {std::string(), std::string("{}"), bytes + " ", bytes.substr(1),
                            "{\"more\":1," + bytes.substr(1), std::string("[") + bytes + "]"}) {
    INFO(other);
    CHECK_THROWS_AS(decode(other), Error);
  }
}

TEST_CASE("ledger: an entry that an entry bundle cannot hold is refused", "[ledger]") {
  auto entry = an_entry();
  entry.resource = std::string(max_entry_size, 'x');
  CHECK_THROWS_AS(encode(entry), Error);
}

TEST_CASE("ledger: a row's digest depends on its salt", "[ledger]") {
  CHECK(row_digest("salt", "kind", "{}", "{}") == crypto::sha256({"\2saltkind{}{}"}));
  CHECK(row_digest("salt", "kind", "{}", "{}") != row_digest("tlas", "kind", "{}", "{}"));
}
