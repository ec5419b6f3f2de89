#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "metaqore/ledger.hpp"
#include "metaqore/requirement.hpp"

// What agents say and what the library keeps. Plain structs with JSON forms (see from_json).
//
// Bounds, in bytes of UTF-8 without control characters. A candidate beyond them is refused with an error
// that names the field.
//   ids             1–63, printable ASCII without spaces, beginning with the prefix of their kind
//   artifact_type   1–64 of A–Z a–z 0–9 . _ -, not beginning with `art_`
//   name            0–256                      actor, owner_id  1–128 (owner_id may be empty)
//   paths           1–1,024 each               description      0–4,096 (newlines allowed)
//   lists           1,000 items each           a whole document as Json::max_size

namespace metaqore {

/// Stored by value; do not renumber.
enum class Role : int { agent = 0, human = 1, host = 2 };
enum class ProjectStatus : int {
  initialized = 0,
  planning = 1,
  in_progress = 2,
  blocked = 3,
  completed = 4,
  failed = 5,
  archived = 6
};
enum class ArtifactStatus : int { blocked = 0, active = 1, superseded = 2 };
enum class Severity : int { low = 0, medium = 1, high = 2, critical = 3 };
enum class Strategy : int { retry = 0, override = 1, merge = 2, escalate = 3, reject = 4 };
enum class ConflictType : int { version_mismatch = 1, parallel_creation = 2, missing_dependency = 3 };

struct Project {
  std::string id{};    ///< `proj_…`: the host's own, or empty for one from the library
  std::string name{};  ///< 1–256 bytes
  std::string description{};
  std::string owner_id{};
  ProjectStatus status{};  ///< from here on the library's: create_project refuses what is set
  Json metadata{};         ///< an object
  Time created_at{};
  Time updated_at{};
  std::uint64_t sequence{};  ///< of the ledger entry that recorded it
  bool operator==(const Project&) const = default;
};

/// The versions of one artifact.
struct Lineage {
  std::string project_id{};
  std::string artifact_type{};  ///< `plan`, `code`, `requirements`, …
  std::string name{};           ///< tells artifacts of one type apart; may be empty
  bool operator==(const Lineage&) const = default;
};

/// What an agent declares. Version, time, status and hash come from the library, the actor from the session.
struct Candidate {
  Lineage lineage{};  ///< in JSON its three members stand beside the rest
  Json data{};        ///< the artifact itself, any JSON

  /// The version it was made from. 0: "there is none yet"; absent: unknown.
  std::optional<std::uint64_t> base{};

  /// For callers that count themselves: the version it must become.
  std::optional<std::uint64_t> expected_version{};

  /// What it needs, in the same project: `art_…` (that version), `type` or `type/name` (the head).
  std::vector<std::string> depends_on{};

  std::vector<std::string> reads{};         ///< `art_…` that were looked at; they need not exist
  std::vector<Requirement> requirements{};  ///< what it needs of package registries
  std::vector<std::string> paths{};         ///< files that it claims to write, as the project names them
  Json metadata{};                          ///< an object
  std::string id{};                         ///< `art_…`: the host's own, so that a repeat is safe; or empty
  bool operator==(const Candidate&) const = default;
};

/// A candidate with its outcome. Data never changes under an id.
struct Artifact {
  std::string id{};
  Lineage lineage{};
  std::uint64_t version{};  ///< 1, 2, …; 0 while blocked
  ArtifactStatus status{};
  Json data{};
  std::optional<std::uint64_t> base{};
  std::optional<std::uint64_t> expected_version{};
  std::vector<std::string> depends_on{};
  std::vector<std::string> reads{};
  std::vector<Requirement> requirements{};
  std::vector<std::string> paths{};
  Json metadata{};
  std::string created_by{};  ///< the session's actor
  Time created_at{};

  /// SHA-256, hex, of the RFC 8785 form of data, depends_on, metadata, paths and requirements.
  std::string content_hash{};

  std::uint64_t sequence{};  ///< of the ledger entry that recorded it

  METAQORE_API Candidate next() const;  ///< the same again, without id, based on this version
  bool operator==(const Artifact&) const = default;
};

/// One finding against a candidate.
struct Conflict {
  std::string id{};  ///< `conf_…`; empty where check() looks ahead
  std::string project_id{};
  std::string artifact_id{};  ///< the candidate's
  ConflictType type{};
  Severity severity{};
  std::string description{};  ///< one line: what clashes, and what would help
  Strategy suggested{};
  std::vector<std::string> with{};  ///< ids of what it clashes with, or the dependency that is missing
  Time created_at{};
  std::uint64_t sequence{};  ///< of the ledger entry that recorded it
  bool operator==(const Conflict&) const = default;
};

}  // namespace metaqore
