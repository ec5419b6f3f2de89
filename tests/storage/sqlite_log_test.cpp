// Logs that are left, lost, damaged, grown, or another's; and what others do to a file that is in use.

#include <SQLiteCpp/Database.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "support/sqlite_files.hpp"

namespace metaqore::storage {

namespace {

/// Does the work in a process that then dies without closing anything. What it throws ends it as well.
void in_dying_process(const std::function<void()>& work) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    try {
      work();
    } catch (const std::exception& error) {
      (void)!write(2, error.what(), std::string(error.what()).size());
      _exit(1);
    }
    _exit(0);
  }
  int status = -1;
  waitpid(child, &status, 0);
  REQUIRE(status == 0);
}

void commit_and_die(const std::string& path, int commits) {
  in_dying_process([&] {
    auto store = open_sqlite(path, false);
    for (int i = 0; i < commits; ++i) commit(*store, {"key\t" + std::to_string(i)}, 3'000);
    (void)store.release();
  });
}

void copy_all(const fs::path& from, const fs::path& to) {
  for (const auto* end : {"", "-wal", "-shm"}) {
    fs::remove(to.string() + end);
    if (fs::exists(from.string() + end)) fs::copy_file(from.string() + end, to.string() + end);
  }
}

}  // namespace

TEST_CASE("sqlite: what a process that died had committed is there", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  for (int round = 1; round <= 3; ++round) {
    commit_and_die(path, 5);
    REQUIRE(fs::file_size(path + "-wal") > 0);
    CHECK(size_when_read(path) == std::to_string(5 * round));
  }
  CHECK(open_sqlite(path, false)->read()->size() == 15);
}

TEST_CASE("sqlite: a log beside a file that was put back is not replayed into it", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file", backup = folder / "backup";
  commit_to(path, {"a"});
  fs::copy_file(path, backup);
  commit_to(path, {"b"});
  commit_and_die(path, 2);

  fs::copy_file(backup, path, fs::copy_options::overwrite_existing);
  const bool read_only = GENERATE(false, true);
  const bool with_index = GENERATE(false, true);
  if (!with_index) fs::remove(path + "-shm");
  const auto log = content(path + "-wal"), file = content(path);
  const auto error = error_of([&] { (void)open_sqlite(path, read_only); });
  CHECK(error.reason() == "storage.foreign_log");
  CHECK(std::string(error.what()).find("remove `" + path + "-wal` and `" + path + "-shm`") !=
        std::string::npos);
  CHECK(content(path + "-wal") == log);
  CHECK(content(path) == file);

  fs::remove(path + "-wal");
  fs::remove(path + "-shm");
  CHECK(size_when_read(path) == "1");
  commit_to(path, {"c"});
  CHECK(size_when_read(path) == "2");
}

TEST_CASE("sqlite: a log whose file is gone is left as it is", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  commit_and_die(path, 3);
  const auto log = content(path + "-wal");
  GENERATE(0, 1) == 0 ? (void)fs::remove(path) : write_file(path, "");
  CHECK(reason_to_open(path, false) == "storage.foreign_log");
  CHECK(reason_to_open(path, true) == "storage.not_found");
  CHECK(content(path + "-wal") == log);
}

TEST_CASE("sqlite: a log whose file is a single byte, which SQLite takes for none, is left as it is",
          "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  commit_and_die(path, 3);
  const auto log = content(path + "-wal");
  write_file(path, "x");
  CHECK(reason_to_open(path, GENERATE(false, true)) == "storage.not_a_metaqore_file");
  CHECK(content(path) == "x");
  CHECK((content(path + "-wal") == log));
}

TEST_CASE("sqlite: a log that lost what was committed to it is damage", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file", hurt = folder / "hurt";
  constexpr int commits = 6;
  commit_and_die(path, commits);
  const auto log = content(path + "-wal");
  const auto refused = [&] {
    CHECK(reason_to_open(hurt, true) == "storage.damaged");
    CHECK(reason_to_open(hurt, false) == "storage.damaged");
  };
  SECTION("a flipped bit anywhere") {
    for (std::size_t at = 0; at < log.size(); at += 997) {
      copy_all(path, hurt);
      auto flipped = log;
      flipped[at] = static_cast<char>(flipped[at] ^ 4);
      write_file(hurt + "-wal", flipped);
      CAPTURE(at);
      refused();
    }
  }
  SECTION("a flipped bit, and the index is gone as well") {
    int found = 0, bits = 0;
    for (std::size_t at = 0; at < log.size(); at += 997, ++bits) {
      copy_all(path, hurt);
      fs::remove(hurt + "-shm");
      auto flipped = log;
      flipped[at] = static_cast<char>(flipped[at] ^ 4);
      write_file(hurt + "-wal", flipped);
      try {
        (void)open_sqlite(hurt, true);
      } catch (const Error& error) {
        CHECK(error.reason() == "storage.damaged");
        ++found;
      }
    }
    CHECK(found * 10 >= bits * 7);  // the last commit may as well never have been whole
    CHECK(found < bits);
  }
  SECTION("any bit of the header is flipped, and the index is gone as well") {
    constexpr std::size_t header = 32;
    for (std::size_t bit = 0; bit < 8 * header; ++bit) {
      copy_all(path, hurt);
      fs::remove(hurt + "-shm");
      auto flipped = log;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
      write_file(hurt + "-wal", flipped);
      CAPTURE(bit);
      CHECK(reason_to_open(hurt, true) == "storage.damaged");
    }
  }
  SECTION("SQLite itself goes on with what is readable") {
    copy_all(path, hurt);
    auto flipped = log;
    flipped[log.size() / 2] = static_cast<char>(flipped[log.size() / 2] ^ 4);
    write_file(hurt + "-wal", flipped);
    refused();
    SQLite::Database(hurt, SQLITE_OPEN_READWRITE).exec("PRAGMA wal_checkpoint");
    const auto left = open_sqlite(hurt, false)->read()->size();
    CHECK(left > 0);
    CHECK(left < commits);
  }
  SECTION("it was cut off, emptied or removed") {
    copy_all(path, hurt);
    fs::resize_file(hurt + "-wal", log.size() - GENERATE(1u, 5'000u, 100'000u));
    refused();
    fs::resize_file(hurt + "-wal", 0);
    refused();
    fs::remove(hurt + "-wal");
    refused();
  }
  SECTION("it has grown since the index was written") {
    copy_all(path, hurt);
    const auto index = content(hurt + "-shm");
    commit_and_die(hurt, 2);
    write_file(hurt + "-shm", index);
    CHECK(size_when_read(hurt) == std::to_string(commits + 2));
  }
}

