#include "state/present.hpp"

#include "state/rows.hpp"

namespace metaqore::state {

Project present_project(const storage::Row& row) {
  auto project = decode<StoredProject>(row).project;
  project.sequence = row.sequence;
  return project;
}

Conflict present_conflict(const storage::Row& row) {
  auto conflict = decode<Conflict>(row);
  conflict.sequence = row.sequence;
  return conflict;
}

std::vector<Artifact> present_artifacts(storage::Reader& reader, const std::vector<storage::Row>& rows,
                                        std::uint64_t at) {
  std::vector<Artifact> artifacts;
  std::vector<std::string> keys;  // for each artifact its author, then the newest of its lineage
  for (const auto& row : rows) {
    auto& artifact = artifacts.emplace_back(decode<StoredArtifact>(row).artifact);
    artifact.sequence = row.sequence;
    keys.push_back(key::by_id(artifact.created_by));
    keys.push_back(key::latest(artifact.lineage));
  }
  const auto found = reader.get(keys, at, storage::Part::brief);
  for (std::size_t i = 0; i < artifacts.size(); ++i) {
    const auto &author = found[2 * i], &latest = found[2 * i + 1];
    if (author) artifacts[i].created_by = decode<Actor>(*author).name;
    const bool moved_on = latest && latest->sequence != artifacts[i].sequence;
    if (artifacts[i].status == ArtifactStatus::active && moved_on)
      artifacts[i].status = ArtifactStatus::superseded;
  }
  return artifacts;
}

}  // namespace metaqore::state
