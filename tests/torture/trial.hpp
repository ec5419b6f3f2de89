#pragma once

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <new>
#include <random>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "metaqore/engine.hpp"
#include "support/folder.hpp"
#include "support/random.hpp"

// What campaigns share: trials. A trial is a group of processes that tell through one pipe what they do and
// what was acknowledged to them, until all have ended or its time is over; then its files are asked for all
// of that. The process that judges opens no file itself: its children do, so that neither a hang nor a lock
// is its own.

namespace metaqore::torture {

namespace mq = metaqore;
using test::Folder;
using test::Random;

// What a trial may take. It takes a fraction of a second, and under sanitizers on a busy machine many of
// them.
constexpr std::chrono::seconds patience{90};
constexpr int report = 200;  // where each process of a trial tells, also after exec

inline std::string me;                     // the name of this process in its trial
inline std::atomic<unsigned> declared{0};  // by this process

// ---- In a process of a trial ----

/// One line, which no other's tears apart (write(2), PIPE_BUF).
inline void tell(std::string line) {
  std::replace(line.begin(), line.end(), '\n', ' ');
  line = line.substr(0, 2'000) + '\n';
  while (write(report, line.data(), line.size()) < 0 && errno == EINTR) {
  }
}

inline void step(const std::string& what) { tell("at " + me + ' ' + what); }
inline void fault(const std::string& what) { tell("fault " + me + ": " + what); }

/// The trial cannot be run here.
inline void skip(const std::string& why) { tell("skip " + why); }

/// Something that is counted, such as the errors that were allowed.
inline void note(const std::string& what) { tell("note " + what); }

[[noreturn]] inline void leave() {
  tell("ended " + me);
  _exit(0);
}

[[noreturn]] inline void live(const std::string& name, const std::function<void()>& work) {
  me = name;
  tell("began " + me);
  alarm(4 * patience.count());  // should nobody be left to kill it
  try {
    work();
  } catch (const std::exception& error) {
    fault(error.what());
  }
  leave();
}

/// Forks. Whoever waits for it needs no deadline: the trial has one.
inline pid_t start(const std::string& name, const std::function<void()>& work) {
  const auto process = fork();
  if (process == 0) live(name, work);
  if (process < 0) fault("could not fork");
  return process;
}

/// Forks, and becomes this program anew, with these arguments; its main() calls live().
inline pid_t start_program(const std::string& name, std::vector<std::string> arguments) {
  return start(name, [&] {
    std::vector<char*> pointers{const_cast<char*>("trial")};
    for (auto& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    execv("/proc/self/exe", pointers.data());
    fault("could not execute itself");
  });
}

inline void kill_process(pid_t process, const std::string& name) {
  tell("killed " + name);
  kill(process, SIGKILL);
}

inline void wait_for_children() {
  while (waitpid(-1, nullptr, 0) > 0 || errno == EINTR) {
  }
}

inline void pause_up_to(Random& random, std::size_t microseconds) {
  std::this_thread::sleep_for(std::chrono::microseconds(random.below(microseconds + 1)));
}

// Two users that nobody is: whose the file is, and another one.
constexpr unsigned owner = 65'533;
constexpr unsigned stranger = 65'534;

/// Gives up root.
inline void become(unsigned user) {
  if (setgroups(0, nullptr) != 0 || setgid(user) != 0 || setuid(user) != 0)
    throw std::runtime_error(std::string("could not become another user: ") + std::strerror(errno));
}

/// A value that all processes of a trial have in common.
template <class T>
class Shared {
 public:
  Shared() {
    void* memory = mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) std::abort();
    value_ = new (memory) T();
  }
  ~Shared() { munmap(value_, sizeof(T)); }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  T& operator*() const { return *value_; }

 private:
  T* value_;
};

constexpr auto project = "proj_torture";

inline mq::Engine open_engine(const std::string& path) {
  auto engine = mq::Engine::open({.storage = path});
  engine.state({"host"}).create_project({.id = project, .name = "torture"});
  return engine;
}

/// Declares and tells what was acknowledged. Any thread; a copy is the same.
class Agent {
 public:
  Agent(const mq::Engine& engine, std::string path) : state(engine.state({me})), path_(std::move(path)) {}

  /// New work, revisions of what others revise too, and what is denied.
  void declare() {
    const auto n = declared++;
    const auto number = me + '-' + std::to_string(n);
    mq::Candidate candidate{
        .lineage = {project, n % 3 == 0 ? "shared" : "own", n % 3 == 0 ? "" : number},
        .data = mq::Json("{\"text\":\"" + std::string(n * 37 % 2'000, 'x') + number + "\"}"),
        .id = "art_" + number};
    if (n % 3 == 1) candidate.depends_on = {"nothing"};
    const auto decision = state.declare(candidate);
    tell("kept " + path_ + ' ' + candidate.id + (decision ? " accepted" : " denied"));
  }

  mq::StateManager state;

 private:
  std::string path_;
};

/// In a forked process: what it inherited refuses at once.
inline void expect_forked(mq::Engine& engine, Agent& agent) {
  step("uses what it inherited");
  const std::function<void()> uses[] = {[&] { agent.declare(); },
                                        [&] { (void)agent.state.get_artifact("art_none"); },
                                        [&] { (void)agent.state.list_projects(); },
                                        [&] { (void)engine.state({"heir"}); },
                                        [&] { (void)engine.ledger().verify(); },
                                        [&] { engine.close(); }};
  for (const auto& use : uses) {
    try {
      use();
      fault("an inherited engine answered");
    } catch (const mq::Error& error) {
      if (error.code() != mq::ErrorCode::forked)
        fault(std::string("an inherited engine answered: ") + error.what());
    }
  }
}

// ---- In the process that judges ----

/// What a trial told.
struct Account {
  std::string kind{};
  std::string not_run{};                                             // why it could not be run here
  std::map<std::string, std::map<std::string, std::string>> kept{};  // by file and id: the verdict
  std::map<std::string, int> faults{};                               // and how often
  std::map<std::string, int> notes{};
  std::map<std::string, std::string> running{};  // by name: what it does
  std::set<std::string> killed{};

  std::size_t acknowledged() const {
    std::size_t sum = 0;
    for (const auto& [path, ids] : kept) sum += ids.size();
    return sum;
  }

  void hear(const std::string& line) {
    std::istringstream words(line);
    std::string verb, name, rest;
    words >> verb >> name >> std::ws;
    std::getline(words, rest);
    if (verb == "began") running[name] = "begins";
    if (verb == "at") running[name] = rest;
    if (verb == "ended") running.erase(name);
    if (verb == "killed") killed.insert(name);
    if (verb == "skip") not_run = name + ' ' + rest;
    if (verb == "note") ++notes[rest.empty() ? name : name + ' ' + rest];
    if (verb == "fault") ++faults[name + ' ' + rest];
    if (verb == "kept") kept[name][rest.substr(0, rest.find(' '))] = rest.substr(rest.find(' ') + 1);
  }

  /// Those that have not ended and were not killed are a fault: whether there are such.
  bool blame_running(const char* what) {
    for (const auto& name : killed) running.erase(name);
    for (const auto& [name, does] : running) ++faults[name + ' ' + what + ": it " + does];
    const bool found = !running.empty();
    running.clear();
    killed.clear();
    return found;
  }
};

/// Reads lines until everyone has ended: true; or until the deadline.
inline bool listen(int pipe, Account& account, std::string& unfinished,
                   std::chrono::steady_clock::time_point deadline) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd readable{.fd = pipe, .events = POLLIN, .revents = 0};
    if (left.count() <= 0) return false;
    if (poll(&readable, 1, static_cast<int>(left.count())) <= 0) continue;
    char buffer[1 << 16];
    const auto size = read(pipe, buffer, sizeof buffer);
    if (size == 0) return true;
    if (size > 0) unfinished.append(buffer, static_cast<std::size_t>(size));
    std::size_t begin = 0;
    for (std::size_t end; (end = unfinished.find('\n', begin)) != unfinished.npos; begin = end + 1)
      account.hear(unfinished.substr(begin, end - begin));
    unfinished.erase(0, begin);
  }
}

/// Does `work` in a new process, and waits for it and for all that come from it. What is not over in time is
/// a fault, and is killed.
inline void stage(Account& account, const std::string& name, const std::function<void()>& work) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) std::abort();
  std::fflush(nullptr);
  account.running[name] = "begins";
  const auto first = fork();
  if (first < 0) std::abort();
  if (first == 0) {
    setpgid(0, 0);
    dup2(ends[1], report);
    close(ends[0]);
    close(ends[1]);
    live(name, work);
  }
  setpgid(first, first);  // whichever comes first
  close(ends[1]);
  std::string unfinished;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  const bool over = listen(ends[0], account, unfinished, deadline);
  if (!over && !account.blame_running("hangs")) ++account.faults["somebody hangs before it begins"];
  kill(-first, SIGKILL);
  wait_for_children();  // orphans as well
  if (!over) listen(ends[0], account, unfinished, deadline + patience);
  close(ends[0]);
  account.blame_running("died");
}

