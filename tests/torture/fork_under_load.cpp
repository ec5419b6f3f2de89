// Forks a process while eight of its threads are in calls, and asks whether every child can open its own at
// once and all that was acknowledged is there at the end: torture_fork_under_load [RUNS] [SEED]
//
// campaign fork_under_load: two children use the file of their parent, two use another one.

#include <array>
#include <optional>

#include "torture/trial.hpp"

namespace metaqore::torture {

namespace {

enum Kind : unsigned { goes_on, closes, exits, is_killed, kinds };

constexpr std::array<const char*, kinds> names{"the parent goes on", "the parent closes under load",
                                               "the parent exits", "the parent is killed"};

struct Scene {
  std::string path, other;
  Kind kind;
  unsigned seed;
};

std::atomic<bool> stop{false}, closing{false};

/// One of the parent's threads.
void load(const mq::Engine& engine, Agent agent, unsigned thread) {
  try {
    for (unsigned i = 0; !stop; ++i) {
      if (thread < 2) {
        agent.declare();
      } else if (thread < 4) {
        (void)agent.state.get_artifact("art_parent-" + std::to_string(i % 20));
      } else if (thread < 6) {
        (void)agent.state.list_artifacts({.project_id = project, .status = std::nullopt, .limit = 20});
      } else if (const auto result = engine.ledger().verify(); !result.ok) {
        fault("verify: " + result.message);
      }
    }
  } catch (const mq::Error& error) {
    if (!closing || error.code() != mq::ErrorCode::closed) fault(error.what());
  } catch (const std::exception& error) {
    fault(error.what());
  }
}

void descend(const std::string& path, Random random, std::optional<mq::Engine>& inherited, Agent& agent,
             pid_t to_kill) {
  expect_forked(*inherited, agent);
  if (random.chance(50)) {
    step("drops what it inherited");
    inherited.reset();
  }
  step("opens its own");
  auto own = open_engine(path);
  Agent own_agent(own, path);
  step("declares");
  for (auto left = 2 + random.below(6); left > 0; --left) own_agent.declare();
  if (to_kill != 0) kill_process(to_kill, "parent");
  step("reads");
  (void)own_agent.state.list_artifacts({.project_id = project, .status = std::nullopt});
  step("verifies");
  if (const auto result = own.ledger().verify(); !result.ok) fault("verify: " + result.message);
  if (random.chance(50)) leave();
  step("closes its own");
  own.close();
}

void parent(const Scene& scene) {
  Random random(scene.seed);
  step("opens");
  std::optional<mq::Engine> engine = open_engine(scene.path);
  Agent agent(*engine, scene.path);
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < 8; ++t) threads.emplace_back([&, t] { load(*engine, agent, t); });
  pause_up_to(random, 20'000);
  for (unsigned i = 0; i < 4; ++i) {
    step("forks");
    const auto to_kill = scene.kind == is_killed && i == 0 ? getpid() : 0;
    const Random own(random.next());
    start("child" + std::to_string(i),
          [&] { descend(i < 2 ? scene.path : scene.other, own, engine, agent, to_kill); });
    pause_up_to(random, 4'000);
  }
  if (scene.kind == exits) leave();
  if (scene.kind == closes) {
    step("closes under load");
    closing = true;
    engine->close();
  }
  step("waits for its children");
  wait_for_children();
  stop = true;
  step("waits for its threads");
  for (auto& thread : threads) thread.join();
  step("closes at last");
}

Account trial(const Folder& folder, unsigned seed) {
  const Scene scene{folder / "team.db", folder / "other.db", static_cast<Kind>(seed % kinds), seed};
  Account account{.kind = names.at(scene.kind)};
  stage(account, "parent", [&] { parent(scene); });
  judge(account);
  return account;
}

}  // namespace

}  // namespace metaqore::torture

int main(int argc, char** argv) {
  using namespace metaqore::torture;
  return run_campaign("fork_under_load", Arguments(argc, argv, 200), trial);
}