TEST_CASE("sqlite: a commit whose frames were only half written never was", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  commit_and_die(path, 4);
  fs::remove(path + "-shm");  // as after a loss of power
  const auto log = content(path + "-wal");
  for (std::size_t cut = 100; cut < 5'000; cut += 700) {
    write_file(path + "-wal", log.substr(0, log.size() - cut));
    CHECK(size_when_read(path) == "3");
  }
}

TEST_CASE("sqlite: a file that has lost all its entries is damaged, not new", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  commit_to(path, {"a"});
  SQLite::Database(path, SQLITE_OPEN_READWRITE)
      .exec("DELETE FROM entries; DELETE FROM rows; DELETE FROM keys");
  CHECK(reason_to_open(path, false) == "storage.damaged");
  CHECK(reason_to_open(path, true) == "storage.damaged");
}

TEST_CASE("sqlite: a log that is removed while it is in use is noticed, and nothing of it is lost",
          "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  const bool log = GENERATE(true, false), index = GENERATE(true, false);
  if (!log && !index) return;
  auto store = open_sqlite(path, false);
  auto other = open_sqlite(path, false);
  for (int i = 0; i < 5; ++i) commit(*store, {"key\t" + std::to_string(i)});
  if (log) fs::remove(path + "-wal");
  if (index) fs::remove(path + "-shm");
  CHECK(reason_to_open(path, false) == "storage.other_log");
  CHECK(reason_of([&] { commit(*store, {"b"}); }) == "storage.log_removed");
  CHECK(reason_of([&] { commit(*other, {"b"}); }) == "storage.log_removed");
  CHECK(reason_of([&] { (void)store->read(); }) == "storage.log_removed");
  CHECK(reason_to_open(path, false) == "storage.other_log");
  store.reset();
  CHECK(reason_to_open(path, false) == "storage.other_log");
  other.reset();
  store = open_sqlite(path, false);
  CHECK(store->integrity_fault() == std::nullopt);
  CHECK(store->read()->size() == 5);
  commit(*store, {"b"});
}

TEST_CASE("sqlite: a log that is removed between two steps of a commit is noticed before it is answered",
          "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  auto store = open_sqlite(path, false);
  commit(*store, {"a"});
  auto writer = store->write(soon());
  writer->append(std::vector{record(1, {"b"})});
  fs::remove(path + "-wal");
  writer->commit();  // kept in the file itself
  writer.reset();
  CHECK(reason_of([&] { commit(*store, {"c"}); }) == "storage.log_removed");
  store.reset();
  CHECK(size_when_read(path) == "2");
}

TEST_CASE("sqlite: a file with two names is refused", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file", other = folder / "other";
  commit_to(path, {"a"});
  fs::create_hard_link(path, other);
  const bool read_only = GENERATE(false, true);
  CHECK(reason_to_open(path, read_only) == "storage.several_names");
  CHECK(reason_to_open(other, read_only) == "storage.several_names");
  fs::remove(other);
  const auto store = open_sqlite(path, false);
  commit(*store, {"b"});
  fs::create_hard_link(path, other);
  CHECK(reason_of([&] { commit(*store, {"c"}); }) == "storage.several_names");
  fs::remove(other);
  commit(*store, {"c"});
}

TEST_CASE("sqlite: a file that is in use under another name is refused under this one", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file", other = folder / "other";
  auto store = open_sqlite(path, false);
  commit(*store, {"a"});
  fs::rename(path, other);
  CHECK(reason_to_open(other, false) == "storage.other_log");
  fs::rename(other, path);
  commit(*store, {"b"});
}

