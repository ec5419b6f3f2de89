// Examines the ways out of clashes: torture_ways_out [RUNS] [SEED]
//
// campaign ways_out: of a random group of requirements that clashes, each way out ends the clash, keeps what
// its owners excluded, names no pre-release that nobody wrote, and says rightly what is common then.

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "support/random_constraints.hpp"
#include "support/ways_out.hpp"
#include "torture/trial.hpp"

namespace metaqore::torture {

namespace {

/// Random requirements on one package, and versions to ask about.
class Draw {
 public:
  explicit Draw(unsigned seed)
      : ecosystem_(ecosystems()[seed % ecosystems().size()]), texts_(ecosystem_, seed, seed % 4 == 0) {}

  test::Group group() {
    auto& random = texts_.random();
    const auto size = 1 + random.below(random.chance(90) ? 5 : 40);
    test::Group group;
    for (std::size_t i = 0; i < size; ++i) {
      Requirement needed{.ecosystem = ecosystem_, .name = name()};
      do needed.constraint = texts_.constraint();
      while (!is_of_path(needed.constraint));
      group.push_back({"owner" + std::to_string(random.below(size)), std::move(needed)});
      if (ecosystem_ == "npm" && random.chance(60)) group.back().requirement.scope = "peer";
    }
    return group;
  }

  std::vector<Version> pool() {
    std::vector<Version> versions;
    while (versions.size() < 100) {
      const auto text = texts_.version();
      if (is_of_path(text)) versions.emplace_back(ecosystem_, text);
    }
    const bool go = ecosystem_ == "golang";
    for (const auto* end : {go ? "v0.0.0" : "0.0.0", go ? "v1.1000000.0" : "1000000.0.0"})
      versions.emplace_back(ecosystem_, end);
    std::ranges::sort(versions, std::less{});
    return versions;
  }

 private:
  /// Versions of Go are of the majors of their path: here v0 and v1.
  bool is_of_path(std::string_view text) const {
    if (ecosystem_ != "golang") return true;
    for (auto at = text.find('v'); at != text.npos; at = text.find('v', at + 1)) {
      const auto version = text.substr(at + 1);
      if (!version.starts_with("0.") && !version.starts_with("1.")) return false;
    }
    return true;
  }

  std::string name() const {
    return ecosystem_ == "maven" ? "org.a:b" : ecosystem_ == "golang" ? "example.org/b" : "thing";
  }

  std::string ecosystem_;
  test::RandomConstraints texts_;
};

struct Examination {
  test::Group group{};
  std::size_t ways = 0;
  std::vector<std::string> faults{};
};

/// Of the first group of a seed that clashes.
Examination examine(unsigned seed) {
  Draw draw(seed);
  for (;;) {
    const auto group = draw.group();
    const auto analysis = analyze({.requirements = group});
    if (analysis.clashes.empty()) continue;
    Examination it{.group = group};
    const auto pool = draw.pool();
    for (const auto& clash : analysis.clashes) {
      it.ways += clash.ways_out.size();
      const auto faults = test::faults_of_ways(group, clash, pool);
      it.faults.insert(it.faults.end(), faults.begin(), faults.end());
    }
    return it;
  }
}

int run(const Arguments& arguments) {
  int failures = 0;
  std::map<std::string, std::size_t> ways, without;
  for (int i = 0; i < arguments.runs; ++i) {
    const auto seed = arguments.seed + static_cast<unsigned>(i);
    const auto it = examine(seed);
    const auto& ecosystem = it.group[0].requirement.ecosystem;
    ways[ecosystem] += it.ways;
    without[ecosystem] += it.ways == 0 ? 1 : 0;
    if (it.faults.empty()) continue;
    ++failures;
    std::printf("ways_out, seed %u (%s):\n", seed, test::shown(it.group).c_str());
    for (const auto& fault : it.faults) std::printf("  %s\n", fault.c_str());
    std::fflush(stdout);
  }
  for (const auto& [ecosystem, count] : ways)
    std::printf("ways_out: %s has %zu ways, and none for %zu clashes\n", ecosystem.c_str(), count,
                without[ecosystem]);
  if (ways.empty()) failures = arguments.runs;
  std::printf("campaign ways_out %d %d\n", arguments.runs, failures);
  return failures == 0 ? 0 : 1;
}

}  // namespace

}  // namespace metaqore::torture

int main(int argc, char** argv) try {
  using namespace metaqore::torture;
  return run(Arguments(argc, argv, 10'000));
} catch (const std::exception& failure) {
  std::fprintf(stderr, "torture_ways_out: %s\n", failure.what());
  return 1;
}
