#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>

#include "base/environment.hpp"

// A clock and a randomness that a test knows in advance.

namespace metaqore::test {

/// One second later at each look, from the first of January 2026.
class SteppingClock final : public base::Clock {
 public:
  Time now() override {
    using namespace std::chrono;
    return sys_days{year{2026} / 1 / 1} + seconds{++looks_};
  }

 private:
  std::atomic<int> looks_ = 0;
};

/// Counts up: every fill is different, and the same in every run.
class CountingRandom final : public base::Random {
 public:
  void fill(std::span<std::byte> out) override {
    const std::uint64_t count = ++fills_;
    std::ranges::fill(out, std::byte{0});
    std::memcpy(out.data(), &count, std::min(sizeof count, out.size()));
  }

 private:
  std::atomic<std::uint64_t> fills_ = 0;
};

inline base::Environment fixed_environment() {
  return {std::make_shared<SteppingClock>(), std::make_shared<CountingRandom>()};
}

}  // namespace metaqore::test
