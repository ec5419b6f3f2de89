// Which SQLite files are ours, who else has them, and who may read them.

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <thread>

#include "support/sqlite_files.hpp"
#include "support/sqlite_watch.hpp"

namespace metaqore::storage {

namespace {

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

void let_others_read_only(const Folder& folder) {
  for (const auto& file : fs::directory_iterator(folder.path)) fs::permissions(file, fs::perms{0444});
  fs::permissions(folder.path, fs::perms{0555});
}

}  // namespace

TEST_CASE("sqlite: a new file has the documented form", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "new.db";
  const auto store = open_sqlite(path, false);
  SQLite::Database database(path, SQLITE_OPEN_READONLY);
  CHECK(database.execAndGet("PRAGMA application_id").getInt() == 0x4D514F52);
  CHECK(database.execAndGet("PRAGMA user_version").getInt() == 1);
  CHECK(database.execAndGet("PRAGMA journal_mode").getString() == "wal");
  CHECK(database.execAndGet("PRAGMA page_size").getInt() == 4'096);
  CHECK(database.execAndGet("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict")
            .getInt() == 7);
  const auto columns = [&](const std::string& table) {
    return database
        .execAndGet(
            "SELECT group_concat(name || ' ' || type || ' ' || \"notnull\", ', ') FROM pragma_table_info('" +
            table + "')")
        .getString();
  };
  CHECK(columns("entries") == "sequence INTEGER 0, entry TEXT 1, hashes BLOB 1");
  CHECK(columns("rows") == "sequence INTEGER 0, kind TEXT 1, salt BLOB 0, body TEXT 0, payload TEXT 0");
  CHECK(columns("keys") == "key TEXT 1, sequence INTEGER 1");
  CHECK(columns("signed_heads") == "size INTEGER 0, note TEXT 1");
  CHECK(content(path).substr(68, 4) == "MQOR");
}

TEST_CASE("sqlite: the writing connection is durable, forgets what is deleted and distrusts the file",
          "[storage][sqlite]") {
  const Folder folder;
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
  const Folder folder;
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
  const Folder folder;
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
  const Folder folder;
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
  const Folder folder;
  const auto path = folder / "a?b#c%41 d.db";
  commit_to(path, {"a"});
  REQUIRE_FALSE(fs::exists(path + "-wal"));
  let_others_read_only(folder);
  CHECK(as_stranger([&] { return size_when_read(path); }) == "1");
  CHECK(as_stranger([&] {
          const auto store = open_sqlite(path, true);
          return store->integrity_fault().value_or("sound") +
                 std::to_string(store->read()->records(0, 9).items.size());
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
  const Folder folder;
  const auto path = folder / "file";
  const auto store = open_sqlite(path, false);
  commit(*store, {"a"});
  let_others_read_only(folder);
  CHECK(as_stranger([&] { return size_when_read(path); }) == "1");
  commit(*store, {"b"});
  CHECK(as_stranger([&] { return size_when_read(path); }) == "2");
}

TEST_CASE("sqlite: without permission to write, the log of a process that died is read",
          "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  {
    const auto store = open_sqlite(path, false);
    commit(*store, {"a"});
    fs::copy_file(path, folder / "copy");
    fs::copy_file(path + "-wal", folder / "copy-wal");
  }
  fs::permissions(path, fs::perms::none);
  let_others_read_only(folder);
  CHECK(as_stranger([&] { return size_when_read(folder / "copy"); }) == "1");
  fs::permissions(folder / "copy-wal", fs::perms::none);
  CHECK(as_stranger([&] { return size_when_read(folder / "copy"); }) == "storage.cannot_open");
  fs::permissions(folder.path, fs::perms::owner_all);
  fs::permissions(path, fs::perms::none);
  CHECK(as_stranger([&] { return size_when_read(path); }) == "storage.cannot_open");
}

TEST_CASE("sqlite: without permission to write, what others have committed since is seen",
          "[storage][sqlite]") {
  const Folder folder, signals;
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
  const Folder folder;
  const auto path = folder / "file";
  commit_to(path, {"a"});
  write_file(path + "-wal", "");
  let_others_read_only(folder);
  CHECK(as_stranger([&] { return size_when_read(path); }) == "1");
}

TEST_CASE("sqlite: a lock of another process is waited for until the deadline", "[storage][sqlite]") {
  const Folder folder;
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
  const Folder folder;
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
    const Folder folder;
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
    CHECK(store->read()->scan({.prefix = "key\t", .limit = 100}).items.size() == processes);
  }
}

TEST_CASE("sqlite: a path may hold any byte", "[storage][sqlite]") {
  const Folder folder;
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
  const Folder folder;
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
  const Folder folder;
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

TEST_CASE("sqlite: a reader that outlives its store is still good", "[storage][sqlite]") {
  const Folder folder;
  auto store = open_sqlite(folder / "file", false);
  commit(*store, {"a"});
  const auto reader = store->read();
  store.reset();
  CHECK(reader->get(Strings{"a"}).at(0).has_value());
}

}  // namespace metaqore::storage
