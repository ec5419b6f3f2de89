#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "metaqore/time.hpp"

namespace metaqore {

// Stored by value; do not renumber.
enum class ConflictType : int { version_mismatch = 1, parallel_creation = 2, missing_dependency = 3 };
enum class Severity : int { low = 0, medium = 1, high = 2, critical = 3 };
enum class Strategy : int { retry = 0, override = 1, merge = 2, escalate = 3, reject = 4 };

/// One finding against a candidate.
struct Conflict {
  std::string id{};  ///< `conf_…`; empty where check() looks ahead
  std::string project_id{};
  std::string artifact_id{};  ///< the candidate's
  ConflictType type{};
  Severity severity{};
  std::string description{};  ///< one line: what clashes, and what would help
  Strategy suggested{};
  std::vector<std::string> with{};  ///< ids of what it clashes with, or the dependency that is missing
  std::string by{};                 ///< the actor of what it clashes with; empty where there is none
  Time created_at{};
  std::uint64_t sequence{};  ///< of the ledger entry that recorded it
  bool operator==(const Conflict&) const = default;
};

struct ConflictQuery {
  std::string project_id{};
  std::optional<std::string> artifact_id{};  ///< the candidate's
  std::string cursor{};                      ///< Page::next of the page before
  std::uint32_t limit = 100;                 ///< 1 to 1,000 items a page
  bool operator==(const ConflictQuery&) const = default;
};

}  // namespace metaqore
