#include "state/rows/rows.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "ledger/entry.hpp"
#include "metaqore/error.hpp"

using namespace metaqore;
using namespace metaqore::state;

namespace {

/// Says all that a kind says, but stands in no list.
struct UnlistedRow {
  static constexpr std::string_view kind = "unlisted", prefix = "";
  static constexpr bool restored = false;
  Index index() const { return {.keys = {"unlisted\t"}}; }
  std::string resource() const { return {}; }
};

template <class Visit, class... Listed>
void for_each_kind(Visit visit, KindList<Listed...>) {
  (visit(Listed{}), ...);
}

ArtifactRow an_artifact() {
  return {.artifact = {.id = "art_1",
                       .lineage = {"proj_1", "plan", "draft"},
                       .version = 2,
                       .status = ArtifactStatus::active,
                       .data = Json(R"({"steps":[1]})"),
                       .metadata = Json(R"({"tool":"x"})")},
          .declaration_hash = "hash",
          .pseudonym = "art_p"};
}

using Keys = std::vector<std::string>;

}  // namespace

TEST_CASE("rows: a kind that is not listed cannot be recorded", "[state]") {
  STATIC_REQUIRE(RowKind<UnlistedRow>);
  STATIC_REQUIRE_FALSE(StateRow<UnlistedRow>);
  STATIC_REQUIRE(StateRow<ConflictRow>);
}

TEST_CASE("rows: each kind has a name of its own, and finds its way back from what is stored", "[state]") {
  std::set<std::string_view> names;
  for_each_kind(
      [&]<class T>(T row) {
        INFO(T::kind);
        if constexpr (std::same_as<T, ConflictRow>) row.conflict.type = ConflictType::version_mismatch;
        CHECK(names.insert(T::kind).second);
        auto stored = encode(row, payload_of(row));
        CHECK(stored.kind == T::kind);
        CHECK(index_of(stored).keys == row.index().keys);
        CHECK_FALSE(row.index().keys.empty());
        CHECK(encode(decode<T>(stored), payload_of(row)) == stored);
        stored.kind = "unlisted";
        CHECK_THROWS_AS(index_of(stored), Error);
        CHECK_THROWS_AS(decode<T>(stored), Error);
      },
      Kinds{});
  CHECK(names.size() == 6);
}

TEST_CASE("rows: what can be of any size is kept apart, and hashed before the row is", "[state]") {
  const auto row = an_artifact();
  const auto payload = payload_of(row);
  CHECK(payload.text == R"({"data":{"steps":[1]},"metadata":{"tool":"x"}})");
  CHECK(payload.hash == crypto::sha256({payload.text}));
  auto stored = encode(row, payload);
  CHECK(stored.body.find("steps") == std::string::npos);
  CHECK(stored.body.find("tool") == std::string::npos);
  CHECK(decode<ArtifactRow>(stored).artifact == row.artifact);
  stored.salt = std::string(32, 's');
  CHECK(digest_of(stored) == ledger::row_digest(stored.salt, "artifact", stored.body, payload.hash));
  stored.payload.clear();  // as a brief read has it
  CHECK(decode<ArtifactRow>(stored).artifact.data == Json());
}

TEST_CASE("rows: an artifact's keys follow from its lineage, and a blocked one is on its project's list",
          "[state]") {
  auto row = an_artifact();
  CHECK(row.index().keys ==
        Keys{"id\tart_1\t", "lineage\tproj_1\tplan\tdraft\tart_1\t", "lineage\tproj_1\tplan\tdraft\t"});
  CHECK(row.index().open.empty());
  CHECK(row.resource() == "art_p");
  row.artifact.version = 0;
  row.artifact.status = ArtifactStatus::blocked;
  CHECK(row.index().keys == Keys{"id\tart_1\t", "lineage\tproj_1\tplan\tdraft\tart_1\t"});
  CHECK(row.index().open ==
        std::vector<storage::ListKey>{{"blocked\tproj_1\t", "lineage\tproj_1\tplan\tdraft\tart_1\t"}});
}

TEST_CASE("rows: a restore brings back projects and artifacts, and nothing of the file's own", "[state]") {
  std::set<std::string_view> restored;
  for_each_kind(
      [&]<class T>(const T&) {
        if (T::restored) restored.insert(T::kind);
      },
      Kinds{});
  CHECK(restored == std::set<std::string_view>{"artifact", "project"});
}
