#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace metaqore::test {

/// Random numbers that are the same on every machine for a seed.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() noexcept {  // SplitMix64
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t bound) noexcept { return next() % bound; }
  bool chance(unsigned percent) noexcept { return below(100) < percent; }

  /// One of the words of a list that `|` separates; a word may be empty.
  std::string_view pick(std::string_view words) noexcept {
    auto nth = below(static_cast<std::size_t>(std::ranges::count(words, '|')) + 1);
    for (; nth > 0; --nth) words.remove_prefix(words.find('|') + 1);
    return words.substr(0, words.find('|'));
  }

 private:
  std::uint64_t state_;
};

}  // namespace metaqore::test
