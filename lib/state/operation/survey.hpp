#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "metaqore/session.hpp"
#include "psmp/rules/rule.hpp"
#include "state/view/view.hpp"
#include "state/write/transaction.hpp"

namespace metaqore::state {

/// All that a decision about a candidate rests on. Rows are brief.
struct Situation {
  std::string project{};  ///< as entries name it
  KnownActors actors{};
  std::optional<storage::Row> earlier{};  ///< the row that has the candidate's id already
  std::optional<psmp::Version> latest{};
  std::vector<psmp::Dependency> dependencies{};
};

/// In two round trips, however much the project holds.
/// Error(not_found) for the project.
Situation survey(const View& view, const Candidate& candidate, const Session& session);

}  // namespace metaqore::state
