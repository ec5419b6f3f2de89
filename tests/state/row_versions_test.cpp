// Rows that change, and what is open for a while: at each position the state is what it was then.

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "ledger/entry.hpp"
#include "state/core.hpp"
#include "state/verify.hpp"
#include "support/engines.hpp"

using namespace metaqore;
using namespace metaqore::state;
using namespace metaqore::test;

namespace {

const Session session{.actor = "agent", .trace_id = "0123456789abcdef0123456789abcdef"};
const Lineage lineage{"proj_1", "plan", "draft"};

/// Records what `change` makes of the row of an id, as its next version; a new row where there is none.
template <StateRow T>
struct Change {
  static constexpr std::string_view action = "change";
  std::string id;
  std::function<void(T&)> change;

  std::uint64_t operator()(Transaction& transaction) const {
    const auto before = transaction.view().get({key::by_id(id)}).front();
    auto row = before ? decode<T>(*before) : T{};
    change(row);
    return transaction.record({"row.changed", "proj_1"}, row, before);
  }
};

std::uint64_t describe(Core& core, const std::string& description) {
  return core.write(
      Change<ProjectRow>{
          "proj_1",
          [&](ProjectRow& row) { row.project = {.id = "proj_1", .name = "p", .description = description}; }},
      session);
}

std::uint64_t put(Core& core, const std::string& id, std::uint64_t version, ArtifactStatus status,
                  const std::string& data = "{}") {
  return core.write(Change<ArtifactRow>{id,
                                        [&](ArtifactRow& row) {
                                          row.artifact.id = id;
                                          row.artifact.lineage = lineage;
                                          row.artifact.version = version;
                                          row.artifact.status = status;
                                          row.artifact.data = Json(data);
                                        }},
                    session);
}

/// The next version of `art_1`'s lineage, and after it a change of `art_1` itself, in one transaction.
struct Replacement {
  static constexpr std::string_view action = "replace";

