#include <SQLiteCpp/Database.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "base/interruption.hpp"
#include "support/engines.hpp"

using namespace metaqore;
using namespace metaqore::test;
using namespace std::chrono_literals;

// Nobody here waits for a timeout: where a host is not asked, a test lasts an hour.

namespace {

const Session patient{"agent", Role::agent, "", 1h};

std::chrono::steady_clock::time_point in_an_hour() { return std::chrono::steady_clock::now() + 1h; }

/// The reason of the Error(busy) that a call throws, and that is in one line.
std::string busy_reason_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::busy);
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
    return error.reason();
  }
  return "it went well";
}

/// A host that lets a call wait until it is asked this often.
struct Host {
  int patience = 2;
  std::atomic<int> asked = 0;
  Hooks hooks() {
    return {.interrupted = [this] { return ++asked >= patience; }};
  }
};

/// Waits for every writer, and refuses the first two commits.
class AskingStore final : public storage::Store {
 public:
  std::unique_ptr<storage::Reader> read() override { return store_.read(); }
  std::unique_ptr<storage::Writer> write(std::chrono::steady_clock::time_point deadline) override {
    (void)base::next_question();
    if (++writers_ < 4) std::this_thread::sleep_for(60ms);
    if (base::interrupted()) throw base::interruption();
    return store_.write(deadline);
  }
  bool durable() const noexcept override { return true; }
  bool read_only() const noexcept override { return false; }
  std::optional<std::string> integrity_fault() override { return std::nullopt; }
  void backup(const std::string& path) override { store_.backup(path); }

 private:
  storage::FakeStore store_{{.round_trip = 0us, .refuse_first = 2}};
  int writers_ = 0;
};

}  // namespace

TEST_CASE("interruption: a call that waits for another's lock ends when its host says so, and writes nothing",
          "[interruption]") {
  Folder folder;
  Host host;
  auto engine = Engine::open({.storage = folder / "team.db"}, host.hooks());
  auto state = engine.state(patient);
  const Project project{.id = "proj_p", .name = "p"};
  const auto other = storage::open_sqlite(folder / "team.db", false);
  {
    const auto lock = other->write(in_an_hour());
    CHECK(host.asked == 0);
    CHECK(busy_reason_of([&] { state.create_project(project); }) == "engine.interrupted");
    CHECK(host.asked == 2);  // and not again after its yes
    host.asked = 0;
    CHECK(busy_reason_of([&] { state.create_project(project); }) == "engine.interrupted");
  }
  CHECK(state.list_projects().items.empty());
  CHECK(state.create_project(project).id == "proj_p");
  CHECK(engine.ledger().verify().ok);
}

TEST_CASE("interruption: who waits behind another thread leaves the queue, and the others go on",
          "[interruption]") {
  Folder folder;
  const std::thread::id nobody{};
  std::atomic<std::thread::id> impatient = nobody;
  auto engine = Engine::open({.storage = folder / "team.db"},
                             {.interrupted = [&] { return impatient.load() == std::this_thread::get_id(); }});
  const auto other = storage::open_sqlite(folder / "team.db", false);
  auto lock = other->write(in_an_hour());
  std::vector<std::thread> threads;
  for (const auto* name : {"first", "second"}) {
    threads.emplace_back([&, name] { engine.state(patient).create_project({.name = name}); });
    std::this_thread::sleep_for(20ms);
  }
  impatient = std::this_thread::get_id();
  CHECK(busy_reason_of([&] { engine.state(patient).create_project({.name = "never"}); }) ==
        "engine.interrupted");
  lock.reset();
  for (auto& thread : threads) thread.join();
  CHECK(engine.state(patient).list_projects().items.size() == 2);
}