/// Opens a file anew, verifies it, and looks for what was acknowledged.
inline void look_for(const std::string& path, const std::map<std::string, std::string>& ids) {
  step("opens " + path);
  auto engine = mq::Engine::open({.storage = path});
  step("verifies " + path);
  if (const auto result = engine.ledger().verify(); !result.ok) fault("verify: " + result.message);
  const auto state = engine.state({"judge"});
  std::string lost;
  int count = 0;
  for (const auto& [id, verdict] : ids) {
    step("looks for " + id);
    const auto artifact = state.get_artifact(id);
    if (artifact && (artifact->status != mq::ArtifactStatus::blocked) == (verdict == "accepted")) continue;
    if (++count <= 3) lost += ' ' + id + (artifact ? " (has another verdict)" : "");
  }
  if (count > 0)
    fault(std::to_string(count) + " of " + std::to_string(ids.size()) + " acknowledged are lost:" + lost);
}

/// Looks for all that was acknowledged, in a process of its own, which calls `prepare` first.
inline void judge(Account& account, const std::function<void()>& prepare = [] {}) {
  const auto kept = account.kept;
  for (const auto& [path, ids] : kept) {
    stage(account, "judge", [&] {
      prepare();
      look_for(path, ids);
    });
  }
}

/// RUNS and SEED of the command line, for a campaign of `runs` where it does not say.
struct Arguments {
  int runs;
  unsigned seed;

