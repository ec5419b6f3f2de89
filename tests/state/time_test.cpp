// What times entries have where clocks are wrong.

#include <catch2/catch.hpp>
#include <thread>

#include "base/time.hpp"
#include "support/engines.hpp"

using namespace metaqore;
using namespace metaqore::test;
using namespace std::chrono_literals;

namespace {

/// A clock that a test sets.
struct HandClock final : base::Clock {
  Time time = noon;
  Time now() override { return time; }

  static constexpr Time noon = std::chrono::sys_days{std::chrono::year{2026} / 7 / 1} + 12h;
};

constexpr Time far_ahead = std::chrono::sys_days{std::chrono::year{2099} / 1 / 1};

/// A file with an engine, and a clock for it.
struct Desk {
  explicit Desk(On on = On::memory, Hooks hooks = {}) : engine(open(on, std::move(hooks))) {}

  Engine open(On on, Hooks hooks = {}) const {
    return EngineAccess::open(make_store(on, folder), {clock, random}, {}, std::move(hooks));
  }

  /// The time of the entry that a project is recorded by when the clock says this.
  Time write_at(Time now) { return write_at(engine, now); }
  Time write_at(Engine& by, Time now) const {
    clock->time = now;
    const auto sequence = by.state({"agent"}).create_project({.name = "p"}).sequence;
    return by.ledger().entries({.from = sequence, .limit = 1}).at(0).time;
  }

  Folder folder;
  std::shared_ptr<HandClock> clock = std::make_shared<HandClock>();
  std::shared_ptr<CountingRandom> random = std::make_shared<CountingRandom>();
  Engine engine;
};

struct Heard {
  Hooks hooks() {
    return {
        .log = [this](LogLevel level, std::string_view room, std::string_view message, const Json& fields) {
          records.push_back(std::to_string(static_cast<int>(level)) + " " + std::string(room) + ": " +
                            std::string(message) + " " + fields.text());
          then();
        }};
  }
  std::vector<std::string> records;
  std::function<void()> then = [] {};
};

}  // namespace

TEST_CASE("time: where the clock is behind the last entry, what passes is added to that", "[time]") {
  Desk desk(GENERATE(On::file, On::memory, On::fake));
  const auto noon = HandClock::noon;
  CHECK(desk.write_at(noon) == noon);
  CHECK(desk.write_at(far_ahead) == far_ahead);
  CHECK(desk.write_at(noon + 1s) == far_ahead);  // nobody knows what has passed since the clock was set back
  CHECK(desk.write_at(noon + 2s) == far_ahead + 1s);
  CHECK(desk.write_at(noon + 2s) == far_ahead + 1s);
  CHECK(desk.write_at(noon + 1min) == far_ahead + 59s);
  CHECK(desk.write_at(noon - 1h) == far_ahead + 59s);  // set back once more
  CHECK(desk.write_at(noon - 1h + 3s) == far_ahead + 62s);
  CHECK(desk.write_at(far_ahead + 1h) == far_ahead + 1h);  // the clock is right again
  CHECK(desk.write_at(far_ahead + 1h + 1s) == far_ahead + 1h + 1s);
  CHECK(desk.engine.ledger().verify().ok);
}

TEST_CASE("time: an engine that is opened anew goes on from the last entry", "[time]") {
  Desk desk(On::file);
  const auto noon = HandClock::noon;
  CHECK(desk.write_at(far_ahead) == far_ahead);
  desk.engine.close();
  for (int restart = 0; restart < 3; ++restart) {
    auto engine = desk.open(On::file);
    const auto start = noon + restart * 1h;
    const auto last = far_ahead + restart * 2s;
    CHECK(desk.write_at(engine, start) == last);
    CHECK(desk.write_at(engine, start + 2s) == last + 2s);
    engine.close();
  }
}

