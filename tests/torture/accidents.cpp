#include "torture/accidents.hpp"

#include <SQLiteCpp/Database.h>
#include <sched.h>
#include <sys/mount.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace metaqore::torture {

namespace {

namespace fs = std::filesystem;

struct Description {
  const char* name;
  bool harmless;
  bool inside;
};

// In the order of the enumeration.
constexpr std::array<Description, accidents> descriptions{{
    {"its files are copied", true, true},
    {"its files are hashed", true, true},
    {"plain SQLite reads it", true, true},
    {"another user reads it", true, false},
    {"another user reads it, who may write its folder", true, false},
    {"a hard link to it is made", false, true},
    {"it is opened by a second hard link", false, false},
    {"it is opened where it is mounted a second time", false, false},
    {"it is moved and put back", false, true},
    {"its log is removed", false, true},
    {"its log's index is removed", false, true},
    {"its log and the index are removed", false, true},
    {"its writers are killed, and a bit of its log flips", false, false},
    {"its writers are killed, and a backup is put back beside its log", false, false},
}};

const Description& description(Accident accident) { return descriptions.at(static_cast<unsigned>(accident)); }

/// As a tool for backups does it that does not know of databases.
void copy(const Round& round) {
  for (const auto* suffix : {"", "-wal", "-shm"}) {
    std::error_code ignored;  // it may not be there
    fs::copy_file(round.path + suffix, round.path + ".copy", fs::copy_options::overwrite_existing, ignored);
  }
}

void hash(const Round& round) {
  for (const auto* suffix : {"", "-wal", "-shm"}) {
    std::ifstream file(round.path + suffix, std::ios::binary);
    unsigned sum = 0;
    for (char c = 0; file.get(c);) sum = sum * 31 + static_cast<unsigned char>(c);
    volatile unsigned result = sum;
    (void)result;
  }
}

void read_by_sqlite(const Round& round, Random& random) try {
  const int flags = random.chance(50) ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE;
  SQLite::Database database(round.path, flags, 1'000);
  if (database.execAndGet("SELECT count(*) FROM entries").getInt() > 0) note("read by plain SQLite");
} catch (const SQLite::Exception&) {
  // what it makes of the file is not ours
}

void read(const Round& round) try {
  step("opens to read");
  auto engine = mq::Engine::open({.storage = round.path, .read_only = true});
  step("verifies");
  if (const auto result = engine.ledger().verify(); !result.ok) fault("verify: " + result.message);
  note("read by another user");
} catch (const mq::Error& error) {
  note("another user was refused: " + error.reason());
}

/// Declares under the file's second name, if it is let.
void write_by_second_name(const Round& round) try {
  step("opens a second name");
  auto engine = open_engine(round.second());
  Agent agent(engine, round.path);
  for (int i = 0; i < 10; ++i) agent.declare();
  note("written by a second name");
  step("closes a second name");
  engine.close();
} catch (const mq::Error& error) {
  note("a second name was refused: " + error.reason());
}

/// What is acknowledged before is in the backup.
void back_up(const Round& round) {
  step("opens");
  auto engine = open_engine(round.path);
  Agent agent(engine, round.backup());
  for (int i = 0; i < 10; ++i) agent.declare();
  step("backs up");
  engine.backup(round.backup());
  step("closes");
  engine.close();
}

/// In a namespace that ends with this process.
bool mount_second_name(const Round& round) {
  const auto target = round.second();
  std::ofstream(target).flush();
  if (unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
      mount(round.path.c_str(), target.c_str(), nullptr, MS_BIND, nullptr) == 0)
    return true;
  skip(std::string("mounting is not permitted: ") + std::strerror(errno));
  return false;
}

void move_and_put_back(const Round& round, Random& random) {
  const auto away = round.path + ".away";
  fs::rename(round.path, away);
  pause_up_to(random, 20'000);
  fs::rename(away, round.path);
}

void remove_files(const Round& round) {
  const auto accident = round.accident;
  if (accident != Accident::index_removed) unlink((round.path + "-wal").c_str());
  if (accident != Accident::log_removed) unlink((round.path + "-shm").c_str());
}

template <class Work>
void until_stop(const Round& round, Random& random, Work work) {
  while (!round.common.stop) {
    work();
    pause_up_to(random, 2'000);
  }
}

}  // namespace

const char* name_of(Accident accident) { return description(accident).name; }
bool is_harmless(Accident accident) { return description(accident).harmless; }
bool may_be_inside(Accident accident) { return description(accident).inside; }

bool kills_writers(Accident accident) {
  return accident == Accident::bit_of_a_leftover_log_flipped ||
         accident == Accident::backup_put_back_beside_a_leftover_log;
}

bool has_users(Accident accident) {
  return accident == Accident::read_by_another_user ||
         accident == Accident::read_by_another_user_in_a_shared_folder;
}

void Common::wait_for_writers() const {
  while (opened < writers && !stop) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

void Common::wait_for_more(unsigned count) const {
  using Clock = std::chrono::steady_clock;
  const auto enough = acknowledged + count;
  auto last = Clock::now();
  for (unsigned seen = acknowledged; seen < enough && Clock::now() - last < std::chrono::milliseconds(500);) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (const unsigned now = acknowledged; now != seen) {
      seen = now;
      last = Clock::now();
    }
  }
}

void read_as_another_user(const Round& round) {
  become(stranger);
  read(round);
}

void befall(const Round& round, Random random) {
  round.common.wait_for_writers();  // who opens while the name leads nowhere makes another file
  round.common.wait_for_more(static_cast<unsigned>(random.below(40)));
  if (round.common.stop) return note("a round was over before anything happened");
  switch (round.accident) {
    case Accident::copied:
      return until_stop(round, random, [&] { copy(round); });
    case Accident::hashed:
      return until_stop(round, random, [&] { hash(round); });
    case Accident::read_by_sqlite:
      return until_stop(round, random, [&] { read_by_sqlite(round, random); });
    case Accident::read_by_another_user:
    case Accident::read_by_another_user_in_a_shared_folder:
      become(stranger);
      return until_stop(round, random, [&] { read(round); });
    case Accident::linked:
    case Accident::opened_by_a_second_link:
      fs::create_hard_link(round.path, round.second());
      if (round.accident == Accident::opened_by_a_second_link) write_by_second_name(round);
      return;
    case Accident::opened_by_a_second_mount:
      if (mount_second_name(round)) write_by_second_name(round);
      return;
    case Accident::moved_and_put_back:
      return until_stop(round, random, [&] { move_and_put_back(round, random); });
    case Accident::log_removed:
    case Accident::index_removed:
    case Accident::log_and_index_removed:
      return remove_files(round);
    case Accident::bit_of_a_leftover_log_flipped:
      return;  // once the writers are dead
    case Accident::backup_put_back_beside_a_leftover_log:
      return back_up(round);  // which is put back once they are dead
  }
}

}  // namespace metaqore::torture
