#include <boost/json.hpp>

#include "bench.hpp"
#include "json/document.hpp"
#include "subject.hpp"

namespace metaqore::bench {

/// Strict reading and the canonical form, against a parser that only builds its document.
void json_reading(Bench& bench) {
  const auto text = document(1);
  const int repetitions = bench.pick(100, 30), reads = 2'000;
  const auto parse = [&] { benchmark::DoNotOptimize(boost::json::parse(text)); };
  bench.variant("boost_parse", repetitions, reads, parse);
  bench.variant("boost_parse_again", repetitions, reads, parse);
  bench.variant("read_strict", repetitions, reads, [&] { benchmark::DoNotOptimize(json::Document(text)); });
  bench.variant("read_strict_and_canonical", repetitions, reads,
                [&] { benchmark::DoNotOptimize(json::Document(text).root().canonical()); });
  bench.variant("public_json_canonical", repetitions, reads,
                [&] { benchmark::DoNotOptimize(Json(text).canonical()); });
  bench.run();

  const auto boost = bench.cpu("boost_parse");
  bench.noise("json_reading", bench.cpu("boost_parse_again") / boost);
  bench.at_most("strict_canonical_json_over_boost_parse", bench.cpu("read_strict_and_canonical") / boost,
                2.0);
}

}  // namespace metaqore::bench
