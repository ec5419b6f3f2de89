#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <set>
#include <stdexcept>
#include <utility>

#include "bench.hpp"
#include "metaqore/requirement.hpp"
#include "other.hpp"
#include "support/folder.hpp"
#include "support/random_constraints.hpp"

namespace metaqore::bench {

namespace {

using test::Random;
using Pairs = std::vector<std::pair<std::string, std::string>>;

// ---- Constraints as they are written ---------------------------------------------------------------------

std::string pypi_constraint(Random& random) {
  const auto major = random.below(8), minor = random.below(50), patch = random.below(50);
  const auto shape = random.below(20);
  if (shape < 5) return fmt::format(">={}.{}.{},<{}", major, minor, patch, major + 1);
  if (shape < 8) return fmt::format("=={}.{}.{}", major, minor, patch);
  if (shape < 10) return fmt::format("~={}.{}.{}", major, minor, patch);
  if (shape < 12) {
    return fmt::format(">={0}.{1}.{2},!={0}.{1}.{3},<{4}", major, minor, patch, patch + 1, major + 2);
  }
  if (shape == 12) return fmt::format("=={0}.{1}.*,>{0}.{1}.{2}", major, minor, patch);
  if (shape == 13) return fmt::format("<{}.{}.{}", major, minor, patch);
  return fmt::format(">={}.{}.{}", major, minor, patch);
}

std::string npm_constraint(Random& random) {
  const auto major = random.below(8), minor = random.below(50), patch = random.below(50);
  const auto shape = random.below(20);
  if (shape < 2) return fmt::format("~{}.{}.{}", major, minor, patch);
  if (shape < 4) return fmt::format("{}.{}.{}", major, minor, patch);
  if (shape < 6) return fmt::format(">={}.{}.{}", major, minor, patch);
  if (shape == 6) return fmt::format(">={}.{}.{} <{}.0.0", major, minor, patch, major + 1);
  if (shape < 9) {
    return fmt::format("^{}.{}.{} || ^{}.{}.{}", major, minor, patch, major + 1, patch, minor);
  }
  if (shape == 9) return fmt::format("^{}.{}.{}-beta.{}", major, minor, patch, random.below(9));
  return fmt::format("^{}.{}.{}", major, minor, patch);
}

/// No text twice, so that nobody's cache has it.
Pairs distinct_pairs(std::string (*constraint)(Random&), std::size_t count) {
  Random random(1);
  std::set<std::string> seen;
  const auto draw = [&] {
    std::string text;
    do text = constraint(random);
    while (!seen.insert(text).second);
    return text;
  };
  Pairs pairs(count);
  for (auto& [a, b] : pairs) {
    a = draw();
    b = draw();
  }
  return pairs;
}

std::size_t meeting(const std::string& ecosystem, const Pairs& pairs) {
  std::size_t meet = 0;
  for (const auto& [a, b] : pairs) meet += constraints_meet(ecosystem, a, b) ? 1 : 0;
  return meet;
}

// ---- Against the ecosystems' own tools -------------------------------------------------------------------

/// How many times longer another program takes to say of pairs whether they meet, by the fastest of its ways.
double times_faster(Bench& bench, const std::string& ecosystem, const Pairs& pairs,
                    std::vector<std::string> command, const std::vector<std::string>& ways) {
  const test::Folder folder;
  const std::string file = folder / "pairs";
  {
    std::ofstream out(file);
    for (const auto& [a, b] : pairs) out << a << '\t' << b << '\n';
  }
  command.push_back(file);
  const int repetitions = bench.pick(40, 10), passes = 10;
  const auto ours = [&] { benchmark::DoNotOptimize(meeting(ecosystem, pairs)); };
  bench.variant(ecosystem + "_meet", repetitions, passes, ours);
  bench.variant(ecosystem + "_meet_again", repetitions, passes, ours);
  std::vector<std::unique_ptr<Other>> others;
  for (const auto& way : ways) {
    auto& other = *others.emplace_back(std::make_unique<Other>(command));
    for (int i = 0; i < 5; ++i) other.measure(way);  // until it is compiled, where it is
    other.forget();
    bench.variant(ecosystem + "_other_" + way, repetitions, 1, [&other, way] { other.measure(way); });
  }
  bench.run();

  const auto count = static_cast<double>(pairs.size());
  const auto own = bench.cpu(ecosystem + "_meet") * 1'000 / count;
  const auto met = meeting(ecosystem, pairs);
  double fastest = others.front()->median();
  for (const auto& other : others) {
    fastest = std::min(fastest, other->median());
    if (other->came_of_it() != met) {
      throw std::runtime_error(fmt::format("of {} pairs of {} we say that {} meet, and the other program {}",
                                           pairs.size(), ecosystem, met, other->came_of_it()));
    }
  }
  bench.noise("requirement_" + ecosystem,
              bench.cpu(ecosystem + "_meet_again") / bench.cpu(ecosystem + "_meet"));
  bench.remark("requirement_" + ecosystem + "_pairs_that_meet", static_cast<double>(met) / count);
  bench.remark("requirement_" + ecosystem + "_ns_a_pair", own);
  bench.remark("requirement_" + ecosystem + "_others_ns_a_pair", fastest);
  return fastest / own;
}

// ---- Growth ----------------------------------------------------------------------------------------------

/// A constraint of so many bytes at most, its parts made of numbers and, unless the syntax wants them
/// ascending, in an order of their own for each seed.
std::string many_parts(const std::string& part, const std::string& separator, std::size_t size,
                       bool ascending, std::uint64_t seed) {
  std::vector<std::string> parts;
  for (std::size_t i = 0, total = 0;; ++i) {
    auto next = fmt::format(fmt::runtime(part), i);
    total += next.size() + separator.size();
    if (total > size) break;
    parts.push_back(std::move(next));
  }
  Random random(seed);
  for (std::size_t i = parts.size(); i > 1 && !ascending; --i)
    std::swap(parts[i - 1], parts[random.below(i)]);
  return fmt::format("{}", fmt::join(parts, separator));
}

/// The price of a byte does not depend on how many there are.
void parse_linear(Bench& bench) {
  struct Shape {
    const char *ecosystem, *part, *separator;
    bool ascending;
  };
  constexpr Shape shapes[]{{"pypi", "!=1.{}.*", ",", false},    {"npm", "{0}.1.1", " || ", false},
                           {"generic", "!=1.{}.0", ",", false}, {"golang", ">=v1.{}.0", ",", false},
                           {"deb", "= 1.{}-1", " | ", false},   {"maven", "[1.{}]", ",", true}};
  const int repetitions = bench.pick(40, 10);
  for (const auto& shape : shapes) {
    for (const std::size_t size : {1'024, 16'384}) {
      const std::string ecosystem = shape.ecosystem;
      // As many bytes of either size, so that what a processor learns of one text counts for both.
      std::vector<std::string> texts;
      for (std::size_t i = 0; i < 64 * 1'024 / size; ++i) {
        texts.push_back(many_parts(shape.part, shape.separator, size, shape.ascending, i));
      }
      bench.variant(fmt::format("parse_{}_{}", ecosystem, size), repetitions, 3, [=] {
        for (const auto& text : texts) benchmark::DoNotOptimize(VersionSet::parse(ecosystem, text));
      });
    }
  }
  bench.run();
  double worst = 0;
  for (const auto& shape : shapes) {
    const auto ratio = bench.cpu(fmt::format("parse_{}_16384", shape.ecosystem)) /
                       bench.cpu(fmt::format("parse_{}_1024", shape.ecosystem));
    bench.remark(fmt::format("requirement_parse_linear_{}", shape.ecosystem), ratio);
    worst = std::max(worst, ratio);
  }
  bench.at_most("requirement_parse_linear", worst, 2.0);
}

/// An index of so many names, each required by ten owners.
class Indexed {
 public:
  explicit Indexed(std::size_t names) : names_(names) {
    for (std::size_t owner = 0; owner < 10; ++owner) {
      for (std::size_t i = 0; i < names; ++i) {
        index_.add({fmt::format("agent-{}", owner), wanted(i, fmt::format(">=1.{},<3", owner))});
      }
    }
  }