  std::uint64_t operator()(Transaction& transaction) const {
    const auto before = transaction.view().get({key::by_id("art_1")}).front();
    auto older = decode<ArtifactRow>(before.value());
    auto newer = older;
    newer.artifact.id = "art_2";
    newer.artifact.version = 2;
    transaction.record({"artifact.accepted", "proj_1"}, newer);
    older.artifact.data = Json("\"noted\"");
    return transaction.record({"row.changed", "proj_1"}, older, before);
  }
};

std::vector<std::string> blocked(const View& view, std::uint32_t limit = 1'000) {
  std::vector<std::string> ids;
  ArtifactQuery query{.project_id = "proj_1", .status = ArtifactStatus::blocked, .limit = limit};
  do {
    const auto page = view.artifacts(query);
    for (const auto& artifact : page.items) ids.push_back(artifact.id);
    query.cursor = page.next;
  } while (!query.cursor.empty());
  return ids;
}

void require_whole(Core& core) {
  const Core::Call call(core);
  const auto result = verify(call.store());
  INFO(result.message);
  REQUIRE(result.ok);
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("row versions: a row changed a thousand times is at each position what it was then", "[state]") {
  const Folder folder;
  Core core(make_store(GENERATE(On::file, On::memory, On::fake), folder), fixed_environment(), {});
  constexpr std::uint64_t times = 1'000;
  for (std::uint64_t i = 0; i < times; ++i) REQUIRE(describe(core, std::to_string(i)) == i);
  require_whole(core);

  const Core::Call call(core);
  const auto reader = call.read();
  CHECK(View(*reader).project("proj_1")->description == std::to_string(times - 1));
  for (std::uint64_t i = 0; i < times; ++i) {
    const auto then = View(*reader, i).project("proj_1");
    REQUIRE(then.has_value());
    REQUIRE(then->description == std::to_string(i));
    REQUIRE(then->sequence == i);
  }
  for (std::uint64_t i = 1; i < times; ++i) {
    const auto entries = reader->entries(i - 1, 2).items;
    REQUIRE(ledger::decode(entries[1]).before == ledger::decode(entries[0]).after);
  }
}

TEST_CASE("row versions: what began and ended a thousand times is listed at each position as it was then",
          "[state]") {
  const Folder folder;
  const auto on = GENERATE(On::file, On::memory, On::fake);
  Core core(make_store(on, folder), fixed_environment(), {});
  put(core, "art_b", 0, ArtifactStatus::blocked);  // stays open beside it
  constexpr std::uint64_t times = 1'000;
  for (std::uint64_t i = 0; i < times; ++i) {
    put(core, "art_a", 0, ArtifactStatus::blocked);
    put(core, "art_a", 0, ArtifactStatus::superseded);
  }
  require_whole(core);

  const Core::Call call(core);
  const auto reader = call.read();
  CHECK(reader->size() == 1 + 2 * times);
  CHECK(reader->index_sizes({.open = 1}).open == 1);
  CHECK(reader->index_sizes({.closed = times}).closed == times);
  CHECK(blocked(View(*reader)) == Ids{"art_b"});
  CHECK(blocked(View(*reader, 0)) == Ids{"art_b"});
  for (std::uint64_t i = 0; i < times; i += 7) {
    REQUIRE(blocked(View(*reader, 1 + 2 * i), 1) == Ids{"art_a", "art_b"});  // a page each
    REQUIRE(blocked(View(*reader, 2 + 2 * i)) == Ids{"art_b"});
  }
}

TEST_CASE("row versions: an older version that changes does not become the head again", "[state]") {
  const Folder folder;
  Core core(make_store(GENERATE(On::file, On::memory, On::fake), folder), fixed_environment(), {});
  put(core, "art_1", 1, ArtifactStatus::active, "1");
  put(core, "art_2", 2, ArtifactStatus::active, "2");
  const auto changed = put(core, "art_1", 1, ArtifactStatus::active, "\"noted\"");
  const auto again = put(core, "art_2", 2, ArtifactStatus::active, "\"noted too\"");
  require_whole(core);

  const Core::Call call(core);
  const auto reader = call.read();
  const View now(*reader);
  CHECK(now.head(lineage)->id == "art_2");
  CHECK(now.head(lineage)->sequence == again);
  CHECK(now.artifact("art_1")->sequence == changed);
  CHECK(now.artifact("art_1")->status == ArtifactStatus::superseded);
  CHECK(now.artifact("art_1")->data == Json("\"noted\""));
  CHECK(View(*reader, 1).artifact("art_1")->data == Json("1"));
  CHECK(View(*reader, 2).head(lineage)->data == Json("2"));
  CHECK(View(*reader, 0).artifact("art_1")->status == ArtifactStatus::active);
  CHECK(View(*reader, 0).head(lineage)->id == "art_1");
  CHECK(now.artifacts({.project_id = "proj_1", .status = std::nullopt}).items.size() == 2);
  CHECK(now.artifacts({.project_id = "proj_1"}).items.size() == 1);
}

TEST_CASE("row versions: what one transaction has given away, a later record of it does not take back",
          "[state]") {
  const Folder folder;
  Core core(make_store(GENERATE(On::file, On::memory, On::fake), folder), fixed_environment(), {});
  put(core, "art_1", 1, ArtifactStatus::active, "1");
  core.write(Replacement{}, session);
  require_whole(core);

  const Core::Call call(core);
  const auto reader = call.read();
  CHECK(View(*reader).head(lineage)->id == "art_2");
  CHECK(View(*reader).artifact("art_1")->data == Json("\"noted\""));
  CHECK(View(*reader).artifact("art_1")->status == ArtifactStatus::superseded);
}

TEST_CASE("row versions: a cursor of a later state is refused in an earlier one", "[state]") {
  const Folder folder;
  Core core(make_store(On::memory, folder), fixed_environment(), {});
  for (const auto* id : {"art_1", "art_2", "art_3"}) put(core, id, 0, ArtifactStatus::blocked);
  const Core::Call call(core);
  const auto reader = call.read();
  ArtifactQuery query{.project_id = "proj_1", .status = ArtifactStatus::blocked, .limit = 1};
  query.cursor = View(*reader).artifacts(query).next;
  CHECK(View(*reader).artifacts(query).items.size() == 1);
  CHECK_THROWS_AS(View(*reader, 1).artifacts(query), Error);
}

TEST_CASE("row versions: a tampered period is found out", "[state]") {
  struct Attack {
    const char* name;
    const char* sql;
    std::optional<std::uint64_t> first_bad;
  };
  const auto attack = GENERATE(values<Attack>({
      {"a beginning moved", "UPDATE closed_keys SET opened = 1 WHERE closed = 3", 3},
      {"an end moved", "UPDATE closed_keys SET closed = 2 WHERE closed = 3", 3},
      {"an end removed", "DELETE FROM closed_keys WHERE closed = 1", 1},
      {"what has ended opened again",
       "INSERT INTO open_keys SELECT list, 'plan' || char(9) || 'x' || char(9), 2 FROM closed_keys LIMIT 1",
       std::nullopt},
      {"what is open taken off its list", "DELETE FROM open_keys", std::nullopt},
      {"a period added", "INSERT INTO closed_keys SELECT list, 2, key, 1 FROM closed_keys LIMIT 1",
       std::nullopt},
  }));
  INFO(attack.name);
  const Folder folder;
  {
    Core core(make_store(On::file, folder), fixed_environment(), {});
    for (int i = 0; i < 2; ++i) {
      put(core, "art_a", 0, ArtifactStatus::blocked);
      put(core, "art_a", 0, ArtifactStatus::superseded);
    }
    put(core, "art_a", 0, ArtifactStatus::blocked);
    require_whole(core);
  }
  SQLite::Database(folder / "team.db", SQLite::OPEN_READWRITE).exec(attack.sql);
  const auto result = verify(*storage::open_sqlite(folder / "team.db", true));
  INFO(result.message);
  CHECK_FALSE(result.ok);
  CHECK(result.first_bad == attack.first_bad);
}

TEST_CASE("row versions: a list that names what does not exist is damaged, and says what it names",
          "[state]") {
  const auto key =
      GENERATE(as<std::string>{}, "lineage\tproj_1\tplan\tdraft\tart_gone\t", "lineage\tproj_1\t");
  const Folder folder;
  {
    Core core(make_store(On::file, folder), fixed_environment(), {});
    put(core, "art_a", 0, ArtifactStatus::blocked);
  }
  {
    SQLite::Database file(folder / "team.db", SQLite::OPEN_READWRITE);
    SQLite::Statement update(file, "UPDATE open_keys SET key = ?");
    update.bind(1, key);
    update.exec();
  }
  const auto store = storage::open_sqlite(folder / "team.db", true);
  const auto reader = store->read();
  try {
    (void)blocked(View(*reader));
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    CHECK(error.reason() == "storage.list_damaged");
    CHECK(std::string(error.what()).find("`" + std::string(key::last_field(key)) + "` is on a list") == 0);
  }
}