TEST_CASE("sqlite: what is no file is refused at once", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "pipe";
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  CHECK(reason_to_open(path, true) == "storage.cannot_open");
  CHECK(reason_to_open(path, false) == "storage.cannot_open");
  CHECK(reason_to_open("/dev/null", true) == "storage.cannot_open");
}

TEST_CASE("sqlite: a host that opens and closes the file itself drops no lock of ours", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  const auto store = open_sqlite(path, false);
  for (int i = 0; i < 20; ++i) {
    commit(*store, {"key\t" + std::to_string(i)});
    for (const auto* end : {"", "-wal", "-shm"}) (void)content(path + end);
    if (i % 2 == 0) {
      in_dying_process([&] { commit_to(path, {"another's"}); });
    } else {
      in_dying_process(
          [&] { CHECK(SQLite::Database(path).execAndGet("SELECT count(*) FROM rows").getInt() > 0); });
    }
    REQUIRE(fs::exists(path + "-wal"));
  }
  CHECK(store->read()->size() == 30);
  CHECK(store->integrity_fault() == std::nullopt);
}

TEST_CASE("sqlite: a child of fork() opens the file anew, and its parent goes first", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  int go[2];
  REQUIRE(pipe(go) == 0);
  auto store = std::make_unique<std::unique_ptr<Store>>(open_sqlite(path, false));
  commit(**store, {"a"});
  const auto reader = (*store)->read();
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    char byte = 0;
    (void)store.release();  // the parent's
    try {
      const auto own = open_sqlite(path, false);
      commit(*own, {"b"});
      (void)!read(go[0], &byte, 1);
      for (int i = 0; i < 10; ++i) commit(*own, {"c"});
      _exit(fs::exists(path + "-wal") ? 0 : 2);
    } catch (const std::exception& error) {
      (void)!write(2, error.what(), std::string(error.what()).size());
      _exit(1);
    }
  }
  std::this_thread::sleep_for(20ms);
  store.reset();
  const_cast<std::unique_ptr<Reader>&>(reader).reset();
  CHECK(write(go[1], "x", 1) == 1);
  int status = -1;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(size_when_read(path) == "12");
  close(go[0]);
  close(go[1]);
}

TEST_CASE("sqlite: a child that lives on holds no lock of a parent that died", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  int stay[2];
  REQUIRE(pipe(stay) == 0);
  in_dying_process([&] {
    const auto store = open_sqlite(path, false);
    const auto writer = store->write(soon());
    writer->append(std::vector{record(0, {"lost"})});
    if (fork() == 0) {
      char byte = 0;
      close(stay[1]);
      (void)!read(stay[0], &byte, 1);
      _exit(0);
    }
    _exit(0);
  });
  commit_to(path, {"a"});
  CHECK(size_when_read(path) == "1");
  close(stay[0]);
  close(stay[1]);
}

TEST_CASE("sqlite: who reads without the index of the log leaves nothing, and sees one state to the end",
          "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  commit_to(path, {"a"});
  {
    const auto store = open_sqlite(path, true);
    const auto reader = store->read();
    CHECK(reader->size() == 1);
    CHECK_FALSE(fs::exists(path + "-wal"));
    CHECK_FALSE(fs::exists(path + "-shm"));

    const auto before = content(path);
    auto writing = open_sqlite(path, false);
    for (int i = 0; i < 30; ++i) commit(*writing, {"b"}, 1'000'000);  // enough to be moved into the file
    CHECK(content(path) == before);
    CHECK(reader->get(Strings{"b"}).at(0) == std::nullopt);
    CHECK(store->read()->size() == 31);
    writing.reset();
    CHECK(content(path) == before);
    CHECK(reader->size() == 1);
    CHECK(store->integrity_fault() == std::nullopt);
  }
  CHECK(size_when_read(path) == "31");
  (void)open_sqlite(path, false);
  CHECK_FALSE(fs::exists(path + "-wal"));
  CHECK(size_when_read(path) == "31");
}

TEST_CASE("sqlite: a reader that never ends stops the log from growing for ever, and is told of",
          "[storage][sqlite][large]") {
  const Folder folder;
  const auto path = folder / "file";
  const auto store = open_sqlite(path, false);
  commit(*store, {"a"});
  auto reader = store->read();
  int told = 0;
  const auto error = error_of([&] {
    for (int i = 0; i < 400; ++i) {
      const auto writer = store->write(std::chrono::steady_clock::now() + 50ms);
      writer->append(std::vector{record(writer->size(), {"b"}, 1'000'000)});
      writer->commit();
      if (const auto notice = store->take_notice()) {
        ++told;
        CHECK(notice->log_bytes < notice->most_log_bytes);
      }
    }
  });
  CHECK(error.code() == ErrorCode::busy);
  CHECK(error.reason() == "storage.log_full");
  CHECK(told >= 1);
  CHECK(told <= 3);
  CHECK(fs::file_size(path + "-wal") < 300'000'000);
  CHECK(reader->size() == 1);
  reader.reset();
  commit(*store, {"c"});
  commit(*store, {"c"});
  CHECK(store->integrity_fault() == std::nullopt);
}

}  // namespace metaqore::storage
