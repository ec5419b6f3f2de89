#pragma once

#include <optional>
#include <string>

#include "metaqore/mode.hpp"
#include "metaqore/version.hpp"

namespace metaqore {

/// How to open an engine. Governance lives in the file: organization and mode only seed a new one.
struct METAQORE_API Config {
  std::string storage = "metaqore.db";  ///< a path, created when missing, or `:memory:`

  /// 1–128 bytes, a name as artifact.hpp says. Empty: the file's, `default` in a new one. Another than the
  /// file's fails at open.
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

}  // namespace metaqore
