#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>

namespace metaqore::test {

/// How often a test of random cases goes round: as often as it says, by METAQORE_ROUNDS percent. Under
/// ThreadSanitizer the preset takes a tenth, `make nightly` ten times as many as usual.
inline std::size_t rounds(std::size_t usual) {
  const auto* percent = std::getenv("METAQORE_ROUNDS");
  return percent == nullptr ? usual
                            : std::max<std::size_t>(usual * std::strtoul(percent, nullptr, 10) / 100, 1);
}

}  // namespace metaqore::test