TEST_CASE("time: engines that take turns on one file never go back, and time passes for all", "[time]") {
  Desk desk(On::file);
  const auto noon = HandClock::noon;
  CHECK(desk.write_at(far_ahead) == far_ahead);
  std::vector<Engine> engines{desk.engine, desk.open(On::file), desk.open(On::file)};
  Time last = far_ahead;
  for (int i = 0; i < 30; ++i) {
    const auto time = desk.write_at(engines[static_cast<std::size_t>(i * 7 % 3)], noon + i * 1s);
    CHECK(time >= last);
    last = time;
  }
  CHECK(last >= far_ahead + 25s);
  CHECK(desk.engine.ledger().verify().ok);
}

TEST_CASE("time: a write that fails or runs again changes no time of those that stay", "[time]") {
  const auto times = [](On on, bool with_failures) {
    Desk desk(on);  // the fake refuses to serialise now and then
    std::vector<Time> found{desk.write_at(far_ahead)};
    for (int i = 0; i < 12; ++i) {
      found.push_back(desk.write_at(HandClock::noon - i / 5 * 1h + i * 1s));
      if (with_failures)
        CHECK_THROWS_AS(desk.engine.state({"agent"}).declare({.lineage = {"proj_none", "plan"}}), Error);
    }
    return found;
  };
  const auto expected = times(On::memory, false);
  CHECK(expected.back() > far_ahead);
  CHECK(times(On::fake, false) == expected);
  CHECK(times(On::file, true) == expected);
  CHECK(times(On::fake, true) == expected);
}

TEST_CASE("time: after the last moment that an entry can say, time stands still", "[time]") {
  Desk desk;
  const auto last = base::parse_time("9999-12-31T23:59:59.999999Z").value();
  CHECK(desk.write_at(last - 1s) == last - 1s);
  CHECK(desk.write_at(HandClock::noon) == last - 1s);
  CHECK(desk.write_at(HandClock::noon + 1h) == last);
  CHECK(desk.write_at(last + 1h) == last);
  CHECK(desk.write_at(HandClock::noon + 2h) == last);
  CHECK(desk.engine.ledger().verify().ok);
}

TEST_CASE("time: a leap ahead is told once for each engine, with both times", "[time]") {
  Heard heard;
  Desk desk(On::file, heard.hooks());
  const auto noon = HandClock::noon;
  desk.write_at(noon + 1min);
  desk.write_at(noon);
  CHECK(heard.records.empty());
  desk.write_at(far_ahead);
  CHECK(heard.records.empty());
  desk.write_at(noon);
  const std::string told =
      "2 state: the last entry is later than this host's clock, and time goes on from there; set the clock "
      R"(that is wrong {"clock":"2026-07-01T12:00:00.000000Z","last":"2099-01-01T00:00:00.000000Z"})";
  CHECK(heard.records == std::vector{told});
  desk.write_at(noon + 1s);
  desk.write_at(noon - 1h);
  CHECK(heard.records.size() == 1);

  Heard other;
  auto engine = desk.open(On::file, other.hooks());
  CHECK(other.records.empty());
  CHECK_THROWS_AS(engine.state({"agent"}).declare({.lineage = {"proj_none", "plan"}}), Error);
  CHECK(other.records.size() == 1);  // a call that fails tells it as well
  desk.write_at(engine, noon);
  CHECK(other.records.size() == 1);
}

TEST_CASE("time: a host that hears of a leap may close the engine there: no lock is held", "[time]") {
  Heard heard;
  Desk desk(On::file, heard.hooks());
  desk.write_at(far_ahead);
  heard.then = [&] { desk.engine.close(); };
  desk.clock->time = HandClock::noon;
  CHECK(desk.engine.state({"agent"}).create_project({.name = "p"}).created_at == far_ahead);
  CHECK(heard.records.size() == 1);
  CHECK_THROWS_AS(desk.engine.state({"agent"}), Error);
}

TEST_CASE("time: threads that write at once while the clock is behind have times in their order", "[time]") {
  Heard heard;
  Desk desk(On::file, heard.hooks());
  desk.write_at(far_ahead);
  desk.clock->time = HandClock::noon;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      auto agent = desk.engine.state({"agent" + std::to_string(t)});
      for (int i = 0; i < 10; ++i) agent.create_project({.name = "p"});
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(heard.records.size() == 1);
  CHECK(desk.engine.ledger().verify().ok);
}
