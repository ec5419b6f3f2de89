// Random questions with our answers, for the tools that the ecosystems themselves use to answer likewise:
// requirement_oracle ECOSYSTEM CASES [SEED]
//
// A line each, of fields that tabs part: constraint a, constraint b, version v, version w; whether a admits v
// and b admits v (`1` or `0`), whether a and b have a version in common, how v compares to w (`<`, `=` or
// `>`), a in canonical form, v in canonical form. pypi has `===` among its constraints.

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "metaqore/requirement.hpp"
#include "support/random_constraints.hpp"

namespace {

using metaqore::Version;
using metaqore::VersionSet;

std::string line(const std::string& ecosystem, metaqore::test::RandomConstraints& texts) {
  const auto a = texts.constraint(), b = texts.constraint(), v = texts.version(), w = texts.version();
  const auto set = VersionSet::parse(ecosystem, a);
  const Version left(ecosystem, v), right(ecosystem, w);
  // The text of v, and not the Version: `===` compares what was written.
  std::string answer = a + '\t' + b + '\t' + v + '\t' + w + '\t';
  answer += set.contains(v) ? "1\t" : "0\t";
  answer += VersionSet::parse(ecosystem, b).contains(v) ? "1\t" : "0\t";
  answer += metaqore::constraints_meet(ecosystem, a, b) ? "1\t" : "0\t";
  answer += left < right ? "<\t" : left > right ? ">\t" : "=\t";
  return answer + metaqore::canonical_constraint(ecosystem, a) + '\t' + left.text() + '\n';
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3 || argc > 4) {
    std::fputs("usage: requirement_oracle ECOSYSTEM CASES [SEED]\n", stderr);
    return 2;
  }
  const std::string ecosystem = argv[1];
  const auto cases = std::strtoull(argv[2], nullptr, 10);
  metaqore::test::RandomConstraints texts(ecosystem, argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1,
                                          true);
  for (unsigned long long i = 0; i < cases; ++i) std::fputs(line(ecosystem, texts).c_str(), stdout);
  return std::ferror(stdout) == 0 ? 0 : 1;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "requirement_oracle: %s\n", failure.what());
  return 1;
}
