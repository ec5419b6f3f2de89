// Forks a process that has an engine open, and asks whether all that its family and a stranger declare is
// there at the end: torture_fork [RUNS] [SEED]
//
// campaign fork: no thread is in a call when it happens. For what is, see fork_under_load.cpp.

#include <array>
#include <optional>

#include "torture/trial.hpp"

namespace metaqore::torture {

namespace {

enum Kind : unsigned {
  parent_closes,
  parent_exits,
  parent_is_killed,
  parent_goes_on,
  child_has_child,
  kinds
};

constexpr std::array<const char*, kinds> names{"the parent closes its engine first", "the parent exits first",
                                               "the parent is killed", "the parent goes on",
                                               "the child has a child and ends before it"};

struct Scene {
  std::string path;
  Kind kind;
  unsigned seed;
};

void declare_some(Agent& agent, Random& random, std::size_t most) {
  step("declares");
  for (auto left = 1 + random.below(most); left > 0; --left) {
    agent.declare();
    if (random.chance(30)) pause_up_to(random, 2'000);
  }
}

/// A forked process. What it inherited it drops before it opens its own, or at its end, or never.
void descend(const Scene& scene, Random random, std::optional<mq::Engine>& inherited,
             Agent& inherited_agent) {
  const auto parent = getppid();
  const bool is_grandchild = me == "grandchild";
  expect_forked(*inherited, inherited_agent);
  if (random.chance(50)) {
    step("drops what it inherited");
    inherited.reset();
  }
  if (random.chance(30)) pause_up_to(random, 3'000);
  step("opens its own");
  std::optional<mq::Engine> own = open_engine(scene.path);
  Agent agent(*own, scene.path);
  declare_some(agent, random, 10);
  if (scene.kind == parent_is_killed) kill_process(parent, "parent");
  if (scene.kind == child_has_child && !is_grandchild) {
    step("forks");
    start("grandchild", [&] { descend(scene, Random(scene.seed + 1), own, agent); });
    if (random.chance(50)) pause_up_to(random, 3'000);
    if (random.chance(50)) leave();  // with its engine open
  } else {
    declare_some(agent, random, 10);
    if (random.chance(30)) leave();
  }
  step("closes its own");
  own->close();
}

void parent(const Scene& scene) {
  Random random(scene.seed);
  step("opens");
  std::optional<mq::Engine> engine = open_engine(scene.path);
  Agent agent(*engine, scene.path);
  declare_some(agent, random, 6);
  step("forks");
  const auto child = start("child", [&] { descend(scene, Random(~scene.seed), engine, agent); });
  pause_up_to(random, 4'000);
  switch (scene.kind) {
    case parent_exits:
      leave();
    case parent_is_killed:
      step("declares until it is killed");
      while (waitpid(child, nullptr, WNOHANG) == 0) agent.declare();
      break;
    case parent_closes:
      step("closes");
      engine->close();
      if (random.chance(50)) {
        engine.reset();
        step("opens anew");
        engine = open_engine(scene.path);
        Agent again(*engine, scene.path);
        declare_some(again, random, 6);
      }
      break;
    case parent_goes_on:
    case child_has_child:
    case kinds:
      declare_some(agent, random, 12);
  }
  step("waits for its child");
  wait_for_children();
  step("closes at last");
}

/// An unrelated process.
void visit(const std::string& path) {
  step("opens");
  auto engine = open_engine(path);
  Agent agent(engine, path);
  agent.declare();
  step("closes");
  engine.close();
}

Account trial(const Folder& folder, unsigned seed) {
  const Scene scene{folder / "team.db", static_cast<Kind>(seed % kinds), seed};
  Account account{.kind = names.at(scene.kind)};
  stage(account, "stage", [&] {
    Random random(~std::uint64_t{seed});
    start("parent", [&] { parent(scene); });
    const auto visits = random.below(4);
    for (std::size_t i = 0; i < visits; ++i) {
      pause_up_to(random, 8'000);
      const auto name = "visitor" + std::to_string(i);
      start_program(name, {"--visit", scene.path, name});
    }
    step("waits for all");
    wait_for_children();
  });
  judge(account);
  return account;
}

}  // namespace

}  // namespace metaqore::torture

int main(int argc, char** argv) {
  using namespace metaqore::torture;
  if (argc == 4 && std::string(argv[1]) == "--visit") live(argv[3], [&] { visit(argv[2]); });
  return run_campaign("fork", Arguments(argc, argv, 200), trial);
}
