// Verifies a file that nothing is wrong with, in whatever straits: torture_false_alarms [RUNS] [SEED]
//
// campaign false_alarms: verify() answers that it is right, or throws; never that it is wrong.

#include <malloc.h>
#include <sys/resource.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <optional>

#include "torture/trial.hpp"

namespace metaqore::torture {

namespace {

namespace fs = std::filesystem;

constexpr int verifications = 50;  // in a trial

enum Strait : unsigned {
  writers,
  last_closers,
  descriptors,
  moves,
  memory,
  another_user,
  read_only_folder,
  straits
};

constexpr std::array<const char*, straits> names{"beside writers",
                                                 "beside who opens and closes",
                                                 "with few descriptors",
                                                 "while it is moved and put back",
                                                 "with little memory",
                                                 "by another user",
                                                 "by another user, in a folder that nobody may write"};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
constexpr bool sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool sanitized = false;
#endif

/// What the processes of a trial see of each other.
struct Common {
  std::atomic<unsigned> opened{0};  // by its writers
  std::atomic<bool> stop{false};
};

struct Scene {
  std::string path;
  Strait strait;
  unsigned seed;
  Common& common;

  /// One writer with one engine after the other, so that there is a log at times only; not two with one each.
  bool closes() const {
    return strait == last_closers || (strait == another_user && seed / straits % 2 == 0);
  }
  bool has_users() const { return strait == another_user || strait == read_only_folder; }
};

/// Holds a resource of this process to a bound for a while.
class Limit {
 public:
  Limit(__rlimit_resource resource, rlim_t bound) : resource_(resource) {
    getrlimit(resource_, &before_);
    const rlimit limit{.rlim_cur = std::min(bound, before_.rlim_max), .rlim_max = before_.rlim_max};
    setrlimit(resource_, &limit);
  }
  ~Limit() { setrlimit(resource_, &before_); }
  Limit(const Limit&) = delete;
  Limit& operator=(const Limit&) = delete;

