#pragma once

#include <functional>
#include <string_view>

#include "metaqore/json.hpp"

namespace metaqore {

/// Do not renumber.
enum class LogLevel : int { info = 1, warning = 2, error = 3 };

/// What the host lends. Called on the thread of the call that caused it, and possibly from several threads at
/// once; what it throws is ignored.
struct Hooks {
  using Log = void(LogLevel level, std::string_view room, std::string_view message, const Json& fields);

  /// `room` is who speaks; `fields` is an object without personal data. With no lock held.
  std::function<Log> log{};

  /// Asked twenty times a second by a call that waits for others: for the write lock, for another process, in
  /// close() for the calls under way; and by Ledger::verify(). True ends it with Error(busy,
  /// `engine.interrupted`): nothing was written, and it may be called again. The call is not over while it
  /// asks: call nothing of the engine from here.
  std::function<bool()> interrupted{};
};

}  // namespace metaqore
