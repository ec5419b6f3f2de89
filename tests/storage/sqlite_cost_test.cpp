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
      [](Reader& reader) { CHECK(reader.scan({.prefix = "k\t", .limit = 3}).size() == 3); },
      [](Reader& reader) { CHECK(reader.scan({.prefix = "k\t", .limit = 3}, 1).size() == 3); },
      [](Reader& reader) { CHECK(reader.get(Strings{"k\tb"}).at(0).has_value()); },
      [](Reader& reader) { CHECK(reader.get(Strings{"k\tb"}, 2).at(0).has_value()); },
      [](Reader& reader) { CHECK(reader.records(3, 2).size() == 2); },
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

}  // namespace metaqore::storage
