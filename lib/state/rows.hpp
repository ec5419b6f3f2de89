#pragma once

#include <string>
#include <vector>

#include "metaqore/artifact.hpp"
#include "metaqore/conflict.hpp"
#include "metaqore/mode.hpp"
#include "metaqore/project.hpp"
#include "storage/store.hpp"

// The state rows as they are stored: canonical JSON, found under keys that follow from the row alone.
// Actors stand in rows as `actr_…`, and rows with an id of the host's have a pseudonym of the library's:
// these two are what ledger entries name.

namespace metaqore::state {

/// The file's governance: what Config seeded.
struct Settings {
  std::string organization{};
  Mode governance_mode{};
  std::string origin{};  ///< names this ledger for ever
  Time created_at{};
};

struct Actor {
  std::string id{};
  std::string name{};
  Time created_at{};
};

struct StoredProject {
  Project project{};  ///< metadata is the payload
  std::string pseudonym{};
};

struct StoredArtifact {
  Artifact artifact{};             ///< created_by is the actor's id; data and metadata are the payload
  std::string declaration_hash{};  ///< tells a repeat of the same call from another candidate
  std::string pseudonym{};
};

/// A candidate that said what the head said already: its id is another name for that artifact.
struct Convergence {
  std::string id{};
  Lineage lineage{};
  std::string artifact_id{};  ///< the version it converged on
  std::string created_by{};   ///< the actor's id
  Time created_at{};
  std::string declaration_hash{};
  std::string pseudonym{};
};

/// What distinguishes the kinds of row, for each of the structs above and Conflict.
template <class T>
inline constexpr std::string_view kind_of = "";
template <>
inline constexpr std::string_view kind_of<Settings> = "settings";
template <>
inline constexpr std::string_view kind_of<Actor> = "actor";
template <>
inline constexpr std::string_view kind_of<StoredProject> = "project";
template <>
inline constexpr std::string_view kind_of<StoredArtifact> = "artifact";
template <>
inline constexpr std::string_view kind_of<Convergence> = "convergence";
template <>
inline constexpr std::string_view kind_of<Conflict> = "conflict";

/// Keys are fields that each end with a tab, which no field contains: a prefix of whole fields is exact,
/// and keys sort field by field.
namespace key {
std::string settings();
std::string by_id(std::string_view id);
std::string every_id(std::string_view prefix);  ///< the scan over all ids of a kind
std::string actor_named(std::string_view name);
std::string latest(const Lineage& lineage);  ///< the newest version ever accepted

// Scans over a project, over one type in it when that is not empty, over one name of it when `named`.
std::string latest_in(const Lineage& lineage, bool named);
std::string artifacts_in(const Lineage& lineage, bool named);  ///< every candidate
std::string conflicts_of(std::string_view project_id,
                         std::string_view artifact_id);  ///< artifact_id may be empty
}  // namespace key

/// The row without sequence and salt.
template <class T>
storage::Row encode(const T& row);

/// Without the payload where that was not read. Error(storage, `storage.row_damaged`) for a row of another
/// kind or form.
template <class T>
T decode(const storage::Row& row);

std::vector<std::string> keys_of(const Settings& row);
std::vector<std::string> keys_of(const Actor& row);
std::vector<std::string> keys_of(const StoredProject& row);
std::vector<std::string> keys_of(const StoredArtifact& row);
std::vector<std::string> keys_of(const Convergence& row);
std::vector<std::string> keys_of(const Conflict& row);

/// The keys of a row of any kind, the one of its identity first. Throws as decode().
std::vector<std::string> keys_of(const storage::Row& row);

/// The id by which ledger entries name a row.
std::string resource_of(const Settings& row);
std::string resource_of(const Actor& row);
std::string resource_of(const StoredProject& row);
std::string resource_of(const StoredArtifact& row);
std::string resource_of(const Convergence& row);
std::string resource_of(const Conflict& row);

}  // namespace metaqore::state
