#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "metaqore/time.hpp"

// What is not a function of the input. Rules and formats take it from here, so that a test can fix it.

namespace metaqore::base {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() = 0;  ///< any thread; may run backwards, and leap
};

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> out) = 0;  ///< any thread; unpredictable to others
};

struct Environment {
  std::shared_ptr<Clock> clock;
  std::shared_ptr<Random> random;
};

}  // namespace metaqore::base
