#pragma once

#include "model/artifact.hpp"
#include "state/rows/row.hpp"

namespace metaqore::state {

/// A candidate with its outcome.
struct ArtifactRow {
  static constexpr std::string_view kind = "artifact", prefix = base::prefix::artifact;
  static constexpr bool restored = true;  // but for candidates that wait

  Artifact artifact{};             ///< created_by is the actor's id; data and metadata are the payload
  std::string declaration_hash{};  ///< tells a repeat of the same call from another candidate
  std::string pseudonym{};

  /// The newest version ever accepted.
  static std::string latest(const Lineage& lineage) { return within(lineage, true); }

  /// The scan over a project, over one type in it when that is not empty, over one name of it when `named`.
  /// The keys of a lineage stand together, the latest version's before those of all candidates; their fields
  /// tell them apart.
  static std::string within(const Lineage& it, bool named) {
    if (it.artifact_type.empty()) return key::join("lineage", it.project_id);
    if (!named) return key::join("lineage", it.project_id, it.artifact_type);
    return key::join("lineage", it.project_id, it.artifact_type, it.name);
  }
  static constexpr std::uint32_t latest_fields = 4, candidate_fields = 5;

  /// The list of candidates that are blocked, with the keys of their lineages.
  static std::string blocked_list(std::string_view project_id) { return key::join("blocked", project_id); }

  Index index() const {
    const auto& [project_id, type, name] = artifact.lineage;
    return index_of(artifact.id, project_id, type, name, artifact.version > 0, artifact.status);
  }
  static Index index_of(std::string_view id, std::string_view project_id, std::string_view artifact_type,
                        std::string_view name, bool has_version, ArtifactStatus status) {
    Index index;
    index.keys.reserve(3);
    index.keys.push_back(key::by_id(id));
    index.keys.push_back(key::join("lineage", project_id, artifact_type, name, id));
    if (status == ArtifactStatus::blocked)
      index.open.push_back({blocked_list(project_id), index.keys.back()});
    if (has_version) index.keys.push_back(key::join("lineage", project_id, artifact_type, name));
    return index;
  }
  const std::string& resource() const { return either(pseudonym, artifact.id); }
};

template <class Archive, Is<ArtifactRow> T>
void fields(Archive& archive, T& it) {
  form::brief_fields(archive, it.artifact);
  archive.field("declaration_hash", it.declaration_hash);
  archive.field("pseudonym", it.pseudonym);
}

template <class Archive, Is<ArtifactRow> T>
void payload_fields(Archive& archive, T& it) {
  form::payload_fields(archive, it.artifact);
}

}  // namespace metaqore::state
