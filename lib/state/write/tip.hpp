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
  Time::duration ahead{};               ///< how far time is ahead of this host's clock, while that is behind
  std::optional<SettingsRow> settings;  ///< the governance in force, where it is known
  std::string settings_digest;          ///< of its row, hex
};

Tip read_tip(storage::Reader& reader);

/// The time of the next entry, where the clock says `now`: that, unless it is before the last entry. Then it
/// is that one's time, and whatever passes from there on is added to it; so it never runs backwards, and
/// never stands still for long either. No later than an entry can say.
Time next_time(Tip& tip, Time now);

}  // namespace metaqore::state
