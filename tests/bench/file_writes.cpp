#include "bench.hpp"
#include "raw.hpp"
#include "subject.hpp"
#include "support/engines.hpp"

namespace metaqore::bench {

/// What governance adds to a durable write, one thread.
void file_writes(Bench& bench) {
  const test::Folder folder;
  Raw raw(folder / "raw.db", "FULL"), raw_again(folder / "raw_again.db", "FULL");
  Subject governed(folder / "governed.db");
  for (int i = 0; i < 1'000; ++i) {  // past the first checkpoint of each
    raw.insert();
    raw_again.insert();
    governed.declare();
  }

  Latencies raw_latencies, governed_latencies;
  const int repetitions = bench.pick(100, 25), writes = bench.pick(50, 20);
  bench.variant("raw_full", repetitions, writes, [&] { timed(raw_latencies, [&] { raw.insert(); }); });
  bench.variant("raw_full_again", repetitions, writes, [&] { raw_again.insert(); });
  bench.variant("governed_full", repetitions, writes,
                [&] { timed(governed_latencies, [&] { governed.declare(); }); });
  bench.run();
  bench.disk("file_writes", folder / "");

  bench.noise("file_writes", bench.real("raw_full_again") / bench.real("raw_full"));
  bench.latency("raw_full", raw_latencies);
  bench.latency("governed_full", governed_latencies);
  bench.at_most("governed_write_over_raw_full", bench.real("governed_full") / bench.real("raw_full"), 1.6);
  // The processor's part of it, the kernel's included.
  bench.at_most("governed_write_over_raw_full_cpu", bench.cpu("governed_full") / bench.cpu("raw_full"), 2.5);
}

}  // namespace metaqore::bench
