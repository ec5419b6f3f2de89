#include <random>

#include "bench.hpp"
#include "subject.hpp"
#include "support/engines.hpp"

namespace metaqore::bench {

namespace {

/// A file with so many artifacts, of which any may be asked for.
class Populated {
 public:
  Populated(const std::string& path, std::size_t size)
      : subject_(path), ids_(fill(subject_, 50, size / 50)) {}

  void declare() { subject_.declare(); }
  void head() { (void)subject_.state().head(subject_.lineage(any())).value(); }
  void get() { (void)subject_.state().get_artifact(ids_[any()]).value(); }

 private:
  std::size_t any() { return std::uniform_int_distribution<std::size_t>(0, ids_.size() - 1)(random_); }

  Subject subject_;
  std::vector<std::string> ids_;
  std::mt19937_64 random_{1};
};

}  // namespace

/// The price of a call depends on the candidate, not on how much exists.
void growth(Bench& bench) {
  const test::Folder folder;
  Populated few(folder / "few.db", 1'000);
  Populated many(folder / "many.db", static_cast<std::size_t>(bench.pick(100'000, 10'000)));
  for (int i = 0; i < 300; ++i) {  // checkpoints as they come with single writes
    few.declare();
    many.declare();
  }

  // Few enough writes that the small file stays small.
  const int repetitions = bench.pick(40, 20), writes = 10, reads = 100;
  bench.variant("declare_few", repetitions, writes, [&] { few.declare(); });
  bench.variant("declare_few_again", repetitions, writes, [&] { few.declare(); });
  bench.variant("declare_many", repetitions, writes, [&] { many.declare(); });
  bench.variant("head_few", repetitions, reads, [&] { few.head(); });
  bench.variant("head_few_again", repetitions, reads, [&] { few.head(); });
  bench.variant("head_many", repetitions, reads, [&] { many.head(); });
  bench.variant("get_artifact_few", repetitions, reads, [&] { few.get(); });
  bench.variant("get_artifact_many", repetitions, reads, [&] { many.get(); });
  bench.run();
  bench.disk("growth", folder / "");

  bench.noise("growth_of_declare", bench.real("declare_few_again") / bench.real("declare_few"));
  bench.noise("growth_of_head", bench.cpu("head_few_again") / bench.cpu("head_few"));
  bench.at_most("growth_of_declare", bench.real("declare_many") / bench.real("declare_few"), 1.5);
  bench.at_most("growth_of_declare_cpu", bench.cpu("declare_many") / bench.cpu("declare_few"), 1.5);
  // SQLite's own point read grows 1.2 to 1.9 times over the same range.
  bench.at_most("growth_of_head", bench.cpu("head_many") / bench.cpu("head_few"), 1.9);
  bench.at_most("growth_of_get_artifact", bench.cpu("get_artifact_many") / bench.cpu("get_artifact_few"),
                1.9);
}

}  // namespace metaqore::bench
