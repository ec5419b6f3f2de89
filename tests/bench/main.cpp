#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bench.hpp"
#include "work.hpp"

// metaqore_bench [--short] [GROUP...] [flags of Google Benchmark]
//
// At its end a line `claim NAME VALUE BOUND holds|short` for each claim. Files lie in TMPDIR, which has to be
// a disk for them to mean something. A claim that falls short is a finding, not a failure.

namespace {

using namespace metaqore::bench;

struct Group {
  std::string_view name;
  void (*measure)(Bench&);
};
constexpr std::array groups{
    Group{"file_writes", file_writes},   Group{"memory_writes", memory_writes},
    Group{"threads", threads},           Group{"growth", growth},
    Group{"json_reading", json_reading}, Group{"counts", counts},
    Group{"requirements", requirements}, Group{"json_documents", json_documents},
    Group{"open_list", open_list},       Group{"processes", processes},
    Group{"instructions", instructions},
};

int run(const std::vector<std::string>& arguments) {
  std::vector<std::string> flags{"metaqore_bench", "--benchmark_enable_random_interleaving=true",
                                 "--benchmark_display_aggregates_only=true"};
  std::set<std::string_view> chosen;
  bool brief = false;
  for (const auto& argument : arguments) {
    if (argument == "--short") {
      brief = true;
    } else if (argument.starts_with("--")) {
      flags.push_back(argument);
    } else {
      chosen.insert(argument);
    }
  }
  for (const auto& name : chosen) {
    if (std::ranges::find(groups, name, &Group::name) != groups.end()) continue;
    std::fprintf(stderr, "metaqore_bench: there is no group `%s`; there are", std::string(name).c_str());
    for (const auto& group : groups) std::fprintf(stderr, " `%s`", std::string(group.name).c_str());
    std::fputs("\n", stderr);
    return 2;
  }
  std::vector<char*> pointers;
  for (auto& flag : flags) pointers.push_back(flag.data());
  auto count = static_cast<int>(pointers.size());
  pointers.push_back(nullptr);
  benchmark::Initialize(&count, pointers.data());
  if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) return 2;

  Bench bench(brief);
  const bool all = chosen.empty();
  for (const auto& group : groups) {
    if (all || chosen.contains(group.name)) group.measure(bench);
  }
  bench.conclude();
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc == 4 && std::string_view(argv[1]) == "--work")
    return metaqore::bench::work(argv[2], std::strtoull(argv[3], nullptr, 10));
  return run({argv + 1, argv + argc});
} catch (const std::exception& failure) {
  std::fprintf(stderr, "metaqore_bench: %s\n", failure.what());
  return 1;
}
