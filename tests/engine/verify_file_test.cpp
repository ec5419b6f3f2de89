// What becomes of files that are damaged: of their verification, which needs no engine, and of engines on
// them.

#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <functional>
#include <set>

#include "ledger/damage.hpp"
#include "support/engines.hpp"
#include "support/random.hpp"
#include "support/rounds.hpp"
#include "support/sqlite_files.hpp"

using namespace metaqore;
using namespace metaqore::test;

namespace {

constexpr const char* a_plan = "plan";

std::string reason_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.reason();
  }
  return "it went well";
}

/// Declares what is accepted, what converges, and what is blocked, each under an id; again the same.
void work(Engine& engine) {
  auto planner = engine.state({"planner"}), coder = engine.state({"coder"});
  planner.create_project({.id = "proj_p", .name = "chatbot"});
  for (const auto* data : {"1", "2"}) {
    (void)planner.declare(
        {.lineage = {"proj_p", a_plan}, .data = Json(data), .id = std::string("art_") + data});
  }
  (void)coder.declare({.lineage = {"proj_p", a_plan}, .data = Json("2"), .id = "art_same"});
  (void)coder.declare(
      {.lineage = {"proj_p", a_plan}, .data = Json("3"), .depends_on = {"code"}, .id = "art_3"});
}

std::string make_file(const Folder& folder) {
  auto engine = open_engine(On::file, folder);
  work(engine);
  return folder / "team.db";
}

void tamper(const std::string& path, const std::string& sql) {
  SQLite::Database(path, SQLite::OPEN_READWRITE).exec(sql);
}

}  // namespace

TEST_CASE("verify file: a whole file is answered as by its engine, and left as it is", "[verify_file]") {
  const Folder folder;
  const auto path = make_file(folder);
  const auto before = storage::content(path);
  const auto found = Ledger::verify_file(path);
  INFO(found.message);
  CHECK(found.ok);
  CHECK(storage::content(path) == before);
  auto engine = Engine::open({.storage = path});
  CHECK(found == engine.ledger().verify());
  engine.state({"agent"}).create_project({.name = "other"});
  CHECK(Ledger::verify_file(path) == engine.ledger().verify());  // beside a writer
}

TEST_CASE("verify file: nobody need be allowed to write", "[verify_file]") {
  const Folder folder;
  const auto path = make_file(folder);
  std::filesystem::permissions(path, std::filesystem::perms{0444});
  std::filesystem::permissions(folder.path, std::filesystem::perms{0555});
  const auto child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    constexpr unsigned nobody = 65'534;
    if (geteuid() == 0 && (setgid(nobody) != 0 || setuid(nobody) != 0)) _exit(2);
    try {
      _exit(Ledger::verify_file(path).ok ? 0 : 1);
    } catch (...) {
      _exit(3);
    }
  }
  int status = -1;
  waitpid(child, &status, 0);
  CHECK(status == 0);
}

