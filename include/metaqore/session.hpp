#pragma once

#include <chrono>
#include <string>

namespace metaqore {

/// Stored by value; do not renumber.
enum class Role : int { agent = 0, human = 1, host = 2 };

/// Who acts and how. The host vouches for it: no data can claim it. Each Engine::state() begins a session of
/// its own, which draws a random number below 2^53; copies of what it returns are the same session.
struct Session {
  std::string actor{};  ///< 1–128 bytes of UTF-8; what names may not hold says artifact.hpp
  Role role = Role::agent;
  std::string trace_id{};  ///< W3C Trace Context §3.2.2.3: 32 lower-case hex digits; or empty
  std::chrono::milliseconds timeout{10'000};  ///< the longest wait for the write lock, then Error(busy)
  std::string on_behalf_of{};                 ///< the user or agent for whom it acts, as actor; or empty
  bool operator==(const Session&) const = default;
};

}  // namespace metaqore
