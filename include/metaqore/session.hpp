#pragma once

#include <chrono>
#include <string>

namespace metaqore {

/// Stored by value; do not renumber.
enum class Role : int { agent = 0, human = 1, host = 2 };

/// Who acts and how. The host vouches for it: no data can claim it.
struct Session {
  std::string actor{};  ///< 1–128 bytes of UTF-8; what names may not hold says artifact.hpp
  Role role = Role::agent;
  std::string trace_id{};  ///< W3C Trace Context §3.2.2.3: 32 lower-case hex digits; or empty
  std::chrono::milliseconds timeout{10'000};  ///< the longest wait for the write lock, then Error(busy)
  bool operator==(const Session&) const = default;
};

}  // namespace metaqore
