// Processes that want to write one file at once.

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "storage/sqlite/file/database_file.hpp"
#include "support/sqlite_files.hpp"

namespace metaqore::storage {

namespace {

/// A process that opens the file, waits for its turn, and commits one record under a key. REQUIRES: another
/// writes, so that it has to wait.
pid_t begin_committing(const std::string& path, const std::string& key) {
  const auto before = sqlite::lock_range::first_ticket +
                      static_cast<off_t>(std::chrono::steady_clock::now().time_since_epoch().count());
  int opened[2];
  REQUIRE(pipe(opened) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    try {
      const auto store = open_sqlite(path, false);
      (void)!write(opened[1], "x", 1);
      commit(*store, {key});
      _exit(0);
    } catch (const std::exception& error) {
      (void)!write(2, error.what(), std::string(error.what()).size());
      _exit(1);
    }
  }
  char byte = 0;
  close(opened[1]);
  REQUIRE(read(opened[0], &byte, 1) == 1);
  close(opened[0]);
  sqlite::LockFile file;
  REQUIRE(file.open(path.c_str(), O_RDWR));
  for (int i = 0; i < 10'000 && !file.held_by_others(sqlite::Hold::exclusive, {before, 0}); ++i)
    std::this_thread::sleep_for(1ms);  // until it has its place
  return child;
}

int end_of(pid_t child) {
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}

}  // namespace

TEST_CASE("sqlite: processes write in the order in which they came", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  const auto store = open_sqlite(path, false);
  commit(*store, {"first"});
  auto writer = store->write(soon());
  std::vector<pid_t> children;
  for (int i = 0; i < 6; ++i) children.push_back(begin_committing(path, "key\t" + std::to_string(i)));
  writer.reset();
  commit(*store, {"last"});  // came after all of them
  for (const auto child : children) CHECK(end_of(child) == 0);
  const auto reader = store->read();
  for (int i = 0; i < 6; ++i) {
    const auto row = reader->get(Strings{"key\t" + std::to_string(i)}).at(0);
    REQUIRE(row.has_value());
    CHECK(row->sequence == static_cast<std::uint64_t>(i + 1));
  }
  CHECK(reader->get(Strings{"last"}).at(0)->sequence == 7);
}

TEST_CASE("sqlite: nobody waits for a process that waits and is stopped or dies", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  const auto store = open_sqlite(path, false);
  commit(*store, {"first"});
  auto writer = store->write(soon());
  const auto child = begin_committing(path, "child");
  const bool dies = GENERATE(true, false);
  kill(child, dies ? SIGKILL : SIGSTOP);
  std::this_thread::sleep_for(10ms);
  writer.reset();
  for (int i = 0; i < 3; ++i) {
    const auto again = store->write(std::chrono::steady_clock::now() + 2s);
    again->append(std::vector{record(again->size(), {"next"})});
    again->commit();
  }
  CHECK(store->read()->size() == 4);
  if (!dies) kill(child, SIGCONT);
  CHECK((end_of(child) == 0) == !dies);
  CHECK(store->read()->size() == (dies ? 4 : 5));
}

}  // namespace metaqore::storage