  Arguments(int argc, char** argv, int default_runs)
      : runs(argc > 1 ? std::atoi(argv[1]) : default_runs),
        seed(argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : std::random_device{}() % 1'000'000) {
    if (runs > 0) return;
    std::fprintf(stderr, "usage: %s [RUNS] [SEED], RUNS from 1 up\n", argv[0]);
    std::exit(2);
  }
};

inline void print_faults(const char* campaign, unsigned seed, const Account& account) {
  for (const auto& [what, times] : account.faults) {
    std::printf("%s, seed %u (%s): %s", campaign, seed, account.kind.c_str(), what.c_str());
    std::printf(times > 1 ? ", %d times\n" : "\n", times);
  }
}

/// A trial for each seed from the one given on, each in a folder of its own, that counts as so many runs.
inline int run_campaign(const char* name, const Arguments& arguments,
                        const std::function<Account(const Folder&, unsigned seed)>& trial,
                        int runs_a_trial = 1) {
  std::size_t total = 0;
  int run = 0, failures = 0;
  std::map<std::string, int> notes;
  for (int i = 0; i * runs_a_trial < arguments.runs; ++i) {
    const auto seed = arguments.seed + static_cast<unsigned>(i);
    const Folder folder;
    const auto account = trial(folder, seed);
    if (!account.not_run.empty()) {
      ++notes["not run: " + account.kind + ": " + account.not_run];
      continue;
    }
    run += runs_a_trial;
    total += account.acknowledged();
    for (const auto& [what, times] : account.notes) notes[what] += times;
    if (account.faults.empty()) continue;
    ++failures;
    print_faults(name, seed, account);
    std::fflush(stdout);
  }
  for (const auto& [what, times] : notes) std::printf("%s: %d times %s\n", name, times, what.c_str());
  std::printf("%s: %zu declarations were acknowledged and looked for\n", name, total);
  if (total == 0) failures = std::max(run, 1);
  std::printf("campaign %s %d %d\n", name, run, failures);
  std::fflush(stdout);
  return failures == 0 ? 0 : 1;
}

}  // namespace metaqore::torture
