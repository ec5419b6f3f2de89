// Four processes write a file, and something befalls it that a machine's other programs do to files:
// torture_neighbours [RUNS] [SEED]
//
// campaign neighbours: whatever it was, what was acknowledged is there once all have closed, and the file
// opens.

#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <optional>

#include "torture/accidents.hpp"
#include "torture/trial.hpp"

namespace metaqore::torture {

namespace {

namespace fs = std::filesystem;

/// Two of the writers keep their engine, two open it anew now and then; but all beside another user, who may
/// be alone with the file then, and nobody where the name may lead nowhere.
bool keeps_engine(const Round& round, unsigned writer) {
  return (writer < 2 && !has_users(round.accident)) || round.accident == Accident::moved_and_put_back;
}

void refused(const Round& round, const mq::Error& error) {
  if (is_harmless(round.accident)) {
    fault(std::string("was refused: ") + error.what());
  } else {
    note("a writer was refused: " + error.reason());
  }
}

/// Declares with one engine until the round ends, or it has had enough of it.
void write_with(const Round& round, mq::Engine& engine, std::size_t count, Random& random, bool gives_up) {
  Agent agent(engine, round.path);
  for (; count > 0 && !round.common.stop; --count) {
    try {
      step("declares");
      agent.declare();
      ++round.common.acknowledged;
      if (random.chance(30)) pause_up_to(random, 2'000);  // or it alone would have the file
    } catch (const mq::Error& error) {
      refused(round, error);
      if (gives_up) return;
      pause_up_to(random, 5'000);
    }
  }
}

void write(const Round& round, unsigned writer, bool inside) {
  Random random(round.seed * 7 + writer);
  if (has_users(round.accident)) become(owner);
  std::optional<std::thread> within;
  // A lock that one of them loses is not made up for by another's.
  if (inside && (writer == 0 || is_harmless(round.accident)))
    within.emplace([&] { befall(round, Random(round.seed)); });
  bool first = true;
  while (!round.common.stop) {
    try {
      step("opens");
      auto engine = open_engine(round.path);
      if (first) ++round.common.opened;
      first = false;
      const bool keeps = keeps_engine(round, writer);
      const bool gives_up = round.accident != Accident::moved_and_put_back && random.chance(50);
      write_with(round, engine, keeps ? SIZE_MAX : 1 + random.below(20), random, gives_up);
      step("closes");
      engine.close();
      if (has_users(round.accident)) pause_up_to(random, 5'000);
    } catch (const mq::Error& error) {
      refused(round, error);
      pause_up_to(random, 5'000);
    }
  }
  if (within) within->join();
}

/// The round until all have closed, or are dead.
void play(const Round& round, bool inside) {
  Random random(~std::uint64_t{round.seed});
  std::array<pid_t, writers> processes{};
  for (unsigned i = 0; i < writers; ++i)
    processes.at(i) = start("writer" + std::to_string(i), [&] { write(round, i, inside); });
  pid_t neighbour = 0;
  if (!inside) neighbour = start("neighbour", [&] { befall(round, Random(round.seed)); });
  step("waits for writers");
  round.common.wait_for_writers();
  step("waits for work");
  round.common.wait_for_more(60 + static_cast<unsigned>(random.below(60)));
  if (kills_writers(round.accident)) {
    waitpid(neighbour, nullptr, 0);
    round.common.wait_for_more(1 + static_cast<unsigned>(random.below(20)));
    for (unsigned i = 0; i < writers; ++i) kill_process(processes.at(i), "writer" + std::to_string(i));
  }
  round.common.stop = true;
  step("waits for all");
  wait_for_children();
}

void flip_bit(const std::string& path, Random random) {
  const int file = open(path.c_str(), O_RDWR | O_CLOEXEC);
  struct stat status{};
  if (file < 0 || fstat(file, &status) != 0 || status.st_size == 0) {
    note("no log was left over");
  } else {
    const auto place = static_cast<off_t>(random.below(static_cast<std::size_t>(status.st_size)));
    char byte = 0;
    if (pread(file, &byte, 1, place) != 1) std::abort();
    byte = static_cast<char>(byte ^ (1 << random.below(8)));
    if (pwrite(file, &byte, 1, place) != 1) std::abort();
  }
  close(file);
}

/// A file that may be damaged is refused, or its verification says so, or nothing is missing.
void look_for_unless_named(const Round& round, const std::map<std::string, std::string>& ids) {
  try {
    step("opens");
    auto engine = mq::Engine::open({.storage = round.path});
    step("verifies");
    if (engine.ledger().verify().ok) return look_for(round.path, ids);
    note("damage was named by verify");
  } catch (const mq::Error& error) {
    note("damage was named: " + error.reason());
  }
}

/// Over the file, or in its place.
void put_back(const Round& round, Random random) {
  fs::copy_file(round.backup(), round.path + ".copy");
  if (random.chance(50)) {
    fs::copy_file(round.path + ".copy", round.path, fs::copy_options::overwrite_existing);
  } else {
    fs::rename(round.path + ".copy", round.path);
  }
}

/// What was acknowledged before the backup is there; if need be, once the files were removed that are named.
void look_for_backup(const Round& round, const std::map<std::string, std::string>& ids) {
  look_for(round.backup(), ids);
  put_back(round, Random(round.seed));
  try {
    step("opens what was put back");
    mq::Engine::open({.storage = round.path}).close();
    note("a backup was opened beside a leftover log");
  } catch (const mq::Error& error) {
    note("a backup was refused beside a leftover log: " + error.reason());
    if (std::string(error.what()).find("-wal") == std::string::npos)
      fault(std::string("the refusal does not name what to remove: ") + error.what());
    for (const auto* suffix : {"-wal", "-shm"}) fs::remove(round.path + suffix);
  }
  look_for(round.path, ids);
}

Account trial(const Folder& folder, unsigned seed) {
  const Shared<Common> common;
  const Round round{static_cast<Accident>(seed % accidents), seed, folder / "team.db", *common};
  const bool inside = may_be_inside(round.accident) && seed / accidents % 2 == 0;
  Account account{.kind = std::string(name_of(round.accident)) + (inside ? ", by a writer" : "")};
  if (has_users(round.accident)) {
    if (geteuid() != 0) {
      account.not_run = "it takes root";
      return account;
    }
    const auto rest =
        round.accident == Accident::read_by_another_user ? fs::perms::none : fs::perms::others_write;
    fs::permissions(folder.path, fs::perms(0755) | rest);
    if (chown(folder.path.c_str(), owner, owner) != 0) std::abort();
  }
  stage(account, "round", [&] { play(round, inside); });
  if (!account.not_run.empty()) return account;
  if (kills_writers(round.accident)) {
    stage(account, "judge", [&] {
      if (round.accident == Accident::backup_put_back_beside_a_leftover_log)
        return look_for_backup(round, account.kept[round.backup()]);
      flip_bit(round.path + "-wal", Random(seed));
      look_for_unless_named(round, account.kept[round.path]);
    });
    return account;
  }
  fs::remove(round.second());
  if (has_users(round.accident)) stage(account, "reader", [&] { read_as_another_user(round); });
  judge(account, [&] {
    if (has_users(round.accident)) become(owner);
  });
  return account;
}

}  // namespace

}  // namespace metaqore::torture

int main(int argc, char** argv) {
  using namespace metaqore::torture;
  return run_campaign("neighbours", Arguments(argc, argv, 200), trial);
}
