#pragma once

#include "metaqore/time.hpp"
#include "model/mode.hpp"
#include "state/rows/row.hpp"

namespace metaqore::state {

/// The file's governance: what Config seeded.
struct SettingsRow {
  static constexpr std::string_view kind = "settings", prefix = "";
  static constexpr bool restored = false;

  std::string organization{};
  Mode governance_mode{};
  std::string origin{};  ///< names this ledger for ever
  Time created_at{};

  static std::string key() { return key::join("settings"); }
  Index index() const { return {.keys = {key()}}; }
  std::string resource() const { return {}; }
};

template <class Archive, Is<SettingsRow> T>
void fields(Archive& archive, T& it) {
  archive.given("organization", it.organization);
  archive.given("governance_mode", it.governance_mode);
  archive.given("origin", it.origin);
  archive.given("created_at", it.created_at);
}

}  // namespace metaqore::state
