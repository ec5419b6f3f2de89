#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

#include "support/engines.hpp"

using namespace metaqore;
using namespace metaqore::test;

namespace {

std::string reason_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.reason();
  }
  return "it went well";
}

/// Runs in a child process; what it returns is its exit code.
int in_child(const std::function<int()>& body) {
  const auto child = fork();
  if (child == 0) _exit(body());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct Variable {
  Variable(const char* variable, const char* value) : name(variable) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name); }
  const char* name;
};

}  // namespace

TEST_CASE("engine: what was declared is there when the file is opened again", "[engine]") {
  Folder folder;
  std::string project;
  Artifact plan;
  TreeHead head;
  {
    auto engine = Engine::open({.storage = folder / "team.db"});
    auto agent = engine.state({"agent"});
    project = agent.create_project({.name = "p"}).id;
    const auto decision = agent.declare({.lineage = {project, "plan"}, .data = Json("[1]")});
    CHECK(decision.receipt.durability == Durability::full);
    plan = decision.accepted();
    head = engine.ledger().head();
  }
  auto engine = Engine::open({.storage = folder / "team.db"});
  auto agent = engine.state({"agent"});
  CHECK(agent.head(plan.lineage) == plan);
  CHECK(engine.ledger().head() == head);
  CHECK(agent.declare(plan.next()).effect == Effect::converged);
  CHECK(engine.ledger().verify().ok);
}

TEST_CASE("engine: governance belongs to the file", "[engine]") {
  Folder folder;
  const auto path = folder / "team.db";
  {
    Engine::open({.storage = path, .organization = "acme"});
  }
  CHECK(reason_of([&] { Engine::open({.storage = path, .organization = "other"}); }) ==
        "engine.other_organization");
  CHECK(reason_of([&] { Engine::open({.storage = path, .organization = "a\nb"}); }) == "model.out_of_bounds");
  CHECK(reason_of([&] {
          Engine::open({.storage = path, .organization = "acme", .governance_mode = Mode::strict});
        }) == "it went well");
  CHECK(reason_of([&] {
          Engine::open({.storage = folder / "new.db", .governance_mode = static_cast<Mode>(7)});
        }) == "model.out_of_bounds");
  CHECK(Engine::open({.storage = path}).ledger().head().size == 1);
}

TEST_CASE("engine: an engine that was opened for reading reads and does not write", "[engine]") {
  Folder folder;
  CHECK(reason_of([&] { Engine::open({.storage = folder / "none.db", .read_only = true}); }) ==
        "storage.not_found");
  auto writer = Engine::open({.storage = folder / "team.db"});
  auto reader = Engine::open({.storage = folder / "team.db", .read_only = true});
  const auto project = writer.state({"agent"}).create_project({.name = "p"});
  auto agent = reader.state({"agent"});
  CHECK(agent.get_project(project.id) == project);
  CHECK(agent.check({.lineage = {project.id, "plan"}}));
  CHECK(reason_of([&] { agent.create_project({.name = "q"}); }) == "engine.read_only");
  CHECK(reason_of([&] { (void)agent.declare({.lineage = {project.id, "plan"}}); }) == "engine.read_only");
}

TEST_CASE("engine: a closed engine answers closed, in everything that came from it", "[engine]") {
  auto engine = Engine::open({.storage = ":memory:"});
  auto agent = engine.state({"agent"});
  const auto ledger = engine.ledger();
  engine.close();
  engine.close();
  CHECK(reason_of([&] { agent.create_project({.name = "p"}); }) == "engine.closed");
  CHECK(reason_of([&] { (void)agent.list_projects(); }) == "engine.closed");
  CHECK(reason_of([&] { (void)ledger.verify(); }) == "engine.closed");
  CHECK(reason_of([&] { (void)engine.state({"agent"}); }) == "engine.closed");
}

