#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <system_error>

#include "bench.hpp"
#include "subject.hpp"
#include "support/engines.hpp"

namespace metaqore::bench {

namespace {

constexpr std::size_t process_count = 8;

/// Declares until `end`, and returns how long each took.
Latencies declare_until(const std::string& path, std::chrono::steady_clock::time_point end) {
  Subject subject(path);
  Latencies latencies;
  while (std::chrono::steady_clock::now() < end) timed(latencies, [&] { subject.declare(); });
  return latencies;
}

class Writer {
 public:
  Writer(const std::string& path, std::chrono::steady_clock::time_point end) {
    int ends[2];
    if (pipe(ends) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    process_ = fork();
    if (process_ == 0) {
      close(ends[0]);
      const auto latencies = declare_until(path, end);
      for (std::size_t sent = 0; sent < latencies.size() * sizeof(double);) {
        const auto* bytes = reinterpret_cast<const char*>(latencies.data());
        const auto count = write(ends[1], bytes + sent, latencies.size() * sizeof(double) - sent);
        if (count <= 0) _exit(1);
        sent += static_cast<std::size_t>(count);
      }
      _exit(0);
    }
    close(ends[1]);
    from_ = ends[0];
  }

  Latencies wait() {
    std::string bytes;
    char buffer[1 << 16];
    for (ssize_t count; (count = read(from_, buffer, sizeof buffer)) > 0;)
      bytes.append(buffer, static_cast<std::size_t>(count));
    close(from_);
    waitpid(process_, nullptr, 0);
    Latencies latencies(bytes.size() / sizeof(double));
    std::copy_n(bytes.data(), latencies.size() * sizeof(double), reinterpret_cast<char*>(latencies.data()));
    return latencies;
  }

 private:
  pid_t process_;
  int from_;
};

/// A process that reads a file with SQLite and then does nothing, as one that was stopped, until it is
/// dropped.
class StoppedReader {
 public:
  explicit StoppedReader(const std::string& path) {
    int reads[2];
    if (pipe(reads) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    process_ = fork();
    if (process_ == 0) {
      sqlite3* database = nullptr;
      const bool read = sqlite3_open(path.c_str(), &database) == SQLITE_OK &&
                        sqlite3_exec(database, "BEGIN; SELECT count(*) FROM entries", nullptr, nullptr,
                                     nullptr) == SQLITE_OK;
      if (!read || write(reads[1], "x", 1) != 1) _exit(1);
      for (;;) pause();
    }
    close(reads[1]);
    char byte = 0;
    const bool reading = read(reads[0], &byte, 1) == 1;
    close(reads[0]);
    if (!reading) throw std::runtime_error("the reader could not read");
  }
  ~StoppedReader() {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  StoppedReader(const StoppedReader&) = delete;
  StoppedReader& operator=(const StoppedReader&) = delete;

 private:
  pid_t process_;
};

double quantile(const Latencies& sorted, double share) {
  return sorted.at(static_cast<std::size_t>(static_cast<double>(sorted.size() - 1) * share));
}

/// What it costs that the log cannot be moved into the file.
void beside_a_stopped_reader(Bench& bench, const test::Folder& folder) {
  Subject alone(folder / "alone.db"), again(folder / "again.db"), beside(folder / "beside.db");
  const StoppedReader reader(folder / "beside.db");
  const int repetitions = bench.pick(40, 20), each = 100;
  bench.variant("writes_alone", repetitions, each, [&] { alone.declare(); });
  bench.variant("writes_alone_again", repetitions, each, [&] { again.declare(); });
  bench.variant("writes_beside_a_stopped_reader", repetitions, each, [&] { beside.declare(); });
  bench.run();
  bench.noise("stopped_reader", bench.real("writes_alone_again") / bench.real("writes_alone"));
  bench.at_most("writes_beside_a_stopped_reader_over_alone",
                bench.real("writes_beside_a_stopped_reader") / bench.real("writes_alone"), 1.5);
}

/// Eight processes that write one file at once: whether each has its share, and how long the unluckiest
/// waits.
void eight_at_once(Bench& bench, const test::Folder& folder) {
  const auto path = folder / "shared.db";
  {
    Subject first(path);
  }
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(bench.pick(20, 5));
  std::vector<Writer> writers;
  for (std::size_t i = 0; i < process_count; ++i) writers.emplace_back(path, end);
  Latencies all;
  std::vector<double> shares;
  for (auto& writer : writers) {
    const auto latencies = writer.wait();
    shares.push_back(static_cast<double>(latencies.size()));
    all.insert(all.end(), latencies.begin(), latencies.end());
  }
  std::ranges::sort(all);
  const auto total = std::accumulate(shares.begin(), shares.end(), 0.0);
  bench.latency("8_processes_write_one_file", all);
  bench.remark("writes_per_second_8_processes", total / bench.pick(20, 5));
  bench.at_least("least_share_of_8_processes", *std::ranges::min_element(shares) * process_count / total,
                 0.5);
  bench.at_most("p999_over_median_wait_of_8_processes", quantile(all, 0.999) / quantile(all, 0.5), 20);
}

}  // namespace

void processes(Bench& bench) {
  const test::Folder folder;
  eight_at_once(bench, folder);
  beside_a_stopped_reader(bench, folder);
}

}  // namespace metaqore::bench
