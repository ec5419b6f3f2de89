#pragma once

#include <functional>
#include <string_view>

#include "metaqore/json.hpp"

namespace metaqore {

/// Do not renumber.
enum class LogLevel : int { info = 1, warning = 2, error = 3 };

/// What the host lends. Called on the thread of the call that caused it, with no lock held, and possibly
/// from several threads at once; what it throws is ignored.
struct Hooks {
  using Log = void(LogLevel level, std::string_view room, std::string_view message, const Json& fields);

  std::function<Log> log{};  ///< `room` is who speaks; `fields` is an object without personal data
};

}  // namespace metaqore