TEST_CASE("engine: closing waits for calls under way and lets none of them half done", "[engine]") {
  Folder folder;
  auto engine = Engine::open({.storage = folder / "team.db"});
  const auto project = engine.state({"host"}).create_project({.name = "p"}).id;
  std::atomic<int> acknowledged = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      auto agent = engine.state({"agent" + std::to_string(t)});
      try {
        for (int i = 0;; ++i) {
          agent.declare({.lineage = {project, "t" + std::to_string(t), std::to_string(i)}}).accepted();
          ++acknowledged;
        }
      } catch (const Error& error) {
        if (error.code() != ErrorCode::closed) throw;
      }
    });
  }
  while (acknowledged < 50) std::this_thread::yield();
  engine.close();
  for (auto& thread : threads) thread.join();
  auto again = Engine::open({.storage = folder / "team.db"});
  CHECK(again.ledger().verify().ok);
  int found = 0;
  ArtifactQuery query{.project_id = project, .limit = 1'000};
  do {
    const auto page = again.state({"host"}).list_artifacts(query);
    found += static_cast<int>(page.items.size());
    query.cursor = page.next;
  } while (!query.cursor.empty());
  CHECK(found == acknowledged);
}

TEST_CASE("engine: a forked process is answered forked, and its parent is not disturbed", "[engine]") {
  Folder folder;
  auto engine = Engine::open({.storage = folder / "team.db"});
  auto agent = engine.state({"agent"});
  const auto project = agent.create_project({.name = "p"}).id;
  CHECK(in_child([&] {
          const auto refused = [&](const std::function<void()>& call) {
            return reason_of(call) == "engine.forked";
          };
          if (!refused([&] { (void)agent.get_project(project); })) return 1;
          if (!refused([&] { (void)agent.declare({.lineage = {project, "plan"}}); })) return 2;
          if (!refused([&] { engine.close(); })) return 3;
          {
            const auto dropped = std::move(engine);
          }
          auto own = Engine::open({.storage = folder / "team.db"});
          own.state({"child"}).declare({.lineage = {project, "child"}}).accepted();
          return 0;
        }) == 0);
  CHECK(agent.declare({.lineage = {project, "plan"}, .depends_on = {"child"}}));
  CHECK(engine.ledger().verify().ok);
}

TEST_CASE("engine: threads that write at once share the ledger, and each has its own place in it",
          "[engine]") {
  Folder folder;
  auto engine = open_engine(GENERATE(On::file, On::memory, On::fake), folder);
  const auto project = engine.state({"host"}).create_project({.name = "p"}).id;
  constexpr int threads = 8, each = 25;
  std::vector<std::vector<Decision>> decisions(threads);
  std::vector<std::thread> running;
  for (int t = 0; t < threads; ++t) {
    running.emplace_back([&, t] {
      auto agent = engine.state({"agent" + std::to_string(t)});
      for (int i = 0; i < each; ++i) {
        decisions[static_cast<std::size_t>(t)].push_back(agent.declare(
            {.lineage = {project, "shared"}, .data = Json(std::to_string(t * each + i)), .base = i}));
      }
    });
  }
  for (auto& thread : running) thread.join();

  std::set<std::uint64_t> sequences, versions;
  for (const auto& of_thread : decisions) {
    for (const auto& decision : of_thread) {
      CHECK(sequences.insert(decision.receipt.sequence).second);
      CHECK(engine.ledger().head_at(decision.receipt.head.size) == decision.receipt.head);
      if (decision) CHECK(versions.insert(decision.artifact.version).second);
    }
  }
  CHECK(versions.size() >= 1);
  CHECK(*versions.rbegin() == versions.size());  // no number is skipped
  const auto result = engine.ledger().verify();
  INFO(result.message);
  CHECK(result.ok);
}