 private:
  __rlimit_resource resource_;
  rlimit before_{};
};

rlim_t first_free_descriptor() {
  const int file = dup(report);
  close(file);
  return static_cast<rlim_t>(file);
}

rlim_t address_space() {
  malloc_trim(0);
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

/// Reads beside a verification, which has to make do with what is left.
class Companion {
 public:
  explicit Companion(const mq::Engine& engine)
      : thread_([this, state = engine.state({me})] {
          while (!stop_) {
            try {
              (void)state.list_artifacts({.project_id = project});
            } catch (const std::exception&) {
              // it is not asked
            }
          }
        }) {}
  ~Companion() {
    stop_ = true;
    thread_.join();
  }
  Companion(const Companion&) = delete;
  Companion& operator=(const Companion&) = delete;

 private:
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

/// With the engine that is open, or one that is opened for it.
void verify_once(const Scene& scene, std::optional<mq::Engine>& engine, Random& random) {
  std::optional<Companion> companion;
  if (engine && random.chance(30)) companion.emplace(*engine);
  std::optional<Limit> limit;
  if (scene.strait == descriptors) limit.emplace(RLIMIT_NOFILE, first_free_descriptor() + random.below(8));
  if (scene.strait == memory) limit.emplace(RLIMIT_AS, address_space() + random.below(400'000));
  std::string answer;
  try {
    // While the name may lead nowhere, who opens to write makes another file.
    const bool only_reads = scene.has_users() || scene.strait == moves || random.chance(50);
    if (!engine) engine = mq::Engine::open({.storage = scene.path, .read_only = only_reads});
    const auto result = engine->ledger().verify();
    limit.reset();
    if (!result.ok) fault("verify: " + result.message);
    answer = "verified";
  } catch (const mq::Error& error) {
    limit.reset();
    answer = error.reason();
  } catch (const std::bad_alloc&) {
    limit.reset();
    answer = "out of memory";
  }
  note(std::string(names.at(scene.strait)) + ": " + answer);
  if (random.chance(scene.strait == last_closers ? 90 : 30)) engine.reset();
}

void verify(const Scene& scene) {
  Random random(scene.seed);
  if (scene.has_users()) become(stranger);
  std::optional<mq::Engine> engine;
  for (int i = 0; i < verifications; ++i) {
    step("verifies");
    verify_once(scene, engine, random);
    if (random.chance(30)) pause_up_to(random, 2'000);
  }
}

/// Works all the time, with one engine or with one after the other.
void write(const Scene& scene, Random random) {
  if (scene.has_users()) become(owner);
  while (!scene.common.stop) {
    auto engine = open_engine(scene.path);
    Agent agent(engine, scene.path);
    ++scene.common.opened;
    for (auto left = scene.closes() ? random.below(5) : SIZE_MAX; left > 0 && !scene.common.stop; --left) {
      try {
        agent.declare();
      } catch (const mq::Error& error) {
        if (scene.strait != moves) throw;
      }
      pause_up_to(random, scene.closes() ? 500 : 4'000);
    }
    engine.close();
    pause_up_to(random, 4'000);
  }
}

void move_and_put_back(const Scene& scene, Random random) {
  const auto away = scene.path + ".away";
  while (!scene.common.stop) {
    fs::rename(scene.path, away);
    pause_up_to(random, 2'000);
    fs::rename(away, scene.path);
    pause_up_to(random, 4'000);
  }
}

void fill(const Scene& scene) {
  if (scene.has_users()) become(owner);
  auto engine = open_engine(scene.path);
  Agent agent(engine, scene.path);
  // Enough, where a reader takes a file without a log for one that does not change, that it does so
  // meanwhile.
  for (int i = scene.has_users() && scene.closes() ? 300 : 30; i > 0; --i) agent.declare();
}

void play(const Scene& scene) {
  Random random(~std::uint64_t{scene.seed});
  const unsigned count = scene.closes() ? 1 : 2;
  for (unsigned i = 0; i < count; ++i) {
    const Random own(random.next());
    start("writer" + std::to_string(i), [&] { write(scene, own); });
  }
  step("waits for the writers");  // who opens while the name leads nowhere makes another file
  while (scene.common.opened < count) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const auto folder = fs::path(scene.path).parent_path();
  if (scene.strait == read_only_folder) fs::permissions(folder, fs::perms(0555));
  if (scene.strait == moves) start("mover", [&] { move_and_put_back(scene, Random(scene.seed)); });
  const auto verifier = start("verifier", [&] { verify(scene); });
  step("waits for the verifier");
  waitpid(verifier, nullptr, 0);
  scene.common.stop = true;
  step("waits for all");
  wait_for_children();
  fs::permissions(folder, fs::perms(0755));
}

Account trial(const Folder& folder, unsigned seed) {
  const Shared<Common> common;
  const Scene scene{folder / "team.db", static_cast<Strait>(seed % straits), seed, *common};
  Account account{.kind = names.at(scene.strait)};
  if ((scene.strait == memory || scene.strait == descriptors) && sanitized)
    account.not_run = "sanitizers take memory and descriptors of their own";
  if (scene.has_users()) {
    if (geteuid() != 0) account.not_run = "it takes root";
    fs::permissions(folder.path, fs::perms(0755));
    if (geteuid() == 0 && chown(folder.path.c_str(), owner, owner) != 0) std::abort();
  }
  if (!account.not_run.empty()) return account;
  stage(account, "fill", [&] { fill(scene); });
  stage(account, "stage", [&] { play(scene); });
  judge(account, [&] {
    if (scene.has_users()) become(owner);
  });
  return account;
}

}  // namespace

}  // namespace metaqore::torture

int main(int argc, char** argv) {
  using namespace metaqore::torture;
  return run_campaign("false_alarms", Arguments(argc, argv, 10'000), trial, verifications);
}
