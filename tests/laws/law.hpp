#pragma once

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

namespace metaqore::test {

/// A law about cases of one kind, and how often it held. A law that throws does not hold.
template <class Case>
struct Law {
  const char* name;
  bool (*holds)(const Case&);
  std::size_t passed = 0, total = 0;
};

/// False when it failed; the first failures are printed, with what `shown` says of the case.
template <class Case, class Shown>
bool check(Law<Case>& law, const Case& it, Shown shown) {
  ++law.total;
  std::string thrown;
  try {
    if (law.holds(it)) {
      ++law.passed;
      return true;
    }
  } catch (const std::exception& error) {
    thrown = std::string(" threw: ") + error.what();
  }
  if (law.total - law.passed <= 5)
    std::printf("%s fails%s: %s\n", law.name, thrown.c_str(), shown(it).c_str());
  return false;
}

/// Prints `suite laws_GROUP_LAW PASSED TOTAL 0` for each law: nothing is allowed to fail.
template <class Case>
void print(const std::string& group, const std::vector<Law<Case>>& laws) {
  for (const auto& law : laws) {
    std::printf("suite laws_%s_%s %zu %zu 0\n", group.c_str(), law.name, law.passed, law.total);
  }
  std::fflush(stdout);
}

}  // namespace metaqore::test