TEST_CASE("verify file: what is no file of ours is an error", "[verify_file]") {
  const Folder folder;
  const auto path = folder / "file";
  CHECK(reason_of([&] { (void)Ledger::verify_file(path); }) == "storage.not_found");
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK(reason_of([&] { (void)Ledger::verify_file(""); }) == "storage.cannot_open");
  CHECK(reason_of([&] { (void)Ledger::verify_file(":memory:"); }) == "storage.not_found");
  storage::write_file(path, std::string(10'000, 'x'));
  CHECK(reason_of([&] { (void)Ledger::verify_file(path); }) == "storage.not_a_metaqore_file");
  std::filesystem::remove(path);
  SQLite::Database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE entries (x)");
  CHECK(reason_of([&] { (void)Ledger::verify_file(path); }) == "storage.not_a_metaqore_file");
  const auto newer = make_file(folder);
  tamper(newer, "PRAGMA user_version = 2");
  CHECK(reason_of([&] { (void)Ledger::verify_file(newer); }) == "storage.newer_version");
}

TEST_CASE("verify file: what keeps an engine from opening is answered", "[verify_file]") {
  struct Damage {
    const char* sql;
    std::optional<std::uint64_t> first_bad;
  };
  const auto damage = GENERATE(values<Damage>({
      {"CREATE TRIGGER evil AFTER INSERT ON entries BEGIN DELETE FROM keys; END", {}},
      {"DROP TABLE signed_heads", {}},
      {"PRAGMA user_version = 0", {}},
      {"UPDATE rows SET body = '{}' WHERE kind = 'settings'", 0},
      {"UPDATE rows SET body = replace(body, 'strict', 'strikt') WHERE kind = 'settings'", 0},
      {"DELETE FROM keys WHERE key LIKE 'settings%'", 0},
      {"DELETE FROM rows WHERE kind = 'settings'", 0},
  }));
  INFO(damage.sql);
  const Folder folder;
  const auto path = make_file(folder);
  tamper(path, damage.sql);
  CHECK_THROWS_AS(Engine::open({.storage = path}), Error);
  const auto found = Ledger::verify_file(path);
  INFO(found.message);
  CHECK_FALSE(found.ok);
  CHECK(found.first_bad == damage.first_bad);
  CHECK_FALSE(found.message.empty());
}

TEST_CASE("verify file: whichever bits of a file are turned, an engine answers or says that it is damaged",
          "[verify_file]") {
  const Folder folder;
  const auto path = make_file(folder), turned = folder / "turned.db";
  const auto whole = storage::content(path);
  Random random(11);
  // Where ids were turned, or the last entries are not found.
  const std::set<std::string> others{"state.id_taken", "state.project_not_found", "ledger.beyond_end"};
  std::size_t wrong = 0;
  const auto rounds = test::rounds(300);
  for (std::size_t round = 0; round < rounds; ++round) {
    auto data = whole;
    auto at = 100 + random.below(data.size() - 100);  // the header says what the file is
    while (data[at] == 0 && random.chance(95)) at = 100 + random.below(data.size() - 100);
    data[at] = static_cast<char>(data[at] ^ 1 << random.below(8));
    storage::write_file(turned, data);
    INFO("round " << round << ", byte " << at);
    const auto run = [&](const std::function<void()>& call) {
      try {
        call();
      } catch (const Error& error) {
        INFO(error.what());
        CHECK((ledger::is_damage(error) || others.contains(error.reason())));
      }
    };
    const auto answer = Ledger::verify_file(turned);
    wrong += answer.ok ? 0 : 1;
    run([&] {
      auto engine = Engine::open({.storage = turned, .read_only = true});
      CHECK(engine.ledger().verify().ok == answer.ok);
      const auto ledger = engine.ledger();
      auto agent = engine.state({"coder"});
      const std::vector<std::function<void()>> reads{
          [&] { (void)ledger.head(); },
          [&] { (void)ledger.head_at(5); },
          [&] { (void)ledger.entries(); },
          [&] { (void)agent.list_projects(); },
          [&] { (void)agent.list_artifacts({.project_id = "proj_p", .status = std::nullopt}); },
          [&] { (void)agent.list_artifacts({.project_id = "proj_p", .status = ArtifactStatus::blocked}); },
          [&] { (void)agent.list_conflicts({.project_id = "proj_p"}); },
          [&] { (void)agent.get_project("proj_p"); },
          [&] { (void)agent.get_artifact("art_same"); },
          [&] { (void)agent.head({"proj_p", a_plan}); },
          [&] { (void)agent.check({.lineage = {"proj_p", a_plan}, .depends_on = {"art_2", "art_same"}}); },
      };
      for (const auto& read : reads) run(read);
    });
    run([&] {
      auto engine = Engine::open({.storage = turned});
      work(engine);  // each answered as before, where it is whole
      (void)engine.state({"planner"}).declare({.lineage = {"proj_p", a_plan}, .data = Json("5")});
    });
  }
  CHECK(wrong > rounds / 4);
  CHECK(wrong < rounds);
}
