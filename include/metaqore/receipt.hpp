#pragma once

#include <cstdint>
#include <string>

namespace metaqore {

/// What a crash can take of what has been answered. Do not renumber.
enum class Durability : int {
  none = 0,  ///< `:memory:`: all of it
  full = 2,  ///< nothing: it was on the disk before the answer was given
};

/// The ledger's size and the RFC 9162 Merkle root over its first `size` entries.
struct TreeHead {
  std::uint64_t size{};
  std::string root{};  ///< SHA-256, 64 lower-case hex digits
  bool operator==(const TreeHead&) const = default;
};

/// Where an operation stands in the ledger. It is the same however many shared its commit.
struct Receipt {
  std::uint64_t sequence{};  ///< of the entry that records the decision
  TreeHead head{};           ///< right after the operation's last entry
  Durability durability{};
  bool operator==(const Receipt&) const = default;
};

}  // namespace metaqore
