#pragma once

#include <optional>
#include <string>

#include "ledger/tree.hpp"
#include "state/rows/rows.hpp"

namespace metaqore::state {

/// What the next entry continues from.
struct Tip {
  ledger::Frontier tree;
  Time time{};                          ///< of the last entry
  std::optional<SettingsRow> settings;  ///< the governance in force, where it is known
  std::string settings_digest;          ///< of its row, hex
};

Tip read_tip(storage::Reader& reader);

}  // namespace metaqore::state
