#include "base/interruption.hpp"

namespace metaqore::base {

namespace {

constexpr std::chrono::milliseconds between_questions{50};  // what a person takes for at once

thread_local Interruptible* innermost = nullptr;

}  // namespace

Interruptible::Interruptible(const std::function<bool()>& ask) noexcept : ask_(ask), outer_(innermost) {
  innermost = this;
}

Interruptible::~Interruptible() { innermost = outer_; }

Interruptible::Clock::time_point next_question() noexcept {
  auto* const self = innermost;
  if (self == nullptr || !self->ask_) return Interruptible::Clock::time_point::max();
  if (self->next_ == Interruptible::Clock::time_point{})
    self->next_ = Interruptible::Clock::now() + between_questions;
  return self->next_;
}

bool interrupted() noexcept {
  auto* const self = innermost;
  if (self == nullptr || self->interrupted_) return self != nullptr;
  if (Interruptible::Clock::now() < next_question()) return false;
  try {
    self->interrupted_ = self->ask_();
  } catch (...) {
    // a host that cannot answer has not interrupted anything
  }
  self->next_ = Interruptible::Clock::now() + between_questions;
  return self->interrupted_;
}

Error interruption() {
  return Error(ErrorCode::busy, "engine.interrupted",
               "the host ended the wait for others (Hooks::interrupted); nothing was written, call again");
}

}  // namespace metaqore::base
