// Kills a process that writes, at random moments and many times over, and asks of every file that it leaves
// whether it verifies and holds all that was acknowledged: torture [RUNS] [SEED]
//
// campaign sigkill: the process dies; what it wrote is in the kernel's hands.
// campaign power_cut: what was not synced is lost, but for parts that happened to reach the disk early.

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "metaqore/engine.hpp"
#include "torture/power_vfs.hpp"

namespace {

namespace mq = metaqore;

constexpr int threads = 4;
constexpr int acknowledgements = 3;  // the descriptor on which the child reports

/// Declares until it is killed: new work, revisions of what others revise too, and repeats. What is
/// acknowledged it says in one line each, `id verdict`.
void declare_for_ever(mq::Engine engine, unsigned thread, unsigned run) {
  auto agent = engine.state({"agent" + std::to_string(thread)});
  for (unsigned i = 0;; ++i) {
    const auto number = std::to_string(run) + "-" + std::to_string(thread) + "-" + std::to_string(i);
    mq::Candidate candidate{
        .lineage = {"proj_torture", i % 3 == 0 ? "shared" : "own", i % 3 == 0 ? "" : number},
        .data = mq::Json("{\"text\":\"" + std::string(i * 37 % 2'000, 'x') + number + "\"}"),
        .id = "art_" + number};
    if (i % 3 == 1) candidate.depends_on = {"nothing"};
    const auto decision = agent.declare(candidate);
    const auto line = candidate.id + (decision ? " accepted\n" : " denied\n");
    if (write(acknowledgements, line.data(), line.size()) < 0) _exit(1);
  }
}

int child(const char* path, const char* power, unsigned run) try {
  std::unique_ptr<mq::fault::PowerVfs> vfs;
  if (std::string(power) == "power_cut") vfs = std::make_unique<mq::fault::PowerVfs>(run, 0.3);
  auto engine = mq::Engine::open({.storage = path});
  engine.state({"host"}).create_project({.id = "proj_torture", .name = "torture"});
  std::vector<std::thread> running;
  for (unsigned t = 0; t < threads; ++t) running.emplace_back(declare_for_ever, engine, t, run);
  for (auto& thread : running) thread.join();
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "the writer failed: %s\n", error.what());
  return 1;
}

/// Starts this program as a writer, kills it after `life`, and returns what it acknowledged until then.
std::string run_and_kill(const char* program, const std::string& path, const char* campaign, unsigned run,
                         std::chrono::microseconds life) {
  int ends[2];
  if (pipe(ends) != 0) std::abort();
  fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);  // so that the writer never waits for the reader
  const auto writer = fork();
  if (writer == 0) {
    dup2(ends[1], acknowledgements);
    if (ends[0] != acknowledgements) close(ends[0]);
    if (ends[1] != acknowledgements) close(ends[1]);
    const auto number = std::to_string(run);
    execl(program, program, "--write", path.c_str(), campaign, number.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  std::this_thread::sleep_for(life);
  kill(writer, SIGKILL);
  std::string said;
  char buffer[1 << 16];
  for (ssize_t size; (size = read(ends[0], buffer, sizeof buffer)) > 0;)
    said.append(buffer, static_cast<std::size_t>(size));
  close(ends[0]);
  int status = 0;
  waitpid(writer, &status, 0);
  if (!WIFSIGNALED(status)) said = "art_none the writer ended by itself\n" + said;
  return said;
}

/// What is wrong with the file; empty when all holds.
std::string fault_of(const std::string& path, const std::set<std::string>& acknowledged) try {
  auto engine = mq::Engine::open({.storage = path});
  if (const auto result = engine.ledger().verify(); !result.ok) return result.message;
  const auto host = engine.state({"host"});
  for (const auto& line : acknowledged) {
    const auto id = line.substr(0, line.find(' '));
    const auto artifact = host.get_artifact(id);
    if (!artifact) return "acknowledged, but not there: " + line;
    const bool accepted = artifact->status != mq::ArtifactStatus::blocked;
    if (line != id + (accepted ? " accepted" : " denied")) return "acknowledged otherwise: " + line;
  }
  return "";
} catch (const std::exception& error) {
  return error.what();
}

/// The campaign's number of failures. A file is used for several runs, so that recovered ones are hurt again.
int run_campaign(const char* program, const char* campaign, int runs, unsigned seed) {
  constexpr int runs_a_file = 5;
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> life_us(0, 150'000);
  std::string pattern = std::filesystem::temp_directory_path() / "metaqore-torture-XXXXXX";
  const std::filesystem::path folder = mkdtemp(pattern.data());
  std::set<std::string> acknowledged;
  std::size_t total = 0;
  int failures = 0;
  for (int run = 0; run < runs; ++run) {
    const auto path = (folder / (std::to_string(run / runs_a_file) + ".db")).string();
    if (run % runs_a_file == 0) acknowledged.clear();
    const auto said = run_and_kill(program, path, campaign, static_cast<unsigned>(run) + seed,
                                   std::chrono::microseconds(life_us(random)));
    for (std::size_t begin = 0, end; (end = said.find('\n', begin)) != said.npos; begin = end + 1) {
      acknowledged.insert(said.substr(begin, end - begin));
      ++total;
    }
    if (const auto fault = fault_of(path, acknowledged); !fault.empty()) {
      ++failures;
      std::printf("%s, run %d of seed %u: %s\n", campaign, run, seed, fault.c_str());
    }
  }
  std::filesystem::remove_all(folder);
  std::printf("%s: %zu declarations were acknowledged and looked for\n", campaign, total);
  std::printf("campaign %s %d %d\n", campaign, runs, total == 0 ? runs : failures);
  std::fflush(stdout);
  return total == 0 ? runs : failures;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 5 && std::string(argv[1]) == "--write") {
    return child(argv[2], argv[3], static_cast<unsigned>(std::atoi(argv[4])));
  }
  const int runs = argc > 1 ? std::atoi(argv[1]) : 200;
  const auto seed = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : std::random_device{}() % 1'000'000;
  if (runs <= 0) {
    std::fputs("usage: torture [RUNS] [SEED], RUNS from 1 up\n", stderr);
    return 2;
  }
  int failures = 0;
  for (const auto* campaign : {"sigkill", "power_cut"})
    failures += run_campaign("/proc/self/exe", campaign, runs, seed);
  return failures == 0 ? 0 : 1;
}
