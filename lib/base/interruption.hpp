#pragma once

#include <chrono>
#include <functional>

#include "metaqore/error.hpp"

// Whether a call goes on waiting is the host's to say: Hooks::interrupted. A call names on its thread whom to
// ask, and whatever waits in its course asks, however deep it is.

namespace metaqore::base {

/// As long as it lives, interrupted() asks this one on this thread, or nobody where it is empty. The newest
/// of several counts. One block of one thread.
class Interruptible {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Interruptible(const std::function<bool()>& ask) noexcept;
  ~Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

 private:
  friend bool interrupted() noexcept;
  friend Clock::time_point next_question() noexcept;

  const std::function<bool()>& ask_;
  Interruptible* const outer_;
  Clock::time_point next_{};  // when to ask; zero before the first wait
  bool interrupted_ = false;
};

/// Whether the wait is to end. Asks seldom enough for any loop, and a yes stays for the rest of the call.
/// REQUIRES: no mutex is held.
bool interrupted() noexcept;

/// When interrupted() asks next, and no wait should last beyond; never where there is nobody to ask.
Interruptible::Clock::time_point next_question() noexcept;

/// What a call throws whose wait was ended.
Error interruption();

}  // namespace metaqore::base
