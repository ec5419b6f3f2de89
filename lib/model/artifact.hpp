#pragma once

#include <array>
#include <string_view>

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

/// What a candidate says and its artifact keeps.
template <class Archive, class T>
void said_fields(Archive& archive, T& it) {
  archive.field("project_id", it.lineage.project_id);
  archive.field("artifact_type", it.lineage.artifact_type);
  archive.field("name", it.lineage.name);
  archive.always("data", it.data);
  archive.field("base", it.base);
  archive.nonzero("exact", it.exact);
  archive.field("expected_version", it.expected_version);
  archive.field("depends_on", it.depends_on);
  archive.field("reads", it.reads);
  archive.field("requirements", it.requirements);
  archive.field("paths", it.paths);
  archive.field("metadata", it.metadata);
  archive.field("id", it.id);
}

template <class Archive, Is<Candidate> T>
void fields(Archive& archive, T& it) {
  said_fields(archive, it);
}

template <class Archive, Is<Artifact> T>
void fields(Archive& archive, T& it) {
  said_fields(archive, it);
  archive.field("version", it.version);
  archive.field("status", it.status);
  archive.field("based_on", it.based_on);
  archive.field("created_by", it.created_by);
  archive.field("on_behalf_of", it.on_behalf_of);
  archive.nonzero("session", it.session);
  archive.field("created_at", it.created_at);
  archive.field("content_hash", it.content_hash);
  archive.nonzero("sequence", it.sequence);
}

/// What can be of any size, and is not needed to judge others: rows keep it apart from the brief rest.
inline constexpr std::array<std::string_view, 6> artifact_payload{"data",  "depends_on", "metadata",
                                                                  "paths", "reads",      "requirements"};

template <class Archive, Is<Candidate, Artifact> T>
void brief_fields(Archive& archive, T& it) {
  Part part(archive, Members::others, artifact_payload);
  fields(part, it);
}

template <class Archive, Is<Candidate, Artifact> T>
void payload_fields(Archive& archive, T& it) {
  Part part(archive, Members::named, artifact_payload);
  fields(part, it);
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
