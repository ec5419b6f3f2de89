// Damages files of some hundred entries, many times over and each otherwise, and asks each for everything:
// torture_damaged_files [RUNS] [SEED] [JOBS]
//
// campaign damaged_files: no crash and no hang; and either an error, a fault that verification names, or the
// very answers of the sound file. Run N of a campaign has the seed SEED + N, and is repeated by
// `torture_damaged_files 1 SEED`.

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "support/damage.hpp"
#include "support/examiner.hpp"
#include "support/folder.hpp"

namespace {

namespace mq = metaqore;
namespace fs = std::filesystem;
using mq::test::Examiner;
using mq::test::Image;

constexpr unsigned longest = 60;              // seconds of work that one file may take
constexpr unsigned patience = 10 * longest;   // and of waiting, on a machine that has other work
constexpr std::uint64_t files_a_sample = 25;  // since a sample costs more than a file

/// A sound file, and where its damaged copies are asked.
struct Workshop {
  explicit Workshop(std::uint64_t number)
      : seed(number), sample(sample_of(number)), examiner(sample, folder.path) {}

  /// 300 to 1,000 entries mostly, up to 5,000 now and then, and seldom a log that began anew.
  static mq::test::Sample sample_of(std::uint64_t number) {
    mq::test::Random random(number);
    const auto entries = random.chance(10) ? 1'000 + random.below(4'001) : 300 + random.below(701);
    const auto in_log = random.chance(3) ? entries / 2 : 10 + random.below(40);
    return mq::test::make_sample(entries, number, in_log);
  }

  std::uint64_t seed;
  mq::test::Folder folder{mq::test::Folder::fast()};
  mq::test::Sample sample;
  Examiner examiner;
};

/// One damaged copy.
struct Case {
  Case(const mq::test::Sample& sample, std::uint64_t seed) {
    mq::test::Random random(seed * 2 + 1);
    is_open = random.chance(66);
    image = is_open ? sample.open : sample.closed;
    if (random.chance(50)) image.index.reset();
    edits = mq::test::random_edits(random);
    for (const auto& edit : edits) apply(edit, image);
  }

  std::string text() const {
    std::string text = !is_open      ? "a closed file"
                       : image.index ? "a file with its log and the log's index"
                                     : "a file with its log";
    for (const auto& edit : edits) text += "\n  " + text_of(edit);
    return text;
  }

  bool is_open = false;
  std::vector<mq::test::Edit> edits;
  Image image;
};

/// In a process of its own: 0 when all laws hold. What is wrong is in the file `said`.
int examined(const Workshop& workshop, const Case& it, const fs::path& said) {
  const auto child = fork();
  if (child == 0) {
    const int file = open(said.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (dup2(file, STDOUT_FILENO) < 0 || dup2(file, STDERR_FILENO) < 0) _exit(2);
    std::setvbuf(stdout, nullptr, _IONBF, 0);  // assertions are said there
    const rlimit limit{longest, longest + 1};
    if (setrlimit(RLIMIT_CPU, &limit) != 0) _exit(2);
    alarm(patience);
    for (const bool read_only : {true, false}) {
      const auto fault = workshop.examiner.fault_of(it.image, read_only);
      if (fault.empty()) continue;
      std::printf("opened for %s, this does not hold: %s\n", read_only ? "reading" : "writing",
                  fault.c_str());
      _exit(1);
    }
    _exit(0);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) < 0) std::abort();
  return status;
}

std::string how(int status) {
  if (WIFEXITED(status)) return "";
  const auto signal = WTERMSIG(status);
  if (signal == SIGALRM) return fmt::format("it did not end within {} seconds\n", patience);
  if (signal == SIGXCPU) return fmt::format("it did not end within {} seconds of work\n", longest);
  return fmt::format("it was ended by signal {}\n", signal);
}

/// The samples of which this is the number, of so many, each with its damaged copies. How many failed.
int work(std::uint64_t runs, std::uint64_t seed, unsigned number, unsigned jobs) {
  int failures = 0;
  std::unique_ptr<Workshop> workshop;
  for (auto run = seed; run < seed + runs; ++run) {
    const auto wanted = run / files_a_sample;
    if (wanted % jobs != number) continue;
    if (!workshop || workshop->seed != wanted) {
      workshop.reset();
      workshop = std::make_unique<Workshop>(wanted);
    }
    const Case it(workshop->sample, run);
    const fs::path said = workshop->folder / "said";
    const auto status = examined(*workshop, it, said);
    if (status == 0) continue;
    ++failures;
    std::ifstream file(said);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    std::printf("damaged_files, seed %llu, %zu entries, %s\n%s%s\n", static_cast<unsigned long long>(run),
                static_cast<std::size_t>(workshop->sample.head.size), it.text().c_str(), how(status).c_str(),
                text.c_str());
    std::fflush(stdout);
  }
  return failures;
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int at, std::uint64_t otherwise) {
    return argc > at ? std::strtoull(argv[at], nullptr, 10) : otherwise;
  };
  const auto runs = number(1, 100);
  const auto seed = number(2, std::random_device{}() % 1'000'000);
  const auto jobs = static_cast<unsigned>(number(3, std::max(1u, std::thread::hardware_concurrency())));
  if (runs == 0 || jobs == 0) {
    std::fputs("usage: torture_damaged_files [RUNS] [SEED] [JOBS], RUNS and JOBS from 1 up\n", stderr);
    return 2;
  }
  std::vector<int> ends;
  for (unsigned job = 0; job < jobs; ++job) {
    int pipe_ends[2];
    if (pipe(pipe_ends) != 0) std::abort();
    const auto worker = fork();
    if (worker < 0) std::abort();
    if (worker == 0) {
      const int failures = work(runs, seed, job, jobs);
      _exit(write(pipe_ends[1], &failures, sizeof failures) == sizeof failures ? 0 : 1);
    }
    close(pipe_ends[1]);
    ends.push_back(pipe_ends[0]);
  }
  int failures = 0;
  for (const auto end : ends) {
    int some = 0;
    // A worker that has nothing to say has failed itself.
    failures += read(end, &some, sizeof some) == sizeof some ? some : 1;
    close(end);
  }
  while (wait(nullptr) > 0) continue;
  std::printf("campaign damaged_files %llu %d\n", static_cast<unsigned long long>(runs), failures);
  return failures == 0 ? 0 : 1;
}
