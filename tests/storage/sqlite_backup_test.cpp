// Copies of SQLite files that are in use.

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "support/sqlite_files.hpp"
#include "torture/power_vfs.hpp"

namespace metaqore::storage {

namespace {

/// What a folder holds, but for the log of the file in use.
Strings names_in(const Folder& folder) {
  Strings names;
  for (const auto& entry : fs::directory_iterator(folder.path)) {
    const auto name = entry.path().filename().string();
    if (name != "file-wal" && name != "file-shm") names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

std::vector<Record> records_of(Store& store) { return store.read()->records(0, 1'000, unbounded).items; }

mode_t mode_of(const std::string& path) {
  struct stat status{};
  REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

}  // namespace

TEST_CASE("backup: a copy opens like the file, holds what was committed, and has no log beside it",
          "[storage][backup]") {
  const Folder folder;
  const auto path = folder / "file", copy = folder / "copy";
  const bool in_memory = GENERATE(false, true);
  const bool opened_for_reading = !in_memory && GENERATE(false, true);
  auto store = open_sqlite(in_memory ? ":memory:" : path, false);
  for (int i = 0; i < 20; ++i) commit(*store, {"a", "key\t" + std::to_string(i)}, 5'000);
  const auto expected = records_of(*store);
  if (!in_memory) fs::permissions(path, fs::perms(0640));
  if (opened_for_reading) store = open_sqlite(path, true);

  store->backup(copy);
  CHECK(names_in(folder) == (in_memory ? Strings{"copy"} : Strings{"copy", "file"}));
  const auto mode = mode_of(copy);
  CHECK(mode == (in_memory ? 0600 : 0640));
  CHECK(content(copy).substr(18, 2) == "\2\2");  // the mark of WAL mode
  if (!in_memory) {
    store.reset();
    store = open_sqlite(copy, true);  // a reader needs neither a log nor the permission to write one
    CHECK(records_of(*store) == expected);
  }
  store.reset();
  const auto opened = open_sqlite(copy, false);
  CHECK(records_of(*opened) == expected);
  CHECK(opened->integrity_fault() == std::nullopt);
  commit(*opened, {"b"});
  CHECK(opened->read()->size() == 21);
}

TEST_CASE("backup: the file stays as it was, and goes on", "[storage][backup]") {
  const Folder folder;
  const auto store = open_sqlite(folder / "file", false);
  commit(*store, {"a"});
  const auto writer = store->write(soon());
  writer->append(std::vector{record(1, {"b"})});
  store->backup(folder / "copy");  // beside a transaction that is open, and without it
  writer->commit();
  commit(*open_sqlite(folder / "file", false), {"c"});
  CHECK(store->read()->size() == 3);
  CHECK(size_when_read(folder / "copy") == "1");
}

TEST_CASE("backup: no log of the file that was copied is taken for the copy's own", "[storage][backup]") {
  const Folder folder;
  const auto path = folder / "file", copy = folder / "copy", log = folder / "log";
  const bool later = GENERATE(false, true), read_only = GENERATE(false, true);
  {
    auto store = open_sqlite(path, false);
    commit(*store, {"a"});
    store->backup(copy);
    for (int i = 0; i < 5; ++i) commit(*store, {"b"}, 9'000);
    if (later) {
      store.reset();  // which moves the log into the file
      store = open_sqlite(path, false);
      commit(*store, {"c"});
    }
    fs::copy_file(path + "-wal", log);
  }
  fs::rename(copy, path);
  fs::rename(log, path + "-wal");
  CHECK(reason_to_open(path, read_only) == "storage.foreign_log");
  fs::remove(path + "-wal");
  CHECK(size_when_read(path) == "1");
  commit_to(path, {"d"});
  CHECK(size_when_read(path) == "2");
}

TEST_CASE("backup: what is there is not replaced", "[storage][backup]") {
  const Folder folder;
  const auto store = open_sqlite(folder / "file", false);
  commit(*store, {"a"});
  const auto copy = folder / "copy";
  const auto refusal = [&](const std::string& path) {
    const auto before = names_in(folder);
    const auto error = error_of([&] { store->backup(path); });
    CHECK(names_in(folder) == before);
    CHECK(error.code() == ErrorCode::storage);
    return error.reason() + ": " + error.what();
  };
  const auto exists = [](const std::string& path) {
    return "storage.backup_exists: `" + path + "` exists already; name a file that does not, or move it away";
  };
  CHECK(refusal(folder / "file") == exists(folder / "file"));
  write_file(copy, "mine");
  CHECK(refusal(copy) == exists(copy));
  CHECK(content(copy) == "mine");
  fs::remove(copy);
  fs::create_symlink(folder / "nowhere", copy);
  CHECK(refusal(copy) == exists(copy));
  fs::remove(copy);
  fs::create_directory(copy);
  CHECK(refusal(copy) == exists(copy));
  fs::remove(copy);
  for (const auto* log : {"-wal", "-shm", "-journal"}) {  // which would pass for the copy's own
    write_file(copy + log, "");
    CHECK(refusal(copy) == exists(copy + log));
    fs::remove(copy + log);
    CHECK(refusal(folder / "file2" + log).starts_with("storage.cannot_open: "));
  }
  CHECK(refusal("").starts_with("storage.cannot_open: "));
  CHECK(refusal(std::string("a\0b", 3)).starts_with("storage.cannot_open: "));
  CHECK(refusal(":memory:").starts_with("storage.cannot_open: "));
  CHECK(refusal(folder / "none/copy")
            .starts_with("storage.cannot_open: `" + folder.path.string() +
                         "/none/copy` cannot be opened: No such file or directory"));
  CHECK(refusal(folder / "file/copy").starts_with("storage.cannot_open: "));
  CHECK(refusal(folder / std::string(300, 'x')).starts_with("storage.cannot_open: "));
  store->backup(copy);
  CHECK(size_when_read(copy) == "1");
}

TEST_CASE("backup: a path is taken from the working directory, whatever is in it", "[storage][backup]") {
  const Folder folder;
  const auto store = open_sqlite(":memory:", false);
  commit(*store, {"a"});
  const auto here = fs::current_path();
  fs::current_path(folder.path);
  store->backup("file:a?b#c%41 d.db");
  fs::current_path(here);
  CHECK(size_when_read(folder / "file:a?b#c%41 d.db") == "1");
}

TEST_CASE("backup: whichever write or sync fails, nothing is left behind, and the next one works",
          "[storage][backup]") {
  const bool syncs = GENERATE(false, true);
  const Folder folder;
  fault::PowerVfs disk(1);
  const auto store = open_sqlite(folder / "file", false);
  for (int i = 0; i < 5; ++i) commit(*store, {"a"}, 5'000);
  int failures = 0;
  for (std::uint64_t nth = 1;; ++nth) {
    REQUIRE(nth < 200);
    syncs ? disk.fail_sync(nth) : disk.fail_write(nth);
    try {
      store->backup(folder / "copy");
      break;
    } catch (const Error& error) {
      ++failures;
      CHECK(error.reason() == "storage.io");
      CHECK(std::string(error.what()).find("/copy`") != std::string::npos);
    }
    CHECK(names_in(folder) == Strings{"file"});
  }
  CHECK(failures > (syncs ? 0 : 5));
  syncs ? disk.fail_sync(0) : disk.fail_write(0);
  CHECK(size_when_read(folder / "copy") == "5");
  CHECK(store->integrity_fault() == std::nullopt);
}

TEST_CASE("backup: a full disk is told as such, and nothing is left behind", "[storage][backup]") {
  const Folder folder;
  fault::PowerVfs disk(1);
  const auto store = open_sqlite(folder / "file", false);
  for (int i = 0; i < 20; ++i) commit(*store, {"a"}, 5'000);
  for (const std::uint64_t budget : {0u, 5'000u, 50'000u}) {
    disk.limit_bytes(budget);
    const auto error = error_of([&] { store->backup(folder / "copy"); });
    CHECK(error.reason() == "storage.full");
    CHECK(std::string(error.what()).find("/copy`") != std::string::npos);
    CHECK(names_in(folder) == Strings{"file"});
  }
  disk.lift_limit();
  store->backup(folder / "copy");
  CHECK(size_when_read(folder / "copy") == "20");
  commit(*store, {"b"});
}

TEST_CASE("backup: it takes the same memory however large the file is", "[storage][backup][large]") {
  const Folder folder;
  const auto store = open_sqlite(folder / "file", false);
  const auto most_memory = [&](const std::string& copy) {
    const auto before = sqlite3_memory_used();
    (void)sqlite3_memory_highwater(1);
    store->backup(folder / copy);
    return sqlite3_memory_highwater(0) - before;
  };
  commit(*store, {"a"}, 1'000'000);
  const auto small = most_memory("small");
  for (int i = 0; i < 40; ++i) commit(*store, {"a"}, 1'000'000);
  CHECK(most_memory("large") < small + 4'000'000);
}

TEST_CASE("backup: beside threads that write it is one state, with all that was committed before it",
          "[storage][backup]") {
  const Folder folder;
  const bool in_memory = GENERATE(false, true);
  const auto store = open_sqlite(in_memory ? ":memory:" : folder / "file", false);
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> committed = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      while (!stop) {
        const auto writer = store->write(soon());
        const auto size = writer->size();
        writer->append(std::vector{record(size, {"pair"}), record(size + 1, {"pair"})});
        writer->commit();
        committed += 2;
      }
    });
  }
  std::vector<std::uint64_t> at_least;
  for (int i = 0; i < 10; ++i) {
    while (committed < 20u * static_cast<unsigned>(i)) std::this_thread::yield();
    at_least.push_back(committed);
    store->backup(folder / std::to_string(i));
  }
  stop = true;
  for (auto& thread : threads) thread.join();
  for (std::size_t i = 0; i < at_least.size(); ++i) {
    const auto copy = open_sqlite(folder / std::to_string(i), true);
    const auto size = copy->read()->size();
    CHECK(size >= at_least[i]);
    CHECK(size % 2 == 0);
    CHECK(copy->integrity_fault() == std::nullopt);
  }
}

}  // namespace metaqore::storage
