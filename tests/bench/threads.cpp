#include <mutex>
#include <thread>

#include "bench.hpp"
#include "subject.hpp"
#include "support/engines.hpp"

namespace metaqore::bench {

namespace {

constexpr std::size_t thread_count = 64;

/// `work` so many times in each of 64 threads at once.
template <class Work>
void in_threads(int each, Latencies& latencies, Work work) {
  std::vector<Latencies> own(thread_count);
  std::vector<std::jthread> running;
  for (auto& mine : own) {
    running.emplace_back([&mine, &work, each] {
      for (int i = 0; i < each; ++i) timed(mine, work);
    });
  }
  running.clear();
  for (const auto& some : own) latencies.insert(latencies.end(), some.begin(), some.end());
}

}  // namespace

/// Durable writers who share a commit, against the same who take turns.
void threads(Bench& bench) {
  const test::Folder folder;
  Subject shared(folder / "shared.db"), alone(folder / "alone.db"), alone_again(folder / "alone_again.db");
  for (auto* subject : {&shared, &alone, &alone_again}) fill(*subject, 1, 600);  // past the first checkpoint

  const int repetitions = bench.pick(20, 8), each = bench.pick(10, 5);
  std::mutex turn, turn_again;
  Latencies shared_latencies, alone_latencies, unused;
  bench.variant("64_threads_share_commits", repetitions, 1,
                [&] { in_threads(each, shared_latencies, [&] { shared.declare(); }); });
  bench.variant("64_threads_take_turns", repetitions, 1, [&] {
    in_threads(each, alone_latencies, [&] {
      const std::lock_guard lock(turn);
      alone.declare();
    });
  });
  bench.variant("64_threads_take_turns_again", repetitions, 1, [&] {
    in_threads(each, unused, [&] {
      const std::lock_guard lock(turn_again);
      alone_again.declare();
    });
  });
  bench.run();
  bench.disk("threads", folder / "");

  const auto time = bench.real("64_threads_take_turns");
  bench.noise("threads", bench.real("64_threads_take_turns_again") / time);
  bench.latency("64_threads_share_commits", shared_latencies);
  bench.latency("64_threads_take_turns", alone_latencies);
  bench.at_least("shared_commits_over_turns_64_threads", time / bench.real("64_threads_share_commits"), 3);
}

}  // namespace metaqore::bench
