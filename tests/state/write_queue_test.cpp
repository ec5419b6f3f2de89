#include "state/write/queue.hpp"

#include <catch2/catch.hpp>
#include <thread>

#include "state/core.hpp"
#include "state/verify.hpp"
#include "support/engines.hpp"
#include "torture/power_vfs.hpp"

using namespace metaqore;
using namespace metaqore::test;
using namespace std::chrono_literals;

namespace {

/// Records an actor, and then does what the test wants. Answers the sequence.
struct Recording {
  static constexpr std::string_view action = "test";
  std::string name;
  std::function<void()> then = [] {};

  std::uint64_t operator()(state::Transaction& transaction) const {
    const auto sequence = transaction.record(
        {"actor.registered"}, state::ActorRow{transaction.make_id("actr_"), name, transaction.time()});
    then();
    return sequence;
  }
};

/// Looks at the state before its turn, and says whether there was anything.
struct Prepared {
  static constexpr std::string_view action = "test";
  int& prepared;
  int& run;
  bool knew_of_it = false;

  void prepare(const state::View& view) {
    ++prepared;
    CHECK(run == 0);
    knew_of_it = !view.settings();
  }
  bool operator()(state::Transaction& transaction) const {
    ++run;
    transaction.record({"actor.registered"},
                       state::ActorRow{transaction.make_id("actr_"), "a", transaction.time()});
    return knew_of_it;
  }
};

const Session session{"agent"};

}  // namespace

TEST_CASE("write queue: an operation that fails after it has recorded leaves nothing, and the others stay",
          "[queue]") {
  Folder folder;
  state::Core core(make_store(GENERATE(On::file, On::memory, On::fake), folder), fixed_environment(), {});
  CHECK(core.write(Recording{"first"}, session) == 0);
  const Recording failing{"failing", [] { throw std::logic_error("changed its mind"); }};
  CHECK_THROWS_WITH(core.write(failing, session), "changed its mind");
  CHECK(core.write(Recording{"last"}, session) == 1);
  const state::Core::Call call(core);
  const auto records = call.read()->records(0, 10).items;
  REQUIRE(records.size() == 2);
  CHECK(records[1].row.body.find("last") != std::string::npos);

  const auto result = state::verify(call.store());
  INFO(result.message);
  CHECK(result.ok);
}

TEST_CASE("write queue: what an operation prepares is seen by it, and is prepared once, before its turn",
          "[queue]") {
  Folder folder;
  state::Core core(
      std::make_unique<storage::FakeStore>(storage::FakeOptions{.round_trip = 0us, .refuse_first = 2}),
      fixed_environment(), {});
  int prepared = 0, run = 0;
  CHECK(core.write(Prepared{prepared, run}, session));
  CHECK(prepared == 1);
  CHECK(run == 3);  // twice for a storage that could not serialise
}

TEST_CASE("write queue: engines that take turns on one file notice what the other wrote", "[queue]") {
  Folder folder;
  std::vector<Engine> engines{open_engine(On::file, folder), open_engine(On::file, folder)};
  const auto project = engines[0].state({"agent"}).create_project({.name = "p"}).id;
  for (std::size_t i = 0; i < 20; ++i) {
    auto agent = engines[i / 3 % 2].state({"agent"});
    const Candidate next{.lineage = {project, "plan"}, .data = Json(std::to_string(i)), .base = i};
    CHECK(agent.declare(next).artifact.version == i + 1);
  }
  CHECK(engines[0].ledger().head() == engines[1].ledger().head());
  CHECK(engines[0].ledger().verify().ok);
}

TEST_CASE("write queue: threads that wait share a commit, and a failing one among them fails alone",
          "[queue]") {
  Folder folder;
  fault::PowerVfs disk(1);
  const auto store = storage::open_sqlite(folder / "team.db", false);
  const auto other = storage::open_sqlite(folder / "team.db", false);
  state::WriteQueue queue(*store, Durability::full, fixed_environment());
  constexpr int threads = 16;
  std::vector<std::thread> running;
  std::atomic<int> written = 0, failed = 0;

  auto lock = other->write(std::chrono::steady_clock::now() + 10s);  // until all wait
  for (int t = 0; t < threads; ++t) {
    running.emplace_back([&, t] {
      const Recording operation{std::to_string(t), [t] {
                                  if (t % 4 == 0) throw std::logic_error("this one fails");
                                }};
      try {
        std::optional<state::Leap> leap;
        queue.run({Recording::action, session, operation}, leap);
        ++written;
      } catch (const std::logic_error&) {
        ++failed;
      }
    });
  }
  std::this_thread::sleep_for(100ms);
  const auto syncs = disk.syncs();
  lock.reset();
  for (auto& thread : running) thread.join();
  CHECK(written == 12);
  CHECK(failed == 4);
  CHECK(disk.syncs() - syncs < 6);  // one for all who waited in time
  CHECK(store->read()->size() == 12);
  CHECK(state::verify(*store).ok);
}

TEST_CASE("write queue: a disk that fails or is full fails the calls under way, and no more", "[queue]") {
  Folder folder;
  fault::PowerVfs disk(1);
  auto engine = EngineAccess::open(storage::open_sqlite(folder / "team.db", false), fixed_environment(), {});
  auto agent = engine.state({"agent"});
  const auto project = agent.create_project({.name = "p"}).id;
  const auto declare = [&](int i) {
    return agent.declare(
        {.lineage = {project, "plan"}, .data = Json(std::to_string(i)), .id = "art_" + std::to_string(i)});
  };
  const auto reason_of = [&](int i) -> std::string {
    try {
      (void)declare(i);
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::storage);
      return error.reason();
    }
    return "it went well";
  };
  REQUIRE(declare(0));
  disk.limit_bytes(0);
  CHECK(reason_of(1) == "storage.full");
  disk.lift_limit();
  CHECK(declare(1).artifact.version == 2);
  disk.fail_sync(1);
  CHECK(reason_of(2) == "storage.io");
  CHECK(declare(2).artifact.version == 3);
  disk.fail_write(1);
  CHECK(reason_of(3) == "storage.io");
  CHECK(declare(3).artifact.version == 4);
  const auto result = engine.ledger().verify();
  INFO(result.message);
  CHECK(result.ok);
}

TEST_CASE("write queue: a host that hears of a failed write may close the engine there: no lock is held",
          "[queue]") {
  Folder folder;
  fault::PowerVfs disk(1);
  std::optional<Engine> engine;
  std::vector<std::string> heard;
  const auto log = [&](LogLevel, std::string_view room, std::string_view, const Json& fields) {
    heard.push_back(std::string(room) + fields.text());
    engine->close();
  };
  engine = EngineAccess::open(storage::open_sqlite(folder / "team.db", false), fixed_environment(), {},
                              {.log = log});
  auto agent = engine->state({"agent"});
  disk.limit_bytes(0);
  CHECK_THROWS_AS(agent.create_project({.name = "p"}), Error);
  CHECK(heard == std::vector<std::string>{R"(storage{"reason":"storage.full"})"});
  CHECK_THROWS_AS(engine->state({"agent"}), Error);
  disk.lift_limit();
}
