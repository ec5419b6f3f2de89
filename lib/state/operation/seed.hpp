#pragma once

#include <string_view>

#include "metaqore/config.hpp"
#include "state/write/transaction.hpp"

namespace metaqore::state {

/// Records the governance settings of a new file as its first entry; in a file that has some, reads them.
class Seed {
 public:
  static constexpr std::string_view action = "open";

  /// Keeps a reference. REQUIRES: it is validated.
  explicit Seed(const Config& config) : config_(config) {}

  SettingsRow operator()(Transaction& transaction) const;

 private:
  const Config& config_;
};

}  // namespace metaqore::state
