#pragma once

#include "json/form/fields.hpp"
#include "json/form/names.hpp"
#include "json/form/reader.hpp"
#include "metaqore/artifact.hpp"
#include "requirement/form.hpp"

namespace metaqore::form {

template <>
inline constexpr Names<ArtifactStatus, 3> names<ArtifactStatus>{{{ArtifactStatus::blocked, "blocked"},
                                                                 {ArtifactStatus::active, "active"},
                                                                 {ArtifactStatus::superseded, "superseded"}}};

// A row keeps what can be of any size, and is not needed to judge others, apart from the brief rest. Members
// stand in the order in which they are written.

template <class Archive, Is<Candidate, Artifact> T>
void payload_fields(Archive& archive, T& it) {
  archive.always("data", it.data);
  archive.field("depends_on", it.depends_on);
  archive.field("metadata", it.metadata);
  archive.field("paths", it.paths);
  archive.field("reads", it.reads);
  archive.field("requirements", it.requirements);
}

template <class Archive, Is<Artifact> T>
void brief_fields(Archive& archive, T& it) {
  archive.field("artifact_type", it.lineage.artifact_type);
  archive.field("base", it.base);
  archive.field("based_on", it.based_on);
  archive.field("content_hash", it.content_hash);
  archive.field("created_at", it.created_at);
  archive.field("created_by", it.created_by);
  archive.nonzero("exact", it.exact);
  archive.field("expected_version", it.expected_version);
  archive.field("id", it.id);
  archive.field("name", it.lineage.name);
  archive.field("on_behalf_of", it.on_behalf_of);
  archive.field("project_id", it.lineage.project_id);
  archive.nonzero("sequence", it.sequence);
  archive.nonzero("session", it.session);
  archive.field("status", it.status);
  archive.field("version", it.version);
}

template <class Archive, Is<Artifact> T>
void fields(Archive& archive, T& it) {
  brief_fields(archive, it);
  payload_fields(archive, it);
}

template <class Archive, Is<Candidate> T>
void fields(Archive& archive, T& it) {
  archive.field("project_id", it.lineage.project_id);
  archive.field("artifact_type", it.lineage.artifact_type);
  archive.field("name", it.lineage.name);
  archive.field("base", it.base);
  archive.nonzero("exact", it.exact);
  archive.field("expected_version", it.expected_version);
  archive.field("id", it.id);
  payload_fields(archive, it);
}

template <class Archive, Is<ArtifactQuery> T>
void fields(Archive& archive, T& it) {
  archive.field("project_id", it.project_id);
  archive.field("artifact_type", it.artifact_type);
  archive.field("name", it.name);
  archive.always("status", it.status);
  archive.field("cursor", it.cursor);
  archive.field("limit", it.limit);
}

template <>
inline constexpr json::Bounds bounds<Candidate> = json::handed_in;
template <>
inline constexpr json::Bounds bounds<ArtifactQuery> = json::asked;

}  // namespace metaqore::form

namespace metaqore::model {

// Each throws as bounds.hpp says.
void validate(const Lineage& lineage);  ///< to be asked for: older files hold names of all characters
void validate(const Candidate& candidate);
void validate(const ArtifactQuery& query);

}  // namespace metaqore::model
