#pragma once

#include <chrono>

namespace metaqore {

/// UTC, exact to the microsecond. In JSON: RFC 3339 with six digits of seconds and `Z`.
using Time = std::chrono::sys_time<std::chrono::microseconds>;

}  // namespace metaqore
