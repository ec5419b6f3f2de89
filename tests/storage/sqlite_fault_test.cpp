// How SQLite files are damaged, and how their disk and memory fail.

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>
#include <thread>

#include "support/sqlite_files.hpp"
#include "torture/power_vfs.hpp"

namespace metaqore::storage {

TEST_CASE("sqlite: bytes overwritten in the middle are reported as damage", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  {
    const auto store = open_sqlite(path, false);
    for (int i = 0; i < 50; ++i) commit(*store, {"key\t" + std::to_string(i)}, 3'000);
  }
  auto data = content(path);
  const auto middle = data.size() / 2 / 4'096 * 4'096;
  data.replace(middle, 3 * 4'096, std::string(3 * 4'096, '\xA5'));
  write_file(path, data);
  const auto store = open_sqlite(path, false);
  const auto fault = store->integrity_fault();
  REQUIRE(fault.has_value());
  CHECK(fault->find('\n') == std::string::npos);
  CHECK(reason_of([&] { (void)store->read()->records(0, 100); }) == "storage.damaged");
}

TEST_CASE("sqlite: what was taken from or slipped into the tables is not passed over", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  {
    const auto store = open_sqlite(path, false);
    for (int i = 0; i < 3; ++i) commit(*store, {"a", "b"});
  }
  const auto tamper = [&](const char* statement) {
    SQLite::Database(path, SQLITE_OPEN_READWRITE).exec(statement);
  };
  SECTION("a row that is gone does not let an older one pass for the newest") {
    tamper("DELETE FROM rows WHERE sequence = 2");
    const auto reader = open_sqlite(path, true)->read();
    CHECK(reason_of([&] { (void)reader->get(Strings{"a"}); }) == "storage.damaged");
    CHECK(reason_of([&] { (void)reader->scan({.prefix = "b", .limit = 1}); }) == "storage.damaged");
    CHECK(reader->get(Strings{"a"}, 1).at(0)->sequence == 1);
    auto expected = record(2, {});
    expected.row = {.sequence = 2};
    CHECK(reader->records(2, 9).items == std::vector{expected});
  }
  SECTION("an entry that is gone") {
    tamper("DELETE FROM entries WHERE sequence = 1");
    const auto reader = open_sqlite(path, true)->read();
    CHECK(reason_of([&] { (void)reader->hashes(std::vector<std::uint64_t>{1}); }) == "storage.damaged");
    CHECK(reader->records(0, 9).items.size() == 3);
    CHECK(reader->records(1, 1).items.at(0).entry.empty());
  }
  SECTION("a row that no entry accounts for is shown to verification alone") {
    tamper(
        "INSERT INTO rows VALUES (5, 'k', x'00', 'forged', ''); INSERT INTO keys VALUES ('a', 5), ('forged', "
        "5)");
    const auto store = open_sqlite(path, false);
    const auto reader = store->read();
    CHECK(reader->size() == 3);
    CHECK(reader->get(Strings{"a"}).at(0)->sequence == 2);
    CHECK_FALSE(reader->get(Strings{"forged"}).at(0).has_value());
    CHECK(reader->scan({.prefix = "f", .limit = 9}).items.empty());
    const auto records = reader->records(0, 9).items;
    REQUIRE(records.size() == 6);
    CHECK(records[4] == Record{.row = {.sequence = 4}});
    CHECK(records[5].row.body == "forged");
    CHECK(reader->index_sizes({.keys = 9}).keys == 8);
    commit(*store, {});
    commit(*store, {});
    CHECK(reason_of([&] { commit(*store, {}); }) == "storage.damaged");
  }
  SECTION("tables, indexes and triggers other than ours are damage") {
    tamper(GENERATE(
        "CREATE TRIGGER evil AFTER INSERT ON entries BEGIN DELETE FROM keys; END",
        "CREATE INDEX more ON keys (sequence)", "CREATE TABLE more (a)", "DROP TABLE signed_heads",
        "ALTER TABLE keys RENAME TO old; CREATE TABLE keys (key TEXT COLLATE NOCASE, sequence INTEGER)"));
    CHECK(reason_to_open(path, false) == "storage.damaged");
    CHECK(reason_to_open(path, true) == "storage.damaged");
  }
  SECTION("what SQLite keeps for itself is not") {
    tamper("ANALYZE");
    CHECK(open_sqlite(path, false)->read()->size() == 3);
  }
}

TEST_CASE("sqlite: a full disk loses nothing, and writing goes on when there is room", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  fault::PowerVfs disk(1);
  const auto store = open_sqlite(path, false);
  commit(*store, {"a"});
  const auto budget = GENERATE(0u, 5'000u, 20'000u);
  disk.limit_bytes(budget);
  {
    const auto writer = store->write(soon());
    writer->append(std::vector{record(1, {"b"}, 40'000)});
    CHECK(reason_of([&] { writer->commit(); }) == "storage.full");
    for (const auto& later : std::vector<std::function<void()>>{
             [&] { writer->commit(); }, [&] { writer->append(std::vector{record(1, {"c"})}); },
             [&] { writer->begin_attempt(); }, [&] { (void)writer->get(Strings{"a"}); },
             [&] { (void)writer->size(); }, [&] { (void)writer->change_token(); }}) {
      CHECK(reason_of(later) == "storage.full");
    }
  }
  CHECK(store->read()->size() == 1);
  CHECK(reason_of([&] { commit(*store, {"b"}, 40'000); }) == "storage.full");
  disk.lift_limit();
  commit(*store, {"b"}, 40'000);
  CHECK(store->read()->size() == 2);
  CHECK(store->read()->get(Strings{"b"}).at(0)->body.size() == 40'000);
  CHECK(store->integrity_fault() == std::nullopt);
}

TEST_CASE("sqlite: a transaction too large for the cache meets a full disk before its commit",
          "[storage][sqlite]") {
  const Folder folder;
  fault::PowerVfs disk(1);
  const auto store = open_sqlite(folder / "file", false);
  commit(*store, {"a"});
  disk.limit_bytes(100'000);
  {
    const auto writer = store->write(soon());
    writer->begin_attempt();
    CHECK(reason_of([&] {
            for (int i = 1;; ++i)
              writer->append(std::vector{record(static_cast<std::uint64_t>(i), {}, 1'000'000)});
          }) == "storage.full");
    CHECK(reason_of([&] { writer->drop_attempt(); }) == "storage.full");
    CHECK(reason_of([&] { writer->commit(); }) == "storage.full");
  }
  disk.lift_limit();
  commit(*store, {"b"});
  CHECK(store->read()->size() == 2);
}

TEST_CASE("sqlite: whichever write or sync fails, a commit is whole or absent and the next one works",
          "[storage][sqlite]") {
  const bool syncs = GENERATE(false, true);
  const Folder folder;
  fault::PowerVfs disk(1);
  const auto store = open_sqlite(folder / "file", false);
  std::uint64_t size = 0;
  int failures = 0;
  for (std::uint64_t nth = 1; nth <= 20; ++nth) {
    syncs ? disk.fail_sync(nth) : disk.fail_write(nth);
    for (int i = 0; i < 3; ++i) {
      try {
        commit(*store, {"key"}, 5'000);
        ++size;
      } catch (const Error& error) {
        ++failures;
        CHECK(error.reason() == "storage.io");
      }
      REQUIRE(store->read()->size() == size);
    }
    syncs ? disk.fail_sync(0) : disk.fail_write(0);
    commit(*store, {"key"}, 5'000);
    ++size;
  }
  CHECK(failures >= 3);
  CHECK(store->integrity_fault() == std::nullopt);
}

TEST_CASE("sqlite: whichever write or sync fails while a file is created, it can be created afterwards",
          "[storage][sqlite]") {
  const bool syncs = GENERATE(false, true);
  int failures = 0;
  for (std::uint64_t nth = 1; nth <= 40; ++nth) {
    const Folder folder;
    const auto path = folder / "file";
    fault::PowerVfs disk(1);
    syncs ? disk.fail_sync(nth) : disk.fail_write(nth);
    try {
      (void)open_sqlite(path, false);
    } catch (const Error& error) {
      ++failures;
      CHECK(error.reason() == "storage.io");
    }
    syncs ? disk.fail_sync(0) : disk.fail_write(0);
    commit_to(path, {"a"});
    CHECK(size_when_read(path) == "1");
  }
  CHECK(failures >= 3);
}

TEST_CASE("sqlite: an attempt that fails can be dropped, and the rest is committed", "[storage][sqlite]") {
  const auto store = open_sqlite(":memory:", false);
  {
    const auto writer = store->write(soon());
    writer->append(std::vector{record(0, {"a"})});
    writer->begin_attempt();
    CHECK_THROWS_AS(writer->append(std::vector{record(1, {"b"}), record(7, {})}), Error);
    CHECK_THROWS_AS(writer->keep_attempt(), Error);
    CHECK_THROWS_AS(writer->commit(), Error);
    writer->drop_attempt();
    writer->append(std::vector{record(1, {"c"})});
    CHECK_THROWS_AS(writer->append(std::vector{record(2, {"same", "same"})}), Error);
    CHECK_THROWS_AS(writer->commit(), Error);
  }
  {
    const auto writer = store->write(soon());
    writer->begin_attempt();
    CHECK_THROWS_AS(writer->append(std::vector{record(0, {"a", "a"})}), Error);
    writer->drop_attempt();
    writer->append(std::vector{record(0, {"d"})});
    writer->commit();
  }
  const auto reader = store->read();
  CHECK(reader->size() == 1);
  CHECK(reader->get(Strings{"a", "b", "c"}) == std::vector<std::optional<Row>>(3));
}

TEST_CASE("sqlite: out of memory is std::bad_alloc, and nothing is lost by it", "[storage][sqlite]") {
  const Folder folder;
  const auto store = open_sqlite(GENERATE(false, true) ? ":memory:" : folder / "file", false);
  commit(*store, {"a"});
  int failures = 0;
  for (sqlite3_int64 spare = 0; spare < 400'000; spare += 10'000) {
    sqlite3_hard_heap_limit64(sqlite3_memory_used() + spare);
    try {
      commit(*store, {"b"}, 100'000);
    } catch (const std::bad_alloc&) {
      ++failures;
    }
    sqlite3_hard_heap_limit64(0);
  }
  CHECK(failures > 5);
  CHECK(failures < 40);
  CHECK(store->read()->size() == 1 + 40 - static_cast<std::uint64_t>(failures));
  CHECK(store->read()->get(Strings{"a"}).at(0)->body.size() == 10);
  CHECK(store->integrity_fault() == std::nullopt);
}

}  // namespace metaqore::storage
