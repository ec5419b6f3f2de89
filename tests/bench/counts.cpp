#include <stdexcept>

#include "bench.hpp"
#include "counting_sqlite.hpp"
#include "subject.hpp"
#include "support/engines.hpp"

namespace metaqore::bench {

namespace {

/// Writes until just behind a checkpoint: the next one is 2,000 pages away.
void write_past_checkpoint(const CountingSqlite& sqlite, Subject& subject) {
  const auto before = sqlite.counts().file_syncs;
  while (sqlite.counts().file_syncs == before) subject.declare();
  subject.declare();  // begins the log anew
}

double per_commit(std::uint64_t count, const Counts& during) {
  if (during.file_syncs != 0) throw std::logic_error("a checkpoint came while writes were counted");
  return static_cast<double>(count) / static_cast<double>(during.commits);
}

}  // namespace

/// What does not depend on the clock. Nothing is timed here.
void counts(Bench& bench) {
  const test::Folder folder;
  const CountingSqlite sqlite;
  Subject subject(folder / "counted.db");
  write_past_checkpoint(sqlite, subject);

  constexpr std::uint64_t calls = 100;
  const auto use = [&] {  // each way through the statements
    const auto id = subject.declare();
    (void)subject.state().check(subject.candidate(subject.size())).accepted();
    (void)subject.state().head(subject.lineage(subject.size() - 1)).value();
    (void)subject.state().get_artifact(id).value();
  };
  use();
  auto before = sqlite.counts();
  for (std::uint64_t i = 0; i < calls; ++i) use();
  const auto one_thread = sqlite.counts() - before;
  bench.exactly("commits_per_governed_write", static_cast<double>(one_thread.commits) / calls, 1);
  bench.exactly("syncs_per_commit", per_commit(one_thread.syncs, one_thread), 1);
  bench.at_most("pages_per_governed_write", per_commit(one_thread.log_pages, one_thread), 8);
  bench.exactly("statements_compiled_in_steady_state", static_cast<double>(one_thread.compiled), 0);

  write_past_checkpoint(sqlite, subject);
  before = sqlite.counts();
  const auto written = fill(subject, 64, 5).size();
  const auto many_threads = sqlite.counts() - before;
  bench.remark("writes_per_commit_64_threads",
               static_cast<double>(written) / static_cast<double>(many_threads.commits));
  bench.exactly("syncs_per_commit_64_threads", per_commit(many_threads.syncs, many_threads), 1);
}

}  // namespace metaqore::bench
