#include "torture/power_vfs.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "storage/sqlite/sqlite_store.hpp"
#include "support/folder.hpp"

namespace metaqore::fault {

namespace {

/// A file of a VFS, opened for reading and writing.
class RawFile {
 public:
  explicit RawFile(const std::string& path) : name_(path + '\0'), memory_(std::make_unique<char[]>(size())) {
    name_.append(3, '\0');  // SQLite ends a file name with the end of an empty list of parameters
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_DB;
    REQUIRE(vfs()->xOpen(vfs(), name_.c_str(), file(), flags, nullptr) == SQLITE_OK);
  }
  ~RawFile() { file()->pMethods->xClose(file()); }

  int write(const std::string& data, sqlite3_int64 offset) {
    return file()->pMethods->xWrite(file(), data.data(), static_cast<int>(data.size()), offset);
  }
  int truncate(sqlite3_int64 size) { return file()->pMethods->xTruncate(file(), size); }
  int sync() { return file()->pMethods->xSync(file(), SQLITE_SYNC_NORMAL); }
  std::string read() {
    sqlite3_int64 size = 0;
    REQUIRE(file()->pMethods->xFileSize(file(), &size) == SQLITE_OK);
    std::string data(static_cast<std::size_t>(size), '?');
    REQUIRE(file()->pMethods->xRead(file(), data.data(), static_cast<int>(size), 0) == SQLITE_OK);
    return data;
  }

 private:
  static sqlite3_vfs* vfs() { return sqlite3_vfs_find(nullptr); }
  static std::size_t size() { return static_cast<std::size_t>(vfs()->szOsFile); }
  sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(memory_.get()); }

  std::string name_;
  std::unique_ptr<char[]> memory_;
};

std::string on_disk(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Runs `work` in a child process, which is killed as soon as it has called `done` so many times.
void kill_after(int count, const std::function<void(const std::function<void()>& done)>& work) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    try {
      work([&] { (void)!write(ends[1], "x", 1); });
      for (;;) pause();  // still open when the power goes
    } catch (...) {
      _exit(1);
    }
  }
  close(ends[1]);
  char byte = 0;
  int finished = 0;
  while (finished < count && read(ends[0], &byte, 1) == 1) ++finished;
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  close(ends[0]);
  CHECK(finished == count);
  CHECK(WIFSIGNALED(status));
}

void commit_rows(const std::string& path, const char* synchronous, const std::function<void()>& done) {
  SQLite::Database database(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  database.exec("PRAGMA journal_mode = WAL");
  database.exec(std::string("PRAGMA synchronous = ") + synchronous);
  for (int i = 0; i < 20; ++i) {
    database.exec("INSERT INTO numbers VALUES (" + std::to_string(i) + ")");
    done();
  }
}

int count_rows(const std::string& path) {
  SQLite::Database database(path, SQLITE_OPEN_READWRITE);
  return database.execAndGet("SELECT count(*) FROM numbers").getInt();
}

}  // namespace

