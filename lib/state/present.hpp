#pragma once

#include <optional>
#include <vector>

#include "metaqore/artifact.hpp"
#include "metaqore/conflict.hpp"
#include "metaqore/project.hpp"
#include "storage/store.hpp"

// From rows to what the contract gives back.

namespace metaqore::state {

Project present_project(const storage::Row& row);
Conflict present_conflict(const storage::Row& row);

/// With the actors' names, and as superseded what the lineage has moved beyond by `at`. Few round trips,
/// however many rows.
std::vector<Artifact> present_artifacts(storage::Reader& reader, const std::vector<storage::Row>& rows,
                                        std::uint64_t at = storage::newest);

}  // namespace metaqore::state
