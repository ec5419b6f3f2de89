#pragma once

#include <benchmark/benchmark.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

// Measures variants against each other and holds what comes out against bounds. The machine's speed drifts,
// so a claim is a ratio of medians taken in one run: repetitions of all variants of a group alternate in
// random order, and one of them is there twice, so that a reader sees what difference means nothing.

namespace metaqore::bench {

/// Google Benchmark's usual output; keeps the medians.
class Report final : public benchmark::ConsoleReporter {
 public:
  Report();
  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;

  struct Median {
    double real{};  ///< microseconds an iteration
    double cpu{};   ///< of the calling thread, likewise
  };
  const Median& median(const std::string& name) const { return medians_.at(name); }

 private:
  std::map<std::string, Median> medians_;
  bool told_context_ = false;
};

using Latencies = std::vector<double>;  ///< milliseconds

template <class Work>
void timed(Latencies& latencies, Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  latencies.push_back(
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
}

class Bench {
 public:
  explicit Bench(bool brief) : brief_(brief) {}

  /// What is worth some minutes, and what has to do where there are only seconds.
  int pick(int full, int brief) const noexcept { return brief_ ? brief : full; }

  /// Adds a variant to the group: `repetitions` times, `iterations` runs of `work`.
  template <class Work>
  void variant(const std::string& name, int repetitions, int iterations, Work work) {
    benchmark::RegisterBenchmark(name.c_str(),
                                 [work](benchmark::State& state) mutable {
                                   for ([[maybe_unused]] auto _ : state) work();
                                 })
        ->Repetitions(repetitions)
        ->Iterations(iterations)
        ->UseRealTime()
        ->Unit(benchmark::kMicrosecond);
  }

  /// Measures the variants added since the last time.
  void run();

  double real(const std::string& name) const { return report_.median(name).real; }
  double cpu(const std::string& name) const { return report_.median(name).cpu; }

  void at_most(const std::string& claim, double value, double bound);
  void at_least(const std::string& claim, double value, double bound);
  void exactly(const std::string& claim, double value, double bound);

  // What a reader wants to know besides.
  void noise(const std::string& group, double value);  ///< the ratio of the two that are the same
  void latency(const std::string& name, Latencies latencies);
  void remark(const std::string& name, double value);
  void disk(const std::string& group, const std::string& folder);  ///< how long it takes to sync, just now

  /// Prints one line for each remark, then one for each claim.
  void conclude() const;

 private:
  void claim(const std::string& name, double value, double bound, bool holds);

  bool brief_;
  Report report_;
  std::vector<std::string> remarks_;
  std::vector<std::string> claims_;
};

// The groups, each in a file of its name.
void file_writes(Bench&);
void memory_writes(Bench&);
void threads(Bench&);
void processes(Bench&);
void growth(Bench&);
void open_list(Bench&);
void json_reading(Bench&);
void counts(Bench&);
void requirements(Bench&);
void json_documents(Bench&);
void instructions(Bench&);

}  // namespace metaqore::bench
