// What is particular to SQLite files: which are ours, who else has them, and how they fail.

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <thread>

#include "fault/power_vfs.hpp"
#include "metaqore/error.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace metaqore::storage {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

struct TestFolder {
  TestFolder() {
    std::string pattern = (fs::temp_directory_path() / "sqlite_file_XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~TestFolder() {
    fs::permissions(path, fs::perms::owner_all);
    fs::remove_all(path);
  }
  std::string operator/(const std::string& name) const { return (path / name).string(); }
  fs::path path;
};

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void write_file(const fs::path& path, const std::string& data) {
  std::ofstream(path, std::ios::binary) << data;
}

std::chrono::steady_clock::time_point soon() { return std::chrono::steady_clock::now() + 10s; }

Record record(std::uint64_t sequence, Strings keys, std::size_t size = 10) {
  return {{sequence, "kind", "salt", std::string(size, 'b')}, "entry", "hash", std::move(keys)};
}

void commit(Store& store, Strings keys, std::size_t size = 10) {
  const auto writer = store.write(soon());
  writer->append(std::vector{record(writer->size(), std::move(keys), size)});
  writer->commit();
}

void commit_to(const std::string& path, Strings keys) { commit(*open_sqlite(path, false), std::move(keys)); }

/// What a call throws, or a failed test.
Error error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
    return error;
  }
  FAIL("nothing was thrown");
  throw std::logic_error("unreachable");
}

std::string reason_of(const std::function<void()>& call) { return error_of(call).reason(); }

std::string reason_to_open(const std::string& path, bool read_only) {
  return reason_of([&] { (void)open_sqlite(path, read_only); });
}

/// What `work` returns in a child process, as a user that owns nothing.
std::string as_stranger(const std::function<std::string()>& work) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::string answer;
    constexpr unsigned nobody = 65'534;
    if (geteuid() == 0 && (setgid(nobody) != 0 || setuid(nobody) != 0)) {
      answer = "cannot change the user";
    } else {
      try {
        answer = work();
      } catch (const Error& error) {
        answer = error.reason();
      }
    }
    (void)!write(ends[1], answer.data(), answer.size());
    _exit(0);
  }
  close(ends[1]);
  std::string answer;
  char byte = 0;
  while (read(ends[0], &byte, 1) == 1) answer += byte;
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  return answer;
}

void let_others_read_only(const TestFolder& folder) {
  for (const auto& file : fs::directory_iterator(folder.path)) fs::permissions(file, fs::perms{0444});
  fs::permissions(folder.path, fs::perms{0555});
}

std::string size_when_read(const std::string& path) {
  return std::to_string(open_sqlite(path, true)->read()->size());
}

/// Every connection that is opened while it lives: statements compiled, and steps of SQLite's virtual
/// machine.
class Watch {
 public:
  Watch() {
    connections.clear();
    compiled = 0;
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(opened));
  }
  ~Watch() { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(opened)); }

  static long steps() {
    long steps = 0;
    for (auto* connection : connections) {
      for (auto* each = sqlite3_next_stmt(connection, nullptr); each;
           each = sqlite3_next_stmt(connection, each)) {
        steps += sqlite3_stmt_status(each, SQLITE_STMTSTATUS_VM_STEP, 0);
      }
    }
    return steps;
  }

  static inline std::set<sqlite3*> connections;
  static inline long compiled = 0;

 private:
  static int opened(sqlite3* connection, const char**, const void*) {
    connections.insert(connection);
    // SQLite asks for authorization while it compiles, and only then.
    return sqlite3_set_authorizer(connection, authorize, nullptr);
  }
  static int authorize(void*, int, const char*, const char*, const char*, const char*) {
    ++compiled;
    return SQLITE_OK;
  }
};

}  // namespace