TEST_CASE("interruption: one who leads and gives up leaves the lead to who waits behind", "[interruption]") {
  Folder folder;
  std::atomic<bool> ends = false;
  const auto leader = std::this_thread::get_id();
  auto engine = Engine::open({.storage = folder / "team.db"},
                             {.interrupted = [&] { return ends && std::this_thread::get_id() == leader; }});
  const auto other = storage::open_sqlite(folder / "team.db", false);
  auto lock = other->write(in_an_hour());
  std::thread behind([&] {
    std::this_thread::sleep_for(50ms);
    ends = true;
    engine.state(patient).create_project({.name = "behind"});
  });
  CHECK(busy_reason_of([&] { engine.state(patient).create_project({.name = "never"}); }) ==
        "engine.interrupted");
  lock.reset();
  behind.join();
  CHECK(engine.state(patient).list_projects().items.at(0).name == "behind");
}

TEST_CASE("interruption: a storage in memory that another uses is waited for no longer", "[interruption]") {
  Host host;
  const auto ask = host.hooks().interrupted;
  const auto store = storage::open_sqlite(":memory:", false);
  const auto lock = store->write(in_an_hour());
  const base::Interruptible interruptible(ask);
  CHECK(busy_reason_of([&] { (void)store->write(in_an_hour()); }) == "engine.interrupted");
  CHECK(busy_reason_of([&] { (void)store->read(); }) == "engine.interrupted");
  CHECK(host.asked == 2);
}

TEST_CASE("interruption: a file that another program locks is waited for no longer", "[interruption]") {
  Folder folder;
  (void)Engine::open({.storage = folder / "team.db"});
  SQLite::Database other(folder / "team.db", SQLite::OPEN_READWRITE);
  other.exec("PRAGMA locking_mode = EXCLUSIVE");
  other.exec("BEGIN EXCLUSIVE");
  Host host;
  CHECK(busy_reason_of([&] { (void)Engine::open({.storage = folder / "team.db"}, host.hooks()); }) ==
        "engine.interrupted");
  CHECK(host.asked == 2);
}

TEST_CASE("interruption: close() waits for calls no longer, and may be called again", "[interruption]") {
  Folder folder;
  const auto closer = std::this_thread::get_id();
  auto engine = Engine::open({.storage = folder / "team.db"},
                             {.interrupted = [&] { return std::this_thread::get_id() == closer; }});
  const auto other = storage::open_sqlite(folder / "team.db", false);
  auto lock = other->write(in_an_hour());
  std::thread waiting([&] { engine.state(patient).create_project({.name = "p"}); });
  std::this_thread::sleep_for(20ms);
  CHECK(busy_reason_of([&] { engine.close(); }) == "engine.interrupted");
  CHECK_THROWS_AS(engine.state(patient), Error);  // closed to new calls all the same
  lock.reset();
  waiting.join();
  engine.close();
  CHECK(Engine::open({.storage = folder / "team.db"}).state(patient).list_projects().items.size() == 1);
}

TEST_CASE("interruption: a host that throws instead of answering has not ended anything", "[interruption]") {
  Folder folder;
  std::atomic<int> asked = 0;
  auto engine = Engine::open({.storage = folder / "team.db"}, {.interrupted = [&]() -> bool {
                               ++asked;
                               throw std::runtime_error("ignored");
                             }});
  const auto other = storage::open_sqlite(folder / "team.db", false);
  auto lock = other->write(in_an_hour());
  std::thread waiting([&] { engine.state(patient).create_project({.name = "p"}); });
  while (asked < 3) std::this_thread::sleep_for(1ms);
  lock.reset();
  waiting.join();
  CHECK(engine.state(patient).list_projects().items.size() == 1);
}

TEST_CASE("interruption: who runs again for all who wait is not asked any more", "[interruption]") {
  Host host;
  auto engine = EngineAccess::open(std::make_unique<AskingStore>(), fixed_environment(), {}, host.hooks());
  CHECK(engine.state(patient).create_project({.name = "p"}).name == "p");
  CHECK(host.asked == 1);  // before the seed's first try; a second question would have ended it
}