  /// One more, that fits.
  void check() {
    const auto clash = index_.check({"newcomer", wanted(random_.below(names_), ">=1.26.4,<2")});
    if (clash) throw std::runtime_error("a requirement that fits clashes: " + clash->description);
  }

 private:
  static Requirement wanted(std::size_t number, std::string constraint) {
    return {.ecosystem = "pypi",
            .name = fmt::format("package-{:05}", number),
            .constraint = std::move(constraint)};
  }

  RequirementIndex index_;
  std::size_t names_;
  Random random_{1};
};

void index_growth(Bench& bench) {
  Indexed few(10), many(10'000);
  const int repetitions = bench.pick(60, 20), checks = 5'000;
  bench.variant("index_few", repetitions, checks, [&] { few.check(); });
  bench.variant("index_few_again", repetitions, checks, [&] { few.check(); });
  bench.variant("index_many", repetitions, checks, [&] { many.check(); });
  bench.run();
  bench.noise("requirement_index_growth", bench.cpu("index_few_again") / bench.cpu("index_few"));
  bench.remark("requirement_index_check_ns", bench.cpu("index_few") * 1'000);
  bench.at_most("requirement_index_growth", bench.cpu("index_many") / bench.cpu("index_few"), 1.3);
}

}  // namespace

/// What the analysis of requirements stands on: whether two constraints meet, against the ecosystems' own
/// tools, and that the price depends on what is asked.
void requirements(Bench& bench) {
  const std::string scripts = METAQORE_BENCH_SCRIPTS;
  const auto count = static_cast<std::size_t>(bench.pick(2'000, 1'000));
  bench.at_least("requirement_pypi_over_packaging",
                 times_faster(bench, "pypi", distinct_pairs(pypi_constraint, count),
                              {oracle("python/bin/python"), "-B", scripts + "/packaging_bench.py"}, {"sets"}),
                 50);
  bench.at_least("requirement_npm_over_semver",
                 times_faster(bench, "npm", distinct_pairs(npm_constraint, count),
                              {"node", scripts + "/semver_bench.js", oracle("node/node_modules/semver")},
                              {"ranges", "texts"}),
                 10);
  parse_linear(bench);
  index_growth(bench);
}

}  // namespace metaqore::bench
