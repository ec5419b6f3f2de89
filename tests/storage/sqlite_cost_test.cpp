// What reading and writing SQLite files costs, in what does not depend on the clock.

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include "support/sqlite_files.hpp"
#include "support/sqlite_watch.hpp"
#include "torture/power_vfs.hpp"

namespace metaqore::storage {

TEST_CASE("sqlite: a commit is one sync, and no statement is compiled in steady state", "[storage][sqlite]") {
  const Folder folder;
  const bool in_memory = GENERATE(false, true);
  const fault::PowerVfs disk(1);
  const Watch watch;
  const auto store = open_sqlite(in_memory ? ":memory:" : folder / "file", false);
  const auto everything = [&] {
    {
      const auto writer = store->write(soon());
      (void)writer->change_token();
      writer->begin_attempt();
      writer->append(std::vector{record(writer->size(), {"a", "b"})});
      writer->keep_attempt();
      writer->begin_attempt();
      writer->append(std::vector{record(writer->size(), {"a", "b"})});
      writer->drop_attempt();
      writer->commit();
    }
    {
      store->write(soon())->append({});
    }  // and rolled back
    const auto reader = store->read();
    (void)reader->get(Strings{"a", "c"});
    (void)reader->scan({.limit = 5});
    (void)reader->records(0, 5);
    (void)reader->hashes(std::vector<std::uint64_t>{0});
  };
  everything();
  everything();  // the log's first frames have a header, which is synced besides
  CHECK(Watch::compiled > 0);
  Watch::compiled = 0;
  const auto syncs = disk.syncs();
  for (int i = 0; i < 10; ++i) everything();
  CHECK(Watch::compiled == 0);
  CHECK(disk.syncs() - syncs == (in_memory ? 0 : 10));
  (void)store->integrity_fault();
  CHECK(Watch::compiled > 0);  // this one is compiled each time: the count does count
}

TEST_CASE("sqlite: reads cost what they return, however many versions and keys there are",
          "[storage][sqlite]") {
  const Watch watch;
  const auto store = open_sqlite(":memory:", false);
  const auto cost = [&](const std::function<void(Reader&)>& read) {
    const auto reader = store->read();
    const auto before = Watch::steps();
    read(*reader);
    return Watch::steps() - before;
  };
  const auto grow = [&](int versions) {
    const auto writer = store->write(soon());
    for (int i = 0; i < versions; ++i) {
      const auto size = writer->size();
      writer->append(std::vector{record(size, {"k\ta", "k\tb", "k\tc", "other\t" + std::to_string(size)})});
    }
    writer->commit();
  };
  const std::vector<std::function<void(Reader&)>> reads{
      [](Reader& reader) { CHECK(reader.scan({.prefix = "k\t", .limit = 3}).items.size() == 3); },
      [](Reader& reader) { CHECK(reader.scan({.prefix = "k\t", .limit = 3}, 1).items.size() == 3); },
      [](Reader& reader) { CHECK(reader.get(Strings{"k\tb"}).at(0).has_value()); },
      [](Reader& reader) { CHECK(reader.get(Strings{"k\tb"}, 2).at(0).has_value()); },
      [](Reader& reader) { CHECK(reader.records(3, 2).items.size() == 2); },
      [](Reader& reader) { CHECK(reader.hashes(std::vector<std::uint64_t>{3}).size() == 1); },
  };
  grow(10);
  std::vector<long> small;
  for (const auto& read : reads) small.push_back(cost(read));
  grow(3'000);
  for (std::size_t i = 0; i < reads.size(); ++i) {
    CHECK(small[i] > 5);
    CHECK(cost(reads[i]) <= small[i] + 5);
  }
}

TEST_CASE("sqlite: what does not fit into a read is not read from the file", "[storage][sqlite]") {
  const Folder folder;
  const Watch watch;
  const auto store = open_sqlite(GENERATE(false, true) ? ":memory:" : folder / "file", false);
  const auto pages_of = [&](const std::function<void(Reader&)>& read) {
    const auto looks = [] {
      int sum = 0, count = 0, ignored = 0;
      for (auto* connection : Watch::connections) {
        for (const int kind : {SQLITE_DBSTATUS_CACHE_HIT, SQLITE_DBSTATUS_CACHE_MISS}) {
          sqlite3_db_status(connection, kind, &count, &ignored, 0);
          sum += count;
        }
      }
      return sum;
    };
    const auto reader = store->read();
    const auto before = looks();
    read(*reader);
    return looks() - before;
  };
  for (std::uint64_t i = 0; i < 4; ++i) {
    const auto writer = store->write(soon());
    auto next = record(i, {"k\t" + std::to_string(i)}, i < 2 ? 10 : 200'000);
    next.row.payload.assign(200'000, 'p');
    writer->append(std::vector{next});
    writer->commit();
  }
  constexpr int large = 200'000 / 4'096;  // a value of 200,000 bytes has as many pages
  const auto complete = [](Reader& reader, std::uint64_t bytes) {
    std::vector<Row> rows{{.sequence = 0}, {.sequence = 1}};
    return reader.complete(rows, bytes);
  };
  const auto both = pages_of([&](Reader& reader) { CHECK(complete(reader, 500'000) == 2); });
  const auto one = pages_of([&](Reader& reader) { CHECK(complete(reader, 300'000) == 1); });
  CHECK(both > 2 * large);
  CHECK(one < 2 * large - large / 4);
  const auto records =
      pages_of([](Reader& reader) { CHECK(reader.records(0, 2, 300'000).items.size() == 1); });
  CHECK(records < 2 * large - large / 4);
  const auto scan = pages_of([](Reader& reader) { CHECK(reader.scan({.limit = 4}).items.size() == 4); });
  CHECK(scan < 3 * large);
  const auto cut =
      pages_of([](Reader& reader) { CHECK(reader.scan({.limit = 4, .bytes = 100'000}).items.size() == 2); });
  CHECK(cut < large);
  const auto get = pages_of([](Reader& reader) {
    CHECK(reader.get(Strings{"k\t0", "k\t3"}, newest, Part::brief, 100'000).size() == 1);
    CHECK(reader.get(Strings{"k\t2", "k\t3"}, newest, Part::place).size() == 2);
  });
  CHECK(get < large);
}

}  // namespace metaqore::storage
