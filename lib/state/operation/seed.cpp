#include "state/operation/seed.hpp"

namespace metaqore::state {

SettingsRow Seed::operator()(Transaction& transaction) const {
  if (auto existing = transaction.view().settings())
    return *std::move(existing);  // another process was first
  const SettingsRow settings{.organization = config_.organization.empty() ? "default" : config_.organization,
                             .governance_mode = config_.governance_mode.value_or(Mode::strict),
                             .origin = "metaqore/" + transaction.make_id("ldgr_"),
                             .created_at = transaction.time()};
  transaction.record({"settings.recorded"}, settings);
  return settings;
}

}  // namespace metaqore::state
