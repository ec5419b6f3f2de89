#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "metaqore/psmp.hpp"

namespace metaqore {

/// How to open an engine. Governance lives in the file: organization and mode only seed a new one.
struct METAQORE_API Config {
  std::string storage = "metaqore.db";  ///< a path, created when missing, or `:memory:`

  /// 1–128 bytes. Empty: the file's, `default` in a new one. Another than the file's fails at open.
  std::string organization{};

  /// Empty: the file's, `strict` in a new one. Another than the file's fails at open.
  std::optional<Mode> governance_mode{};

  bool read_only = false;  ///< the file must exist

  /// The defaults, then the JSON file if one is named, then METAQORE_STORAGE, METAQORE_ORGANIZATION,
  /// METAQORE_GOVERNANCE_MODE and METAQORE_READ_ONLY (`true` or `false`). What is assigned afterwards goes
  /// above all of them. Throws Error(invalid_argument) that names the member or variable, and
  /// Error(storage) when the file cannot be read.
  static Config load(const std::string& file = {});
  bool operator==(const Config&) const = default;
};

/// Do not renumber.
enum class LogLevel : int { info = 1, warning = 2, error = 3 };

/// What the host lends. Called on the thread of the call that caused it, with no lock held, and possibly
/// from several threads at once; what it throws is ignored.
struct Hooks {
  using Log = void(LogLevel level, std::string_view room, std::string_view message, const Json& fields);

  std::function<Log> log{};  ///< `room` is who speaks; `fields` is an object without personal data
};

}  // namespace metaqore
