#include <catch2/catch.hpp>
#include <functional>

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

std::string reason_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.reason();
  }
  return "it went well";
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

TEST_CASE("ledger: tree hashes that are not as many as their entry completes are damaged", "[ledger]") {
  for (const std::size_t size : {0u, 32u, 95u, 97u, 128u}) {
    CHECK(reason_of([&] { (void)unpack(std::string(size, 'x'), {3, 1}); }) == "ledger.hash_missing");
  }
  CHECK(reason_of([&] { (void)unpack(std::string(96, 'x'), {3, 3}); }) == "ledger.hash_missing");
  CHECK(unpack(std::string(64, 'x') + std::string(32, 'y'), {3, 2}).view() == std::string(32, 'y'));
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

TEST_CASE("ledger: an entry that an entry bundle cannot hold is refused, and damaged where it stands",
          "[ledger]") {
  auto entry = an_entry();
  const auto rest = encode(entry).size() - entry.resource.size();
  entry.resource = std::string(max_entry_size - rest, 'x');
  auto bytes = encode(entry);
  CHECK(bytes.size() == max_entry_size);
  CHECK(decode(bytes).resource == entry.resource);
  entry.resource += 'x';
  CHECK(reason_of([&] { (void)encode(entry); }) == "ledger.entry_too_large");
  bytes.insert(bytes.find("xxx"), "x");
  CHECK(reason_of([&] { (void)decode(bytes); }) == "ledger.entry_damaged");
  bytes.erase(bytes.find("xxx"), 5);
  bytes.replace(bytes.find(R"("epoch":0)"), 9, R"("epoch":1e19)");  // written out, it has more digits
  CHECK(reason_of([&] { (void)decode(bytes); }) == "ledger.entry_damaged");
}

TEST_CASE("ledger: an entry in another's place, or of an operation to come, is damaged", "[ledger]") {
  auto entry = an_entry();
  CHECK(decode(encode(entry), 7).operation == 6);
  CHECK(reason_of([&] { (void)decode(encode(entry), 8); }) == "ledger.entry_damaged");
  entry.operation = 8;
  CHECK(reason_of([&] { (void)decode(encode(entry), 7); }) == "ledger.entry_damaged");
}

TEST_CASE("ledger: an entry says on whose behalf, by which rules, and which of its project and trace it is",
          "[ledger]") {
  auto entry = an_entry();
  entry.on_behalf_of = "actr_2";
  entry.rules = 3;
  entry.project_number = 0;
  entry.trace_number = 17;
  const auto bytes = encode(entry);
  CHECK(bytes.find(R"("on_behalf_of":"actr_2","operation":6,"project":"proj_1","project_number":0,)") !=
        std::string::npos);
  CHECK(bytes.find(R"("rules":3,)") != std::string::npos);
  CHECK(bytes.find(R"("trace_number":17,)") != std::string::npos);
  entry.bytes = bytes;
  CHECK(decode(bytes) == entry);
}

TEST_CASE("ledger: a row's digest covers its salt, kind, body and the hash of its payload", "[ledger]") {
  const auto payload = crypto::sha256({"payload"});
  const auto digest = row_digest("salt", "kind", "{}", payload);
  CHECK(digest == crypto::sha256({"\2saltkind{}", payload.view()}));
  CHECK(row_digest("tlas", "kind", "{}", payload) != digest);
  CHECK(row_digest("salt", "kinder", "{}", payload) != digest);
  CHECK(row_digest("salt", "kind", "{ }", payload) != digest);
  CHECK(row_digest("salt", "kind", "{}", crypto::sha256({"other"})) != digest);
}
