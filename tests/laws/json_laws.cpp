// The laws of what is done with JSON documents, over random ones: json_laws [CASES] [SEED]
//
// CASES triples and pairs of documents, and a tenth of that of schemas. Prints `suite laws_json_LAW PASSED
// TOTAL ALLOWED` and each failure up to a few; nothing is allowed to fail.

#include "laws/json_laws.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "support/rounds.hpp"

int main(int argc, char** argv) try {
  const auto cases = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : metaqore::test::rounds(3'000);
  const auto seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  if (cases == 0 || argc > 3) {
    std::fputs("usage: json_laws [CASES] [SEED], CASES from 1 up\n", stderr);
    return 2;
  }
  std::printf("json_laws: seed %llu\n", static_cast<unsigned long long>(seed));
  const auto failures = metaqore::test::check_merge_laws(cases, seed) +
                        metaqore::test::check_patch_laws(cases, seed) +
                        metaqore::test::check_schema_laws((cases + 9) / 10, seed);
  return failures == 0 ? 0 : 1;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "json_laws: %s\n", failure.what());
  return 1;
}
