#pragma once

#include "metaqore/config.hpp"
#include "metaqore/json_merge.hpp"
#include "metaqore/schema.hpp"
#include "metaqore/decision.hpp"
#include "metaqore/entry.hpp"
#include "metaqore/page.hpp"
#include "metaqore/project.hpp"
#include "metaqore/verification.hpp"

// The JSON form of each struct, once for reading and writing: an archive is asked for each member in turn.
// `T` is the struct, or the const struct when the archive writes. A field() may be left out, an always() is
// written in any case, and a given() has to be there when it is read as well.

namespace metaqore::model {

template <class T, class U>
concept Is = std::same_as<std::remove_const_t<T>, U>;

/// What a candidate says and its artifact keeps.
template <class Archive, class T>
void said_fields(Archive& archive, T& it) {
  archive.field("project_id", it.lineage.project_id);
  archive.field("artifact_type", it.lineage.artifact_type);
  archive.field("name", it.lineage.name);
  archive.always("data", it.data);
  archive.field("base", it.base);
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
  archive.field("created_by", it.created_by);
  archive.field("created_at", it.created_at);
  archive.field("content_hash", it.content_hash);
  archive.nonzero("sequence", it.sequence);
}

template <class Archive, Is<Requirement> T>
void fields(Archive& archive, T& it) {
  archive.field("ecosystem", it.ecosystem);
  archive.field("name", it.name);
  archive.field("constraint", it.constraint);
  archive.field("scope", it.scope);
  archive.field("extras", it.extras);
  archive.field("purpose", it.purpose);
  archive.field("marker", it.marker);
}

template <class Archive, Is<OwnedRequirement> T>
void fields(Archive& archive, T& it) {
  archive.field("owner", it.owner);
  fields(archive, it.requirement);
}

template <class Archive, Is<SharingRule> T>
void fields(Archive& archive, T& it) {
  archive.field("ecosystem", it.ecosystem);
  archive.field("scopes", it.scopes);
  archive.field("sharing", it.sharing);
}

template <class Archive, Is<AvailableVersions> T>
void fields(Archive& archive, T& it) {
  archive.field("ecosystem", it.ecosystem);
  archive.field("name", it.name);
  archive.field("versions", it.versions);
}

template <class Archive, Is<AnalysisRequest> T>
void fields(Archive& archive, T& it) {
  archive.field("requirements", it.requirements);
  archive.always("rules", it.rules);  // none is not the same as the default ones
  archive.field("available", it.available);
}

template <class Archive, Is<Relaxation> T>
void fields(Archive& archive, T& it) {
  archive.field("owner", it.owner);
  archive.field("from", it.from);
  archive.field("to", it.to);
}

template <class Archive, Is<WayOut> T>
void fields(Archive& archive, T& it) {
  archive.field("owners_moved", it.owners_moved);
  archive.field("major_distance", it.major_distance);
  archive.field("needs_prerelease", it.needs_prerelease);
  archive.field("relaxations", it.relaxations);
  archive.field("common", it.common);
}

template <class Archive, Is<Clash> T>
void fields(Archive& archive, T& it) {
  archive.field("ecosystem", it.ecosystem);
  archive.field("name", it.name);
  archive.field("level", it.level);
  archive.field("undecided", it.undecided);
  archive.field("core", it.core);
  archive.field("ways_out", it.ways_out);
  archive.field("description", it.description);
}

template <class Archive, Is<PackageDemand> T>
void fields(Archive& archive, T& it) {
  archive.field("ecosystem", it.ecosystem);
  archive.field("name", it.name);
  archive.field("marker", it.marker);
  archive.field("scopes", it.scopes);
  archive.field("extras", it.extras);
  archive.field("owners", it.owners);
  archive.field("satisfiable", it.satisfiable);
  archive.field("only_prereleases", it.only_prereleases);
  archive.field("constraint", it.constraint);
  archive.field("versions", it.versions);
  archive.field("chosen", it.chosen);
  archive.field("none_exists", it.none_exists);
}

template <class Archive, Is<Manifest> T>
void fields(Archive& archive, T& it) {
  archive.field("ecosystem", it.ecosystem);
  archive.field("file", it.file);
  archive.field("text", it.text);
}

template <class Archive, Is<Analysis> T>
void fields(Archive& archive, T& it) {
  archive.field("satisfiable", it.satisfiable);
  archive.field("clashes", it.clashes);
  archive.field("packages", it.packages);
  archive.field("manifests", it.manifests);
}

template <class Archive, Is<Residual> T>
void fields(Archive& archive, T& it) {
  archive.given("pointer", it.pointer);
  archive.given("kind", it.kind);
  archive.field("base", it.base);
  archive.field("ours", it.ours);
  archive.field("theirs", it.theirs);
  archive.field("ours_actor", it.ours_actor);
  archive.field("theirs_actor", it.theirs_actor);
  archive.field("base_fault", it.base_fault);
  archive.field("ours_fault", it.ours_fault);
  archive.field("theirs_fault", it.theirs_fault);
}

template <class Archive, Is<Merge> T>
void fields(Archive& archive, T& it) {
  archive.field("merged", it.merged);
  archive.given("residuals", it.residuals);  // without it, nothing would be left to decide
}

template <class Archive, Is<Answer> T>
void fields(Archive& archive, T& it) {
  archive.given("pointer", it.pointer);
  archive.given("take", it.take);
  archive.field("value", it.value);
}

template <class Archive, Is<SchemaDocument> T>
void fields(Archive& archive, T& it) {
  archive.field("uri", it.uri);
  archive.given("schema", it.schema);  // without it, everything would be valid
}

template <class Archive, Is<SchemaOptions> T>
void fields(Archive& archive, T& it) {
  archive.field("dialect", it.dialect);
  archive.field("assert_formats", it.assert_formats);
  archive.field("uri", it.uri);
  archive.field("documents", it.documents);
}

template <class Archive, Is<ValidationLimits> T>
void fields(Archive& archive, T& it) {
  archive.field("max_steps", it.max_steps);
  archive.field("max_depth", it.max_depth);
  archive.field("timeout_ms", it.timeout);
  archive.field("max_errors", it.max_errors);
}

template <class Archive, Is<SchemaError> T>
void fields(Archive& archive, T& it) {
  archive.given("instance_location", it.instance_location);
  archive.given("keyword_location", it.keyword_location);
  archive.field("document", it.document);
  archive.field("message", it.message);
}

template <class Archive, Is<Validation> T>
void fields(Archive& archive, T& it) {
  archive.given("valid", it.valid);
  archive.field("errors", it.errors);
  archive.field("truncated", it.truncated);
}

template <class Archive, Is<Project> T>
void fields(Archive& archive, T& it) {
  archive.field("id", it.id);
  archive.field("name", it.name);
  archive.field("description", it.description);
  archive.field("owner_id", it.owner_id);
  archive.field("status", it.status);
  archive.field("metadata", it.metadata);
  archive.field("created_at", it.created_at);
  archive.field("updated_at", it.updated_at);
  archive.nonzero("sequence", it.sequence);
}

template <class Archive, Is<Conflict> T>
void fields(Archive& archive, T& it) {
  archive.field("id", it.id);
  archive.field("project_id", it.project_id);
  archive.field("artifact_id", it.artifact_id);
  archive.field("type", it.type);
  archive.field("severity", it.severity);
  archive.field("description", it.description);
  archive.field("suggested", it.suggested);
  archive.field("with", it.with);
  archive.field("created_at", it.created_at);
  archive.nonzero("sequence", it.sequence);
}

template <class Archive, Is<TreeHead> T>
void fields(Archive& archive, T& it) {
  archive.field("size", it.size);
  archive.field("root", it.root);
}

template <class Archive, Is<Receipt> T>
void fields(Archive& archive, T& it) {
  archive.field("sequence", it.sequence);
  archive.field("head", it.head);
  archive.field("durability", it.durability);
}

template <class Archive, Is<Decision> T>
void fields(Archive& archive, T& it) {
  archive.field("verdict", it.verdict);
  archive.field("effect", it.effect);
  archive.field("artifact", it.artifact);
  archive.field("conflicts", it.conflicts);
  archive.field("receipt", it.receipt);
}

template <class Archive, Is<Entry> T>
void fields(Archive& archive, T& it) {
  archive.field("sequence", it.sequence);
  archive.field("operation", it.operation);
  archive.field("time", it.time);
  archive.field("type", it.type);
  archive.field("action", it.action);
  archive.field("actor", it.actor);
  archive.field("role", it.role);
  archive.field("verdict", it.verdict);
  archive.field("severity", it.severity);
  archive.field("project", it.project);
  archive.field("resource", it.resource);
  archive.field("before", it.before);
  archive.field("after", it.after);
  archive.field("settings", it.settings);
  archive.field("trace", it.trace);
  archive.field("epoch", it.epoch);
  archive.field("bytes", it.bytes);
}

template <class Archive, Is<Verification> T>
void fields(Archive& archive, T& it) {
  archive.field("ok", it.ok);
  archive.field("head", it.head);
  archive.field("first_bad", it.first_bad);
  archive.field("message", it.message);
}

template <class Archive, Is<Config> T>
void fields(Archive& archive, T& it) {
  archive.field("storage", it.storage);
  archive.field("organization", it.organization);
  archive.field("governance_mode", it.governance_mode);
  archive.field("read_only", it.read_only);
}

template <class Archive, Is<ProjectQuery> T>
void fields(Archive& archive, T& it) {
  archive.field("cursor", it.cursor);
  archive.field("limit", it.limit);
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

template <class Archive, Is<ConflictQuery> T>
void fields(Archive& archive, T& it) {
  archive.field("project_id", it.project_id);
  archive.field("artifact_id", it.artifact_id);
  archive.field("cursor", it.cursor);
  archive.field("limit", it.limit);
}

template <class Archive, Is<EntryQuery> T>
void fields(Archive& archive, T& it) {
  archive.field("from", it.from);
  archive.field("limit", it.limit);
}

template <class T>
inline constexpr bool is_page = false;
template <class T>
inline constexpr bool is_page<Page<T>> = true;

template <class Archive, class T>
requires is_page<std::remove_const_t<T>>
void fields(Archive& archive, T& it) {
  archive.always("items", it.items);
  archive.field("next", it.next);
}

}  // namespace metaqore::model
