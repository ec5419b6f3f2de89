#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

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
  std::string_view pick(std::string_view words) noexcept;

 private:
  std::uint64_t state_;
};

/// Texts of one ecosystem that it takes, nasty in shape and made of few numbers, so that the sets they mean
/// really meet. Equal seeds give equal texts.
class RandomConstraints {
 public:
  /// `literals`: with `===` too, of which there is no union or complement.
  RandomConstraints(std::string_view ecosystem, std::uint64_t seed, bool literals = false);

  std::string version();
  std::string constraint();
  std::pair<std::string, std::string> single();  ///< a version, and a constraint that admits nothing else

  Random& random() noexcept { return random_; }

 private:
  std::string ecosystem_;
  Random random_;
  bool literals_;
};

}  // namespace metaqore::test
