#pragma once

#include "metaqore/config.hpp"
#include "state/rows.hpp"
#include "state/write_queue.hpp"

namespace metaqore {

/// Records the governance settings of a new file as its first entry; in a file that has some, reads them.
class Seeding final : public state::Operation {
 public:
  explicit Seeding(const Config& config) : config_(config) {}

  std::string_view action() const noexcept override { return "open"; }
  void execute(state::Transaction& transaction) override;

  state::Settings settings;  ///< in force, after execute()

 private:
  const Config& config_;
};

/// The settings in force; nullopt in a file that has none yet.
std::optional<state::Settings> read_settings(storage::Reader& reader);

}  // namespace metaqore
