#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>

namespace metaqore::test {

/// How often a test of random cases goes round: as often as it says, by METAQORE_ROUNDS percent. The presets
/// of the sanitizers take a tenth, `make nightly` ten times as many.
inline std::size_t rounds(std::size_t usual) {
  const auto* percent = std::getenv("METAQORE_ROUNDS");
  return percent == nullptr ? usual
                            : std::max<std::size_t>(usual * std::strtoul(percent, nullptr, 10) / 100, 1);
}

}  // namespace metaqore::test
