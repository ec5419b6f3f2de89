#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "metaqore/json.hpp"
#include "metaqore/requirement.hpp"
#include "metaqore/time.hpp"

// What agents say, and what becomes of it. Plain structs with JSON forms (see from_json).
//
// Bounds, in bytes of UTF-8. A candidate beyond them is refused with an error that names the field.
//
// Names of anything, paths and constraints too, have no character that is not seen, ends a line or turns the
// direction of a text: Unicode's categories Cc, Zl, Zp and Cf (U+0000–U+001F, U+007F–U+009F, U+00AD, U+200B,
// U+200E, U+200F, U+2028–U+202E, U+2060–U+206F, U+FEFF, U+E0000–U+E007F and a few more), but for the joiners
// that words and emoji need, U+200C and U+200D, and signs that are seen. A name with one is refused with its
// code point. Free text, such as a purpose, has no ASCII control character. Texts for people show what older
// files hold of these characters as escapes.
//
//   ids             1–63, printable ASCII without spaces, beginning with the prefix of their kind
//   artifact_type   1–64 of A–Z a–z 0–9 . _ -, not beginning with `art_`
//   name            0–256                      paths            1–1,024 each
//   lists           1,000 items each
//   a whole candidate: Json::max_size, the bytes of all members together as they are given, as JSON, and in
//   canonical form. It is asked for first, before anything is read or copied.

namespace metaqore {

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

  /// The version it was made from. 0: "there is none yet". Absent: the newest version of the lineage that
  /// this session got by get_artifact() or head(), or declared itself; unknown where there is none. What a
  /// session has not seen it cannot overwrite, and two sessions of one actor are two.
  std::optional<std::uint64_t> base{};

  /// It becomes the next version on exactly its base, or is denied, in every mode: it does not converge on
  /// a head that says the same, and nothing is merged. For counters and the like: two increments are two.
  bool exact{};

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

/// Stored by value; do not renumber.
enum class ArtifactStatus : int { blocked = 0, active = 1, superseded = 2 };

/// A candidate with its outcome. Data never changes under an id.
struct Artifact {
  std::string id{};
  Lineage lineage{};
  std::uint64_t version{};  ///< 1, 2, …; 0 while blocked
  ArtifactStatus status{};
  Json data{};
  std::optional<std::uint64_t> base{};      ///< as it was declared
  std::optional<std::uint64_t> based_on{};  ///< what that came to when the call began; absent: unknown
  bool exact{};
  std::optional<std::uint64_t> expected_version{};
  std::vector<std::string> depends_on{};
  std::vector<std::string> reads{};
  std::vector<Requirement> requirements{};
  std::vector<std::string> paths{};
  Json metadata{};
  std::string created_by{};    ///< the session's actor
  std::string on_behalf_of{};  ///< for whom it acted; may be empty
  std::uint64_t session{};     ///< the number that the session drew
  Time created_at{};

  /// SHA-256, hex, of the RFC 8785 form of data, depends_on, metadata, paths and requirements.
  std::string content_hash{};

  std::uint64_t sequence{};  ///< of the ledger entry that recorded it

  METAQORE_API Candidate next() const;  ///< the same again, without id, based on this version
  bool operator==(const Artifact&) const = default;
};

/// Active heads; with another status those artifacts; without any (`null` in JSON) every version and every
/// blocked candidate. In the order of type, name and id.
struct ArtifactQuery {
  std::string project_id{};
  std::optional<std::string> artifact_type{};
  std::optional<std::string> name{};  ///< only together with artifact_type
  std::optional<ArtifactStatus> status = ArtifactStatus::active;
  std::string cursor{};       ///< Page::next of the page before
  std::uint32_t limit = 100;  ///< 1 to 1,000 items a page
  bool operator==(const ArtifactQuery&) const = default;
};

}  // namespace metaqore
