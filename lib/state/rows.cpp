#include "state/rows.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/id.hpp"
#include "json/form/reader.hpp"
#include "json/form/writer.hpp"
#include "model/artifact.hpp"
#include "model/mode.hpp"
#include "model/project.hpp"
#include "psmp/form.hpp"

namespace metaqore::state {

using form::Is;

template <class Archive, Is<Settings> T>
void fields(Archive& archive, T& it) {
  archive.field("organization", it.organization);
  archive.field("governance_mode", it.governance_mode);
  archive.field("origin", it.origin);
  archive.field("created_at", it.created_at);
}

template <class Archive, Is<Actor> T>
void fields(Archive& archive, T& it) {
  archive.field("id", it.id);
  archive.field("name", it.name);
  archive.field("created_at", it.created_at);
}

template <class Archive, Is<StoredProject> T>
void fields(Archive& archive, T& it) {
  form::fields(archive, it.project);
  archive.field("pseudonym", it.pseudonym);
}

template <class Archive, Is<StoredArtifact> T>
void fields(Archive& archive, T& it) {
  form::fields(archive, it.artifact);
  archive.field("declaration_hash", it.declaration_hash);
  archive.field("pseudonym", it.pseudonym);
}

template <class Archive, Is<Convergence> T>
void fields(Archive& archive, T& it) {
  archive.field("id", it.id);
  archive.field("project_id", it.lineage.project_id);
  archive.field("artifact_type", it.lineage.artifact_type);
  archive.field("name", it.lineage.name);
  archive.field("artifact_id", it.artifact_id);
  archive.field("created_by", it.created_by);
  archive.field("created_at", it.created_at);
  archive.field("declaration_hash", it.declaration_hash);
  archive.field("pseudonym", it.pseudonym);
}

namespace key {

namespace {

template <class... Fields>
std::string join(const Fields&... fields) {
  std::string key;
  ((key.append(fields) += '\t'), ...);
  return key;
}

std::string within(std::string_view index, const Lineage& it, bool named) {
  if (it.artifact_type.empty()) return join(index, it.project_id);
  if (!named) return join(index, it.project_id, it.artifact_type);
  return join(index, it.project_id, it.artifact_type, it.name);
}

}  // namespace

std::string settings() { return join("settings"); }
std::string by_id(std::string_view id) { return join("id", id); }
std::string every_id(std::string_view prefix) { return join("id").append(prefix); }
std::string actor_named(std::string_view name) { return join("actor", name); }
std::string latest(const Lineage& it) { return latest_in(it, true); }
std::string latest_in(const Lineage& it, bool named) { return within("latest", it, named); }
std::string artifacts_in(const Lineage& it, bool named) { return within("artifact", it, named); }
std::string conflicts_of(std::string_view project_id, std::string_view artifact_id) {
  return artifact_id.empty() ? join("conflict", project_id) : join("conflict", project_id, artifact_id);
}

}  // namespace key

namespace {

/// What can be of any size, and is not needed to judge others.
struct Payload {
  Json data{};
  Json metadata{};
};

template <class Archive, Is<Payload> T>
void fields(Archive& archive, T& it) {
  archive.field("data", it.data);
  archive.field("metadata", it.metadata);
}

/// Takes the payload out of a row, or puts it back; rows of other kinds have none.
template <class T>
Payload exchange_payload(T&, Payload) {
  return {};
}
template <>
Payload exchange_payload(StoredArtifact& row, Payload payload) {
  return {std::exchange(row.artifact.data, payload.data),
          std::exchange(row.artifact.metadata, payload.metadata)};
}
template <>
Payload exchange_payload(StoredProject& row, Payload payload) {
  return {{}, std::exchange(row.project.metadata, payload.metadata)};
}

}  // namespace

template <class T>
storage::Row encode(const T& row) {
  T brief = row;
  const auto payload = exchange_payload(brief, {});
  storage::Row encoded{.kind = std::string(kind_of<T>), .body = form::write(brief)};
  if (auto carried = form::write(payload); carried != "{}") encoded.payload = std::move(carried);
  return encoded;
}

template <class T>
T decode(const storage::Row& row) {
  try {
    if (row.kind == kind_of<T>) {
      auto decoded = form::read<T>(row.body);
      if (!row.payload.empty()) exchange_payload(decoded, form::read<Payload>(row.payload));
      return decoded;
    }
  } catch (const Error&) {
    // told below in the terms of the file, not of its JSON
  }
  throw Error(
      ErrorCode::storage, "storage.row_damaged",
      fmt::format("the state row of ledger entry `{}` is not a whole {}; verify the ledger, and restore the "
                  "file from a backup",
                  row.sequence, kind_of<T>));
}

#define METAQORE_ROW(T)                   \
  template storage::Row encode(const T&); \
  template T decode(const storage::Row&)
METAQORE_ROW(Settings);
METAQORE_ROW(Actor);
METAQORE_ROW(StoredProject);
METAQORE_ROW(StoredArtifact);
METAQORE_ROW(Convergence);
METAQORE_ROW(Conflict);
#undef METAQORE_ROW

std::vector<std::string> keys_of(const Settings&) { return {key::settings()}; }

std::vector<std::string> keys_of(const Actor& row) {
  return {key::by_id(row.id), key::actor_named(row.name)};
}

std::vector<std::string> keys_of(const StoredProject& row) { return {key::by_id(row.project.id)}; }

std::vector<std::string> keys_of(const StoredArtifact& row) {
  const auto& artifact = row.artifact;
  std::vector<std::string> keys{key::by_id(artifact.id),
                                key::artifacts_in(artifact.lineage, true) + artifact.id + "\t"};
  if (artifact.version > 0) keys.push_back(key::latest(artifact.lineage));
  return keys;
}

std::vector<std::string> keys_of(const Convergence& row) { return {key::by_id(row.id)}; }

std::vector<std::string> keys_of(const Conflict& row) {
  return {key::by_id(row.id), key::conflicts_of(row.project_id, row.artifact_id) + row.id + "\t"};
}

std::vector<std::string> keys_of(const storage::Row& row) {
  if (row.kind == kind_of<Settings>) return keys_of(decode<Settings>(row));
  if (row.kind == kind_of<Actor>) return keys_of(decode<Actor>(row));
  if (row.kind == kind_of<StoredProject>) return keys_of(decode<StoredProject>(row));
  if (row.kind == kind_of<StoredArtifact>) return keys_of(decode<StoredArtifact>(row));
  if (row.kind == kind_of<Convergence>) return keys_of(decode<Convergence>(row));
  return keys_of(decode<Conflict>(row));
}

namespace {

const std::string& either(const std::string& pseudonym, const std::string& id) {
  return pseudonym.empty() ? id : pseudonym;
}

}  // namespace

std::string resource_of(const Settings&) { return {}; }
std::string resource_of(const Actor& row) { return row.id; }
std::string resource_of(const StoredProject& row) { return either(row.pseudonym, row.project.id); }
std::string resource_of(const StoredArtifact& row) { return either(row.pseudonym, row.artifact.id); }
std::string resource_of(const Convergence& row) { return either(row.pseudonym, row.id); }
std::string resource_of(const Conflict& row) { return row.id; }

}  // namespace metaqore::state
