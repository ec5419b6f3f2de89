#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "metaqore/receipt.hpp"

namespace metaqore {

/// The result of Ledger::verify() and Ledger::verify_file().
struct [[nodiscard]] Verification {
  bool ok = false;
  TreeHead head{};                           ///< recomputed from the stored entries
  std::optional<std::uint64_t> first_bad{};  ///< the lowest sequence at fault, where one can be named
  std::string message{};                     ///< one line: what was checked, or what is wrong
  bool operator==(const Verification&) const = default;
};

}  // namespace metaqore
