#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>
#include <map>

#include "support/engines.hpp"

using namespace metaqore;
using namespace metaqore::test;

namespace {

/// Declares work of several kinds: accepted, converged, blocked, and by an id of the host's.
void work(Engine& engine) {
  auto planner = engine.state({"planner"}), coder = engine.state({"coder"});
  const auto project = planner.create_project({.id = "proj_team", .name = "chatbot"}).id;
  for (int version = 0; version < 3; ++version) {
    (void)planner.declare({.lineage = {project, "plan"}, .data = Json(std::to_string(version))});
    (void)coder.declare({.lineage = {project, "plan"}, .data = Json("\"mine\"")});
    (void)coder.declare({.lineage = {project, "plan"}, .data = Json(std::to_string(version))});
    (void)coder.declare({.lineage = {project, "code", std::to_string(version)},
                         .depends_on = {"plan"},
                         .id = "art_" + std::to_string(version)});
  }
}

std::vector<std::string> bytes_of(const Engine& engine) {
  std::vector<std::string> bytes;
  for (const auto& entry : engine.ledger().entries({.limit = 1'000})) bytes.push_back(entry.bytes);
  return bytes;
}

}  // namespace

TEST_CASE("ledger: with clock and randomness fixed, the same calls give the same bytes on every storage",
          "[ledger]") {
  Folder folder;
  auto file = open_engine(On::file, folder), memory = open_engine(On::memory, folder),
       fake = open_engine(On::fake, folder);  // which refuses to serialise now and then
  for (auto* engine : {&file, &memory, &fake}) work(*engine);
  CHECK(bytes_of(file).size() == 19);
  CHECK(bytes_of(file) == bytes_of(memory));
  CHECK(bytes_of(file) == bytes_of(fake));
  CHECK(file.ledger().head() == fake.ledger().head());
}

TEST_CASE("ledger: the entries of a project and of a trace are numbered without a gap", "[ledger]") {
  Folder folder;
  auto engine = open_engine(GENERATE(On::file, On::memory, On::fake), folder);
  const std::string trace(32, 'a');
  std::vector<std::string> projects;
  for (const auto* name : {"one", "other"}) {
    projects.push_back(
        engine.state({.actor = "planner", .trace_id = trace}).create_project({.name = name}).id);
  }
  for (int i = 0; i < 3; ++i) {
    for (const auto& project : projects) {
      for (const auto* actor : {"planner", "coder"}) {
        auto state = engine.state({.actor = actor, .trace_id = i == 0 ? trace : ""});
        (void)state.declare({.lineage = {project, "plan"}, .data = Json(std::to_string(i))});
        CHECK_THROWS_AS(state.declare({.lineage = {"proj_none", "plan"}}), Error);
      }
    }
  }
  std::map<std::string, std::uint64_t> next;
  for (const auto& entry : engine.ledger().entries({.limit = 1'000})) {
    INFO(entry.bytes);
    if (entry.project.empty()) {
      CHECK_FALSE(entry.project_number.has_value());
    } else {
      CHECK(entry.project_number == next[entry.project]++);
    }
    if (entry.trace.empty()) {
      CHECK_FALSE(entry.trace_number.has_value());
    } else {
      CHECK(entry.trace_number == next[entry.trace]++);
    }
    CHECK(entry.rules == (entry.verdict.empty() ? 0 : 2));
  }
  CHECK(next.size() == 3);
}

TEST_CASE("ledger: time never runs backwards", "[ledger]") {
  struct Backwards final : base::Clock {
    Time time{std::chrono::hours{24 * 365 * 50}};
    Time now() override { return time -= std::chrono::hours{1}; }
  };
  Folder folder;
  auto environment = fixed_environment();
  environment.clock = std::make_shared<Backwards>();
  auto engine = EngineAccess::open(make_store(On::memory, folder), environment, {});
  work(engine);
  const auto entries = engine.ledger().entries();
  for (const auto& entry : entries) CHECK(entry.time == entries.front().time);
  CHECK(engine.ledger().verify().ok);
}

TEST_CASE("ledger: a tampered file is found out, and the first bad entry named", "[ledger]") {
  struct Attack {
    const char* name;
    const char* sql;
    std::optional<std::uint64_t> first_bad;
  };
  const auto attack = GENERATE(values<Attack>({
      {"an entry changed",
       "UPDATE entries SET entry = replace(entry, 'accepted', 'Accepted') WHERE sequence = 3", 3},
      {"a tree hash changed", "UPDATE entries SET hashes = zeroblob(length(hashes)) WHERE sequence = 5", 5},
      {"an entry removed", "DELETE FROM entries WHERE sequence = 6", 6},
      {"two entries exchanged",
       "UPDATE entries SET sequence = 99 WHERE sequence = 7; UPDATE entries SET sequence = 7 WHERE sequence "
       "= 8; "
       "UPDATE entries SET sequence = 8 WHERE sequence = 99",
       7},
      {"a row changed",
       "UPDATE rows SET body = replace(body, 'planner', 'coder_x') WHERE kind = 'actor' AND sequence < 5", 1},
      {"a row's kind changed to one that its body fits",
       "UPDATE rows SET kind = 'project' WHERE sequence = 1; DELETE FROM keys WHERE sequence = 1 AND key "
       "LIKE 'actor%'",
       1},
      {"a byte moved from the body to the payload",
       "UPDATE rows SET payload = '}' || payload, body = substr(body, 1, length(body) - 1) WHERE sequence = "
       "5",
       5},
      {"a row's kind changed", "UPDATE rows SET kind = 'convergence' WHERE sequence = 3", 3},
      {"a salt changed", "UPDATE rows SET salt = zeroblob(32) WHERE sequence = 4", 4},
      {"a row removed", "DELETE FROM rows WHERE sequence = 9", 9},
      {"an index entry removed", "DELETE FROM keys WHERE sequence = 3 AND key NOT LIKE '%art_%'", 3},
      {"an index entry added", "INSERT INTO keys VALUES ('latest' || char(9) || 'x', 4)", std::nullopt},
      {"a row without an entry",
       "INSERT INTO rows SELECT 1000, kind, salt, body, payload FROM rows WHERE sequence = 4", std::nullopt},
      {"a row that none can follow",
       "INSERT INTO rows SELECT 9223372036854775807, kind, salt, body, payload FROM rows WHERE sequence = 4",
       19},
      {"an entry's number in its project changed", "UPDATE numbers SET number = 1000 WHERE sequence = 5", 5},
      {"an entry's number leads elsewhere", "UPDATE numbers SET sequence = 6 WHERE sequence = 5", 5},
      {"an entry's number removed", "DELETE FROM numbers WHERE sequence = 5", 5},
      {"a number added", "INSERT INTO numbers VALUES ('trace' || char(9) || 'x', 0, 4)", std::nullopt},
      {"what is open taken off its list", "DELETE FROM open_keys", std::nullopt},
      {"what is not open put on a list", "INSERT INTO open_keys VALUES ('blocked', 'x', 4)", std::nullopt},
      {"a signed head, which nothing writes yet", "INSERT INTO signed_heads VALUES (19, 'signed')",
       std::nullopt},
      {"an index entry without a row", "INSERT INTO keys VALUES ('latest' || char(9) || 'x', 1000)",
       std::nullopt},
  }));
  INFO(attack.name);
  Folder folder;
  {
    auto engine = open_engine(On::file, folder);
    work(engine);
    const auto before = engine.ledger().verify();
    INFO(before.message);
    REQUIRE(before.ok);
    REQUIRE(before.head == engine.ledger().head());
  }
  {
    SQLite::Database file(folder / "team.db", SQLite::OPEN_READWRITE);
    file.exec(attack.sql);
  }
  const auto result = Engine::open({.storage = folder / "team.db", .read_only = true}).ledger().verify();
  INFO(result.message);
  CHECK_FALSE(result.ok);
  if (attack.first_bad) CHECK(result.first_bad == attack.first_bad);
}