TEST_CASE("engine: a backup holds all that was answered before it, beside threads that declare", "[engine]") {
  Folder folder;
  auto engine = open_engine(GENERATE(On::file, On::memory), folder);
  const auto project = engine.state({"host"}).create_project({.name = "p"}).id;
  std::atomic<bool> stop = false;
  std::mutex mutex;
  std::vector<std::pair<std::string, Receipt>> answered;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      auto agent = engine.state({"agent" + std::to_string(t)});
      for (int i = 0; !stop; ++i) {
        const auto decision =
            agent.declare({.lineage = {project, "t" + std::to_string(t), std::to_string(i % 5)},
                           .data = Json(std::to_string(i))});
        const std::lock_guard lock(mutex);
        answered.emplace_back(decision.artifact.id, decision.receipt);
      }
    });
  }
  const auto answered_by_now = [&] {
    const std::lock_guard lock(mutex);
    return answered;
  };
  std::vector<std::vector<std::pair<std::string, Receipt>>> before;
  for (std::size_t i = 0; i < 4; ++i) {
    while (answered_by_now().size() < 20 * i) std::this_thread::yield();
    before.push_back(answered_by_now());
    engine.backup(folder / ("copy" + std::to_string(i)));
  }
  stop = true;
  for (auto& thread : threads) thread.join();
  for (std::size_t i = 0; i < before.size(); ++i) {
    auto copy = Engine::open({.storage = folder / ("copy" + std::to_string(i))});
    auto host = copy.state({"host"});
    CHECK(copy.ledger().verify().ok);
    for (const auto& [id, receipt] : before[i]) {
      CHECK(host.get_artifact(id).has_value());
      CHECK(copy.ledger().head_at(receipt.head.size) == receipt.head);
    }
    CHECK(host.declare({.lineage = {project, "plan"}}));
  }
}

TEST_CASE(
    "engine: a backup is made of what was opened for reading, and of nothing that is closed or inherited",
    "[engine]") {
  Folder folder;
  auto engine = Engine::open({.storage = folder / "team.db"});
  const auto project = engine.state({"agent"}).create_project({.name = "p"});
  auto reader = Engine::open({.storage = folder / "team.db", .read_only = true});
  reader.backup(folder / "copy.db");
  const auto copy = Engine::open({.storage = folder / "copy.db", .read_only = true});
  CHECK(copy.state({"agent"}).get_project(project.id) == project);
  CHECK(copy.ledger().head() == engine.ledger().head());
  CHECK(reason_of([&] { engine.backup(folder / "copy.db"); }) == "storage.backup_exists");
  CHECK(reason_of([&] { engine.backup(""); }) == "storage.cannot_open");
  CHECK(in_child([&] {
          return reason_of([&] { engine.backup(folder / "child.db"); }) == "engine.forked" ? 0 : 1;
        }) == 0);
  engine.close();
  CHECK(reason_of([&] { engine.backup(folder / "late.db"); }) == "engine.closed");
  CHECK_FALSE(std::filesystem::exists(folder / "child.db"));
  CHECK_FALSE(std::filesystem::exists(folder / "late.db"));
}

TEST_CASE("engine: a file goes back to its backup as the contract says", "[engine]") {
  Folder folder;
  const auto path = folder / "team.db", copy = folder / "copy.db";
  TreeHead head;
  {
    auto engine = Engine::open({.storage = path});
    engine.state({"agent"}).create_project({.name = "kept"});
    head = engine.ledger().head();
    engine.backup(copy);
    engine.state({"agent"}).create_project({.name = "lost"});
  }
  std::filesystem::remove(path + "-wal");
  std::filesystem::remove(path + "-shm");
  std::filesystem::rename(copy, path);
  auto engine = Engine::open({.storage = path});
  CHECK(engine.ledger().head() == head);
  CHECK(engine.ledger().verify().ok);
  CHECK(engine.state({"agent"}).create_project({.name = "new"}).sequence == head.size);
}

