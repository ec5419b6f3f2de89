#pragma once

#include "psmp/form.hpp"
#include "state/rows/row.hpp"

namespace metaqore::state {

/// One finding against a candidate that was kept.
struct ConflictRow {
  static constexpr std::string_view kind = "conflict", prefix = base::prefix::conflict;
  static constexpr bool restored = false;

  Conflict conflict{};

  /// The scan over those of a project, or of one candidate in it where that is not empty.
  static std::string of(std::string_view project_id, std::string_view artifact_id) {
    return artifact_id.empty() ? key::join("conflict", project_id)
                               : key::join("conflict", project_id, artifact_id);
  }

  /// The list of those that are open, by candidate.
  static std::string open_list(std::string_view project_id) { return key::join("open_conflict", project_id); }

  Index index() const {
    const auto place = key::join(conflict.artifact_id, conflict.id);
    return {.keys = {key::by_id(conflict.id), of(conflict.project_id, "") + place},
            .open = {{open_list(conflict.project_id), place}}};
  }
  const std::string& resource() const { return conflict.id; }
};

template <class Archive, Is<ConflictRow> T>
void fields(Archive& archive, T& it) {
  form::fields(archive, it.conflict);
}

}  // namespace metaqore::state