TEST_CASE("sqlite: a new file has the documented form", "[storage][sqlite]") {
  const TestFolder folder;
  const auto path = folder / "new.db";
  const auto store = open_sqlite(path, false);
  SQLite::Database database(path, SQLITE_OPEN_READONLY);
  CHECK(database.execAndGet("PRAGMA application_id").getInt() == 0x4D514F52);
  CHECK(database.execAndGet("PRAGMA user_version").getInt() == 1);
  CHECK(database.execAndGet("PRAGMA journal_mode").getString() == "wal");
  CHECK(database.execAndGet("PRAGMA page_size").getInt() == 4'096);
  CHECK(database.execAndGet("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict")
            .getInt() == 4);
  const auto columns = [&](const std::string& table) {
    return database
        .execAndGet(
            "SELECT group_concat(name || ' ' || type || ' ' || \"notnull\", ', ') FROM pragma_table_info('" +
            table + "')")
        .getString();
  };
  CHECK(columns("entries") == "sequence INTEGER 0, entry TEXT 1, hashes BLOB 1");
  CHECK(columns("rows") == "sequence INTEGER 0, kind TEXT 1, salt BLOB 0, body TEXT 0");
  CHECK(columns("keys") == "key TEXT 1, sequence INTEGER 1");
  CHECK(columns("signed_heads") == "size INTEGER 0, note TEXT 1");
  CHECK(content(path).substr(68, 4) == "MQOR");
}

TEST_CASE("sqlite: the writing connection is durable, forgets what is deleted and distrusts the file",
          "[storage][sqlite]") {
  const TestFolder folder;
  const Watch watch;
  const auto store = open_sqlite(folder / "file", false);
  REQUIRE(Watch::connections.size() == 1);
  auto* connection = *Watch::connections.begin();
  const auto number = [&](const char* query) {
    sqlite3_stmt* statement = nullptr;
    REQUIRE(sqlite3_prepare_v2(connection, query, -1, &statement, nullptr) == SQLITE_OK);
    REQUIRE(sqlite3_step(statement) == SQLITE_ROW);
    const int answer = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return answer;
  };
  CHECK(number("PRAGMA synchronous") == 2);
  CHECK(number("PRAGMA secure_delete") == 1);
  CHECK(number("PRAGMA trusted_schema") == 0);
  CHECK(number("PRAGMA wal_autocheckpoint") >= 1'000);
  CHECK(number("PRAGMA wal_autocheckpoint") <= 4'000);
  for (const int off :
       {SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE}) {
    int on = -1;
    sqlite3_db_config(connection, off, -1, &on);
    CHECK(on == 0);
  }
  int defensive = -1;
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive);
  CHECK(defensive == 1);
}

TEST_CASE("sqlite: a file that is not ours is refused and left as it is", "[storage][sqlite]") {
  const TestFolder folder;
  const auto path = folder / "file";
  const bool read_only = GENERATE(false, true);
  const auto refused_as = [&] {
    const auto before = content(path);
    const auto error = error_of([&] { (void)open_sqlite(path, read_only); });
    CHECK(std::string(error.what()).find(path) != std::string::npos);
    CHECK(content(path) == before);
    return error.reason();
  };
  SECTION("text, short or long") {
    write_file(path, "x");
    CHECK(refused_as() == "storage.not_a_metaqore_file");
    write_file(path, std::string(10'000, 'x'));
    CHECK(refused_as() == "storage.not_a_metaqore_file");
  }
  SECTION("SQLite of another application, or of none") {
    SQLite::Database(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE).exec("CREATE TABLE entries (x)");
    CHECK(refused_as() == "storage.not_a_metaqore_file");
    SQLite::Database(path, SQLITE_OPEN_READWRITE).exec("PRAGMA application_id = 7");
    CHECK(refused_as() == "storage.not_a_metaqore_file");
  }
  SECTION("another application's log stays beside its file") {
    SQLite::Database database(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    database.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (x)");
    const auto log = content(path + "-wal");
    database = SQLite::Database(":memory:");  // closed
    CHECK(refused_as() == "storage.not_a_metaqore_file");
    CHECK(content(path + "-wal") == log);
    CHECK_FALSE(log.empty());
  }
  SECTION("a newer version, of which both are named") {
    commit_to(path, {"a"});
    SQLite::Database(path, SQLITE_OPEN_READWRITE).exec("PRAGMA user_version = 23");
    CHECK(refused_as() == "storage.newer_version");
    const std::string message = error_of([&] { (void)open_sqlite(path, read_only); }).what();
    CHECK(message.find(" 23 ") != std::string::npos);
    CHECK(message.find(" 1;") != std::string::npos);
  }
  SECTION("ours without its tables") {
    commit_to(path, {"a"});
    SQLite::Database(path, SQLITE_OPEN_READWRITE).exec("DROP TABLE keys");
    CHECK(refused_as() == "storage.damaged");
  }
}

TEST_CASE("sqlite: an empty file is a new one, a missing one is created unless it is for reading",
          "[storage][sqlite]") {
  const TestFolder folder;
  write_file(folder / "empty", "");
  CHECK(reason_to_open(folder / "empty", true) == "storage.not_found");
  commit_to(folder / "empty", {"a"});
  CHECK(size_when_read(folder / "empty") == "1");

  CHECK(reason_to_open(folder / "missing", true) == "storage.not_found");
  CHECK_FALSE(fs::exists(folder / "missing"));
  CHECK(reason_to_open(folder / "no folder/file", true) == "storage.not_found");
  CHECK(reason_to_open(folder / "no folder/file", false) == "storage.cannot_open");
  CHECK(reason_to_open(folder.path.string(), false) == "storage.cannot_open");
  CHECK(reason_to_open("", false) == "storage.cannot_open");
  CHECK(reason_to_open((folder / "a") + std::string("\0b", 2), false) == "storage.cannot_open");
  CHECK_FALSE(fs::exists(folder / "a"));
  CHECK(reason_to_open(":memory:", true) == "storage.not_found");
}

TEST_CASE("sqlite: a file opened for reading is not written", "[storage][sqlite]") {
  const TestFolder folder;
  commit_to(folder / "file", {"a"});
  const auto store = open_sqlite(folder / "file", true);
  CHECK(store->read_only());
  const auto error = error_of([&] { (void)store->write(soon()); });
  CHECK(error.code() == ErrorCode::read_only);
  CHECK(store->read()->get(Strings{"a"}).at(0).has_value());
  commit_to(folder / "file", {"b"});
  CHECK(store->read()->get(Strings{"b"}).at(0).has_value());
  CHECK(store->integrity_fault() == std::nullopt);
}

TEST_CASE("sqlite: without permission to write, a closed file is readable", "[storage][sqlite]") {
  const TestFolder folder;
  const auto path = folder / "a?b#c%41 d.db";
  commit_to(path, {"a"});
  REQUIRE_FALSE(fs::exists(path + "-wal"));
  let_others_read_only(folder);
  CHECK(as_stranger([&] { return size_when_read(path); }) == "1");
  CHECK(as_stranger([&] {
          const auto store = open_sqlite(path, true);
          return store->integrity_fault().value_or("sound") +
                 std::to_string(store->read()->records(0, 9).size());
        }) == "sound1");
  CHECK(as_stranger([&] { return size_when_read(fs::relative(path)); }) == "1");
  CHECK(as_stranger([&] {
          (void)open_sqlite(path, false);
          return std::string("opened");
        }) == "storage.cannot_open");
  CHECK(as_stranger([&] {
          (void)open_sqlite(folder / "new", false);
          return std::string("opened");
        }) == "storage.cannot_open");
  CHECK(as_stranger([&] { return size_when_read(folder / "missing"); }) == "storage.not_found");
}

TEST_CASE("sqlite: without permission to write, a file in use is read through its log", "[storage][sqlite]") {
  const TestFolder folder;
  const auto path = folder / "file";
  const auto store = open_sqlite(path, false);
  commit(*store, {"a"});
  let_others_read_only(folder);
  CHECK(as_stranger([&] { return size_when_read(path); }) == "1");
  CHECK(as_stranger([&] {
          const auto reading = open_sqlite(path, true);
          const auto before = reading->read()->size();
          commit(*store, {"b"});  // through the parent's open files
          return std::to_string(before) + std::to_string(reading->read()->size());
        }) == "12");
}

TEST_CASE("sqlite: without permission to write, a log that nobody can replay is not passed over",
          "[storage][sqlite]") {
  const TestFolder folder;
  const auto path = folder / "file";
  {
    const auto store = open_sqlite(path, false);
    commit(*store, {"a"});
    fs::copy_file(path, folder / "copy");
    fs::copy_file(path + "-wal", folder / "copy-wal");
  }
  fs::permissions(path, fs::perms::none);
  let_others_read_only(folder);
  CHECK(as_stranger([&] { return size_when_read(folder / "copy"); }) == "storage.cannot_open");
  fs::permissions(folder.path, fs::perms::owner_all);
  fs::permissions(path, fs::perms::none);
  CHECK(as_stranger([&] { return size_when_read(path); }) == "storage.cannot_open");
}

TEST_CASE("sqlite: without permission to write, what others have committed since is seen",
          "[storage][sqlite]") {
  const TestFolder folder, signals;
  fs::permissions(signals.path, fs::perms::all);
  const auto path = folder / "file";
  commit_to(path, {"a"});
  let_others_read_only(folder);
  const auto wait_for = [&](const std::string& name) {
    while (!fs::exists(signals / name)) std::this_thread::sleep_for(1ms);
  };
  const pid_t owner = fork();
  REQUIRE(owner >= 0);
  if (owner == 0) {
    wait_for("was read");
    fs::permissions(path, fs::perms{0644});
    fs::permissions(folder.path, fs::perms{0755});
    commit_to(path, {"b"});
    let_others_read_only(folder);
    write_file(signals / "was written", "");
    _exit(0);
  }
  CHECK(as_stranger([&] {
          const auto store = open_sqlite(path, true);
          auto sizes = std::to_string(store->read()->size());
          write_file(signals / "was read", "");
          wait_for("was written");
          return sizes + std::to_string(store->read()->size());
        }) == "12");
  waitpid(owner, nullptr, 0);
}

TEST_CASE("sqlite: without permission to write, an empty log is none", "[storage][sqlite]") {
  const TestFolder folder;
  const auto path = folder / "file";
  commit_to(path, {"a"});
  write_file(path + "-wal", "");
  let_others_read_only(folder);
  CHECK(as_stranger([&] { return size_when_read(path); }) == "1");
}

TEST_CASE("sqlite: a lock of another process is waited for until the deadline", "[storage][sqlite]") {
  const TestFolder folder;
  const auto path = folder / "file";
  const auto store = open_sqlite(path, false);
  commit(*store, {"a"});
  SQLite::Database other(path, SQLITE_OPEN_READWRITE);
  other.exec("BEGIN IMMEDIATE");
  const auto start = std::chrono::steady_clock::now();
  const auto error = error_of([&] { (void)store->write(start + 100ms); });
  CHECK(error.code() == ErrorCode::busy);
  CHECK(error.reason() == "storage.locked");
  CHECK(std::chrono::steady_clock::now() - start >= 90ms);
  CHECK(std::chrono::steady_clock::now() - start < 5s);
  CHECK(store->read()->size() == 1);

  std::thread releasing([&] {
    std::this_thread::sleep_for(50ms);
    other.exec("ROLLBACK");
  });
  commit(*store, {"b"});
  releasing.join();
  CHECK(store->read()->size() == 2);
}

TEST_CASE("sqlite: opening waits for a process that has the whole file", "[storage][sqlite]") {
  const TestFolder folder;
  const auto path = folder / "file";
  commit_to(path, {"a"});
  auto other = std::make_unique<SQLite::Database>(path, SQLITE_OPEN_READWRITE);
  other->exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT");
  std::thread releasing([&] {
    std::this_thread::sleep_for(100ms);
    other.reset();
  });
  const auto start = std::chrono::steady_clock::now();
  CHECK(open_sqlite(path, false)->read()->size() == 1);
  CHECK(std::chrono::steady_clock::now() - start >= 80ms);
  releasing.join();
}

TEST_CASE("sqlite: processes that create one file at once end with a good file", "[storage][sqlite]") {
  constexpr int processes = 6;
  for (int round = 0; round < 10; ++round) {
    const TestFolder folder;
    const auto path = folder / "file";
    int start[2];
    REQUIRE(pipe(start) == 0);
    std::vector<pid_t> children;
    for (int i = 0; i < processes; ++i) {
      const pid_t child = fork();
      REQUIRE(child >= 0);
      if (child == 0) {
        char byte = 0;
        close(start[1]);
        (void)!read(start[0], &byte, 1);
        try {
          commit_to(path, {"key\t" + std::to_string(i)});
          _exit(0);
        } catch (const std::exception& error) {
          (void)!write(2, error.what(), std::string(error.what()).size());
          _exit(1);
        }
      }
      children.push_back(child);
    }
    close(start[0]);
    close(start[1]);
    for (const auto child : children) {
      int status = -1;
      waitpid(child, &status, 0);
      CHECK(status == 0);
    }
    const auto store = open_sqlite(path, false);
    CHECK(store->integrity_fault() == std::nullopt);
    CHECK(store->read()->size() == processes);
    CHECK(store->read()->scan({.prefix = "key\t", .limit = 100}).size() == processes);
  }
}

TEST_CASE("sqlite: a path may hold any byte", "[storage][sqlite]") {
  const TestFolder folder;
  const auto name = GENERATE(as<std::string>{}, "a?mode=memory", "a#b", "a%41", "a b'c\"d`e", "a\nb\x01",
                             "\xff\xfe", "日本", "file:a?mode=memory", ":memory:x", "-wal");
  commit_to(folder / name, {"a"});
  CHECK(fs::exists(folder / name));
  CHECK(std::distance(fs::directory_iterator(folder.path), {}) == 1);
  CHECK(size_when_read(folder / name) == "1");

  const auto error = error_of([&] { (void)open_sqlite(folder / (name + "/no folder"), false); });
  CHECK(error.reason() == "storage.cannot_open");
}

TEST_CASE("sqlite: a relative path is not taken for a URI, and stays what it was", "[storage][sqlite]") {
  const TestFolder folder;
  const auto before = fs::current_path();
  fs::current_path(folder.path);
  const auto store = open_sqlite("file:a.db?mode=memory", false);
  fs::current_path(before);
  CHECK(fs::exists(folder / "file:a.db?mode=memory"));
  commit(*store, {"a"});
  const auto first = store->read();
  CHECK(store->read()->size() == 1);
}

TEST_CASE("sqlite: a file that was moved away or replaced is noticed", "[storage][sqlite]") {
  const TestFolder folder;
  const auto path = folder / "file";
  const auto store = open_sqlite(path, false);
  commit(*store, {"a"});
  fs::rename(path, folder / "moved");
  CHECK(reason_of([&] { (void)store->write(soon()); }) == "storage.cannot_open");
  CHECK(reason_of([&] { (void)store->read(); }) == "storage.cannot_open");
  CHECK_FALSE(fs::exists(path));
  fs::copy_file(folder / "moved", path);
  CHECK(reason_of([&] { (void)store->write(soon()); }) == "storage.cannot_open");
  fs::rename(folder / "moved", path);
  commit(*store, {"b"});
  CHECK(store->read()->size() == 2);
}

TEST_CASE("sqlite: bytes overwritten in the middle are reported as damage", "[storage][sqlite]") {
  const TestFolder folder;
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
  const TestFolder folder;
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
    auto expected = record(2, {"a", "b"});
    expected.row = {.sequence = 2};
    CHECK(reader->records(2, 9) == std::vector{expected});
  }
  SECTION("an entry that is gone") {
    tamper("DELETE FROM entries WHERE sequence = 1");
    const auto reader = open_sqlite(path, true)->read();
    CHECK(reason_of([&] { (void)reader->hashes(std::vector<std::uint64_t>{1}); }) == "storage.damaged");
    CHECK(reader->records(0, 9).size() == 3);
    CHECK(reader->records(1, 1).at(0).entry.empty());
  }
  SECTION("a row that no entry accounts for is shown to verification alone") {
    tamper(
        "INSERT INTO rows VALUES (5, 'k', x'00', 'forged'), (-1, 'k', x'00', 'forged');"
        "INSERT INTO keys VALUES ('a', 5), ('forged', 5), ('forged', -1)");
    const auto store = open_sqlite(path, false);
    const auto reader = store->read();
    CHECK(reader->size() == 3);
    CHECK(reader->get(Strings{"a"}).at(0)->sequence == 2);
    CHECK_FALSE(reader->get(Strings{"forged"}).at(0).has_value());
    CHECK(reader->scan({.prefix = "f", .limit = 9}).empty());
    const auto records = reader->records(0, 9);
    REQUIRE(records.size() == 6);
    CHECK(records[4] == Record{.row = {.sequence = 4}});
    CHECK(records[5].row.body == "forged");
    CHECK(records[5].keys == Strings{"a", "forged"});
    commit(*store, {});
    commit(*store, {});
    CHECK(reason_of([&] { commit(*store, {}); }) == "storage.damaged");
  }
  SECTION("a trigger does not run") {
    tamper("CREATE TRIGGER evil AFTER INSERT ON entries BEGIN DELETE FROM keys; END");
    commit_to(path, {"c"});
    CHECK(open_sqlite(path, true)->read()->get(Strings{"a"}).at(0).has_value());
  }
}

TEST_CASE("sqlite: a full disk loses nothing, and writing goes on when there is room", "[storage][sqlite]") {
  const TestFolder folder;
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
  const TestFolder folder;
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
  const TestFolder folder;
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
    const TestFolder folder;
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
  const TestFolder folder;
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

TEST_CASE("sqlite: a commit is one sync, and no statement is compiled in steady state", "[storage][sqlite]") {
  const TestFolder folder;
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
    { store->write(soon())->append({}); }  // and rolled back
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

TEST_CASE("sqlite: a reader that outlives its store is still good", "[storage][sqlite]") {
  const TestFolder folder;
  auto store = open_sqlite(folder / "file", false);
  commit(*store, {"a"});
  const auto reader = store->read();
  store.reset();
  CHECK(reader->get(Strings{"a"}).at(0).has_value());
}

}  // namespace metaqore::storage
