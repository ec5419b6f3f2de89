#include "state/write_queue.hpp"

#include <catch2/catch.hpp>
#include <thread>

#include "state/verify.hpp"
#include "support/engines.hpp"
#include "torture/power_vfs.hpp"

using namespace metaqore;
using namespace metaqore::test;
using namespace std::chrono_literals;

namespace {

/// Records an actor, and then does what the test wants.
struct Recording final : state::Operation {
  explicit Recording(
      std::string actor, std::function<void()> what = [] {})
      : name(std::move(actor)), then(std::move(what)) {}
  std::string_view action() const noexcept override { return "test"; }
  void execute(state::Transaction& transaction) override {
    sequence = transaction.record({"actor.registered"},
                                  state::Actor{transaction.make_id("actr_"), name, transaction.time()});
    then();
  }
  std::string name;
  std::function<void()> then;
  std::uint64_t sequence = 0;
};

const Session session{"agent"};

}  // namespace

TEST_CASE("write queue: an operation that fails after it has recorded leaves nothing, and the others stay",
          "[queue]") {
  Folder folder;
  const auto store = make_store(GENERATE(On::file, On::memory, On::fake), folder);
  state::WriteQueue queue(*store, fixed_environment());
  const auto run = [&](state::Operation& operation) { queue.run(operation, &session, 10s); };
  Recording first("first"), failing("failing", [] { throw std::logic_error("changed its mind"); }),
      last("last");
  run(first);
  CHECK_THROWS_WITH(run(failing), "changed its mind");
  run(last);
  CHECK(first.sequence == 0);
  CHECK(last.sequence == 1);
  const auto records = store->read()->records(0, 10);
  REQUIRE(records.size() == 2);
  CHECK(records[1].row.body.find("last") != std::string::npos);

  const auto result = state::verify(*store);
  INFO(result.message);
  CHECK(result.ok);
}

TEST_CASE("write queue: engines that take turns on one file notice what the other wrote", "[queue]") {
  Folder folder;
  std::vector<Engine> engines{open_engine(On::file, folder), open_engine(On::file, folder)};
  const auto project = engines[0].state({"agent"}).create_project({.name = "p"}).id;
  for (std::size_t i = 0; i < 20; ++i) {
    auto agent = engines[i / 3 % 2].state({"agent"});
    CHECK(agent.declare({.lineage = {project, "plan"}, .data = Json(std::to_string(i))}).artifact.version ==
          i + 1);
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
  state::WriteQueue queue(*store, fixed_environment());
  constexpr int threads = 16;
  std::vector<std::thread> running;
  std::atomic<int> written = 0, failed = 0;

  auto lock = other->write(std::chrono::steady_clock::now() + 10s);  // until all wait
  for (int t = 0; t < threads; ++t) {
    running.emplace_back([&, t] {
      Recording operation(std::to_string(t), [t] {
        if (t % 4 == 0) throw std::logic_error("this one fails");
      });
      try {
        queue.run(operation, &session, 10s);
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
      declare(i);
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