TEST_CASE("engine: two processes write to one file as to one ledger", "[engine]") {
  Folder folder;
  const auto path = folder / "team.db";
  const auto project = Engine::open({.storage = path}).state({"host"}).create_project({.name = "p"}).id;
  const auto declare_many = [&](const std::string& actor) {
    auto agent = Engine::open({.storage = path}).state({actor});
    for (int i = 0; i < 50; ++i) agent.declare({.lineage = {project, actor, std::to_string(i)}}).accepted();
    return 0;
  };
  const auto child = fork();
  if (child == 0) {
    try {
      _exit(declare_many("child"));
    } catch (...) {
      _exit(1);
    }
  }
  declare_many("parent");
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  auto engine = Engine::open({.storage = path});
  CHECK(engine.state({"host"}).list_artifacts({.project_id = project, .limit = 1'000}).items.size() == 100);
  CHECK(engine.ledger().verify().ok);
}

TEST_CASE("engine: a session out of bounds is refused", "[engine]") {
  auto engine = Engine::open({.storage = ":memory:"});
  CHECK(reason_of([&] { (void)engine.state({""}); }) == "model.out_of_bounds");
  CHECK(reason_of([&] { (void)engine.state({std::string(129, 'x')}); }) == "model.out_of_bounds");
  CHECK(reason_of([&] { (void)engine.state({"a", static_cast<Role>(7)}); }) == "model.out_of_bounds");
  CHECK(reason_of([&] { (void)engine.state({"a", Role::agent, "TRACE"}); }) == "model.out_of_bounds");
}

TEST_CASE("engine: a session waits for the write lock as long as it says", "[engine]") {
  Folder folder;
  auto engine = Engine::open({.storage = folder / "team.db"});
  auto patient = engine.state({"agent"});
  auto hasty = engine.state({"agent", Role::agent, "", std::chrono::milliseconds{20}});
  const auto other = storage::open_sqlite(folder / "team.db", false);
  auto lock = other->write(std::chrono::steady_clock::now() + std::chrono::seconds{5});
  CHECK(reason_of([&] { hasty.create_project({.name = "p"}); }) == "storage.locked");

  std::thread waiting([&] { patient.create_project({.name = "q"}); });
  std::this_thread::sleep_for(std::chrono::milliseconds{20});
  CHECK(reason_of([&] { hasty.create_project({.name = "p"}); }) == "state.busy");  // behind the patient one
  lock.reset();
  waiting.join();
  CHECK(patient.list_projects().items.size() == 1);
}

TEST_CASE("engine: the host's log hears of blocked candidates, and cannot break anything", "[engine]") {
  std::vector<std::string> heard;
  auto engine =
      Engine::open({.storage = ":memory:"},
                   {.log = [&](LogLevel, std::string_view room, std::string_view, const Json& fields) {
                     heard.push_back(std::string(room) + fields.text());
                     throw std::runtime_error("ignored");
                   }});
  auto agent = engine.state({"agent"});
  const auto project = agent.create_project({.name = "p"}).id;
  CHECK_FALSE(agent.declare({.lineage = {project, "plan"}, .base = 3}));
  CHECK(heard == std::vector<std::string>{R"(psmp{"conflicts":1,"sequence":3})"});
}

TEST_CASE("config: a file, then the environment, then what is assigned", "[config]") {
  Folder folder;
  const auto path = folder / "metaqore.json";
  std::ofstream(path) << R"({"storage":"from-file.db","organization":"acme"})";
  CHECK(Config::load() == Config{});
  CHECK(Config::load(path) == Config{.storage = "from-file.db", .organization = "acme"});
  const Variable storage("METAQORE_STORAGE", "from-environment.db"),
      mode("METAQORE_GOVERNANCE_MODE", "strict"), read_only("METAQORE_READ_ONLY", "true");
  CHECK(Config::load(path) == Config{"from-environment.db", "acme", Mode::strict, true});
}

TEST_CASE("config: a wrong file or variable is named", "[config]") {
  Folder folder;
  CHECK(reason_of([&] { Config::load(folder / "none.json"); }) == "config.unreadable");
  std::ofstream(folder / "large.json") << "{}" << std::string(70'000, ' ');
  CHECK(reason_of([&] { Config::load(folder / "large.json"); }) == "json.too_large");
  std::ofstream(folder / "wrong.json") << R"({"storag":"x"})";
  CHECK(reason_of([&] { Config::load(folder / "wrong.json"); }) == "model.unknown_member");
  {
    const Variable mode("METAQORE_GOVERNANCE_MODE", "lax");
    CHECK(reason_of([&] { Config::load(); }) == "config.environment");
  }
  const Variable read_only("METAQORE_READ_ONLY", "yes");
  CHECK(reason_of([&] { Config::load(); }) == "config.environment");
}
