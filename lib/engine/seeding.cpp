#include "engine/seeding.hpp"

namespace metaqore {

std::optional<state::Settings> read_settings(storage::Reader& reader) {
  const auto row = reader.get(std::vector{state::key::settings()}).front();
  return row ? std::optional(state::decode<state::Settings>(*row)) : std::nullopt;
}

void Seeding::execute(state::Transaction& transaction) {
  if (auto existing = read_settings(transaction.reader())) {  // another process was first
    settings = *std::move(existing);
    return;
  }
  settings = {.organization = config_.organization.empty() ? "default" : config_.organization,
              .governance_mode = config_.governance_mode.value_or(Mode::strict),
              .origin = "metaqore/" + transaction.make_id("ldgr_"),
              .created_at = transaction.time()};
  transaction.record({"settings.recorded"}, settings);
}

}  // namespace metaqore
