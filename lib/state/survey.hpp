#pragma once

#include <optional>
#include <string>

#include "metaqore/session.hpp"
#include "psmp/judge.hpp"
#include "state/rows.hpp"
#include "storage/store.hpp"

namespace metaqore::state {

/// All that a decision about a candidate rests on. Rows are brief.
struct Situation {
  StoredProject project{};
  std::optional<Actor> actor{};           ///< nullopt: not known to the file yet
  std::optional<storage::Row> earlier{};  ///< the row that has the candidate's id already
  psmp::View view{};
};

/// In two round trips, however much the project holds. Error(not_found) for the project.
Situation survey(storage::Reader& reader, const Candidate& candidate, const Session& session);

}  // namespace metaqore::state