TEST_CASE("power loss: what was not synced is seen by this process alone", "[power]") {
  const test::Folder folder;
  const auto path = (folder.path / "file").string();
  const PowerVfs power(1);
  RawFile file(path);
  RawFile second(path);
  std::string data(1'000, 'a');
  CHECK(file.write(data, 0) == SQLITE_OK);
  CHECK(file.write("bcd", 998) == SQLITE_OK);
  data.replace(998, 3, "bcd");
  CHECK(file.read() == data);
  CHECK(second.read() == data);
  CHECK(on_disk(path).empty());
  CHECK(file.sync() == SQLITE_OK);
  CHECK(on_disk(path) == data);

  CHECK(file.truncate(600) == SQLITE_OK);
  CHECK(file.write("end", 2'000) == SQLITE_OK);
  const auto before = data;
  data = data.substr(0, 600) + std::string(1'400, '\0') + "end";
  CHECK(file.read() == data);
  CHECK(on_disk(path) == before);
  CHECK(second.sync() == SQLITE_OK);
  CHECK(on_disk(path) == data);
  CHECK(file.truncate(0) == SQLITE_OK);
  CHECK(file.sync() == SQLITE_OK);
  CHECK(on_disk(path).empty());
}

TEST_CASE("power loss: an unsynced file exists for SQLite, and deleting it forgets what it held", "[power]") {
  const test::Folder folder;
  const auto path = (folder.path / "file").string();
  const PowerVfs power(1);
  auto* vfs = sqlite3_vfs_find(nullptr);
  const auto exists = [&] {
    int found = -1;
    REQUIRE(vfs->xAccess(vfs, path.c_str(), SQLITE_ACCESS_EXISTS, &found) == SQLITE_OK);
    return found;
  };
  CHECK(exists() == 0);
  {
    CHECK(RawFile(path).write("data", 0) == SQLITE_OK);
  }
  CHECK(exists() == 1);
  CHECK(RawFile(path).read() == "data");
  CHECK(vfs->xDelete(vfs, path.c_str(), 0) == SQLITE_OK);
  CHECK(exists() == 0);
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK(RawFile(path).read().empty());
}

TEST_CASE("power loss: some writes reach the disk early, out of order and torn, the same for one seed",
          "[power]") {
  const test::Folder folder;
  const auto early = [&](std::uint64_t seed) {
    const auto path = (folder.path / std::to_string(seed)).string();
    std::filesystem::remove(path);
    const PowerVfs power(seed, 0.5);
    RawFile file(path);
    for (int page = 0; page < 64; ++page)
      CHECK(file.write(std::string(4'096, 'a'), page * 4'096) == SQLITE_OK);
    CHECK(file.read() == std::string(64 * 4'096, 'a'));
    return on_disk(path);
  };
  const auto first = early(1);
  CHECK(first == early(1));
  CHECK(first != early(2));
  int whole = 0, torn = 0, absent = 0;
  for (std::size_t page = 0; page + 4'096 <= first.size(); page += 4'096) {
    const auto written = std::count(first.begin() + static_cast<long>(page),
                                    first.begin() + static_cast<long>(page) + 4'096, 'a');
    ++(written == 4'096 ? whole : written == 0 ? absent : torn);
  }
  CHECK(whole > 5);
  CHECK(torn > 5);
  CHECK(absent > 5);
}

TEST_CASE("power loss: the disk fills up and fails when it is told to", "[power]") {
  const test::Folder folder;
  PowerVfs power(1);
  RawFile file((folder.path / "file").string());
  power.limit_bytes(10);
  CHECK(file.write("12345678", 0) == SQLITE_OK);
  CHECK(file.write("12345678", 8) == SQLITE_FULL);
  CHECK(file.write("12", 8) == SQLITE_OK);
  CHECK(file.write("1", 10) == SQLITE_FULL);
  power.lift_limit();
  CHECK(file.write("1", 10) == SQLITE_OK);
  CHECK(file.read() == "12345678121");

  power.fail_write(2);
  CHECK(file.write("2", 0) == SQLITE_OK);
  CHECK(file.write("3", 0) == SQLITE_IOERR_WRITE);
  CHECK(file.write("4", 1) == SQLITE_OK);
  power.fail_write(1);
  CHECK(file.truncate(1) == SQLITE_IOERR_WRITE);
  power.fail_sync(1);
  CHECK(file.sync() == SQLITE_IOERR_FSYNC);
  CHECK(on_disk(folder.path / "file").empty());
  CHECK(file.sync() == SQLITE_OK);
  CHECK(on_disk(folder.path / "file") == "24345678121");
  CHECK(power.syncs() == 2);
  CHECK(power.writes() == 9);
}

TEST_CASE("power loss: without syncing, committed rows are lost", "[power]") {
  const auto early = GENERATE(0.0, 0.3);
  const test::Folder folder;
  const auto path = (folder.path / "numbers.db").string();
  {
    SQLite::Database database(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    database.exec("CREATE TABLE numbers (number INTEGER)");
  }
  kill_after(20, [&](const std::function<void()>& done) {
    const PowerVfs power(1, early);
    commit_rows(path, "OFF", done);
    if (count_rows(path) == 20) pause();
    _exit(2);
  });
  CHECK(count_rows(path) < 20);
  kill_after(20, [&](const std::function<void()>& done) {
    const PowerVfs power(1, early);
    commit_rows(path, "FULL", done);
    pause();
  });
  CHECK(count_rows(path) >= 20);
}

TEST_CASE("power loss: what a store has committed survives it", "[power][storage]") {
  const auto seed = GENERATE(1u, 2u, 3u, 4u, 5u, 6u);
  const double early = seed % 3 == 0 ? 0.0 : 0.4;
  const test::Folder folder;
  const auto path = (folder.path / "store.db").string();
  std::uint64_t acknowledged = 0;
  for (int life = 0; life < 3; ++life) {
    const int commits = static_cast<int>(seed) * 3 + life;
    kill_after(commits, [&](const std::function<void()>& done) {
      const PowerVfs power(seed, early);
      const auto store = storage::open_sqlite(path, false);
      for (;;) {
        {
          const auto writer = store->write(std::chrono::steady_clock::now() + std::chrono::seconds(10));
          const auto size = writer->size();
          const std::string body(size % 7 * 1'000, 'b');
          const storage::Record first{{size, "kind", "salt", body}, "entry", "hash", {"first"}};
          const storage::Record second{{size + 1, "kind", "salt", body}, "entry", "hash", {"second"}};
          writer->append(std::vector{first, second});
          writer->commit();
        }
        done();
      }
    });
    acknowledged += 2 * static_cast<std::uint64_t>(commits);
    const auto store = storage::open_sqlite(path, false);
    CHECK(store->integrity_fault() == std::nullopt);
    const auto size = store->read()->size();
    CHECK(size >= acknowledged);
    CHECK(size % 2 == 0);
    CHECK(store->read()->get(std::vector<std::string>{"second"}).at(0).has_value());
    acknowledged = size;
  }
}

}  // namespace metaqore::fault
