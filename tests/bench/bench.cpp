#include "bench.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace metaqore::bench {

Report::Report() : ConsoleReporter(isatty(STDOUT_FILENO) != 0 ? OO_ColorTabular : OO_Tabular) {}

bool Report::ReportContext(const Context& context) {
  if (!std::exchange(told_context_, true)) return ConsoleReporter::ReportContext(context);
  name_field_width_ = context.name_field_width;
  printed_header_ = false;
  return true;
}

void Report::ReportRuns(const std::vector<Run>& runs) {
  for (const auto& run : runs) {
    if (run.aggregate_name == "median")
      medians_[run.run_name.function_name] = {run.GetAdjustedRealTime(), run.GetAdjustedCPUTime()};
  }
  ConsoleReporter::ReportRuns(runs);
}

void Bench::run() {
  benchmark::RunSpecifiedBenchmarks(&report_, ".");
  benchmark::ClearRegisteredBenchmarks();
}

void Bench::claim(const std::string& name, double value, double bound, bool holds) {
  claims_.push_back(fmt::format("claim {} {:.4g} {:.4g} {}", name, value, bound, holds ? "holds" : "short"));
}

void Bench::at_most(const std::string& name, double value, double bound) {
  claim(name, value, bound, value <= bound);
}

void Bench::at_least(const std::string& name, double value, double bound) {
  claim(name, value, bound, value >= bound);
}

void Bench::exactly(const std::string& name, double value, double bound) {
  claim(name, value, bound, value == bound);
}

void Bench::noise(const std::string& group, double value) {
  remarks_.push_back(fmt::format("noise {} {:.3f}", group, value));
}

void Bench::remark(const std::string& name, double value) {
  remarks_.push_back(fmt::format("remark {} {:.4g}", name, value));
}

void Bench::disk(const std::string& group, const std::string& folder) {
  const auto path = folder + "/synced";
  const int file = open(path.c_str(), O_CREAT | O_WRONLY, 0600);
  const std::string page(4096, 'x');
  Latencies latencies;
  for (int i = 0; i < 25; ++i) {
    const bool written = pwrite(file, page.data(), page.size(), 0) == static_cast<ssize_t>(page.size());
    timed(latencies, [&] {
      if (!written || fdatasync(file) != 0) throw std::system_error(errno, std::generic_category(), path);
    });
  }
  close(file);
  latency("fdatasync_at_" + group, std::move(latencies));
}

void Bench::latency(const std::string& name, Latencies all) {
  std::ranges::sort(all);
  const auto at = [&](std::size_t percent) { return all.at((all.size() - 1) * percent / 100); };
  remarks_.push_back(
      fmt::format("latency {} ms: median {:.3f}, p99 {:.3f}, maximum {:.3f}", name, at(50), at(99), at(100)));
}

void Bench::conclude() const {
  for (const auto& line : remarks_) fmt::print("{}\n", line);
  for (const auto& line : claims_) fmt::print("{}\n", line);
}

}  // namespace metaqore::bench
