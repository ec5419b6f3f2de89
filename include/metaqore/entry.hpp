#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "metaqore/time.hpp"

namespace metaqore {

/// One event, and the record of one row that it changed. `bytes` are what is hashed; the rest is read from
/// them. Holds no personal data: an actor is a pseudonym, a row a salted digest.
struct Entry {
  std::uint64_t sequence{};    ///< its leaf index in the tree, from 0
  std::uint64_t operation{};   ///< the sequence of the first entry of the same operation
  Time time{};                 ///< never earlier than the entry before; see time.hpp
  std::string type{};          ///< what happened: `artifact.accepted`, `conflict.found`, …
  std::string action{};        ///< what was asked for: `open`, `create_project`, `declare`
  std::string actor{};         ///< `actr_…`; empty for the engine itself
  std::string on_behalf_of{};  ///< `actr_…`: for whom the actor acted, where the session says so
  std::string role{};          ///< of the session, as the host vouched for it; empty for the engine itself
  std::string verdict{};       ///< `accepted` or `denied`, where one was given
  std::string severity{};      ///< of a conflict
  std::string project{};       ///< `proj_…`; where the host brought the id, the library's own in its place
  std::string resource{};      ///< the row's id, likewise
  std::string before{};        ///< digest of the row before, 64 hex digits; empty when it is new
  std::string after{};         ///< digest of the row that this entry records
  std::string settings{};      ///< digest of the governance settings in force
  std::string trace{};         ///< the session's trace id

  /// Which of the entries of its project this is, and which of its trace: dense, from 0, so that an extract
  /// that leaves one out is seen to. Absent where there is no project, or no trace.
  std::optional<std::uint64_t> project_number{};
  std::optional<std::uint64_t> trace_number{};

  std::uint64_t rules{};  ///< version of the rules that judged; 0 where nothing was judged
  std::uint64_t epoch{};  ///< of the ledger's signing key; 0 while nothing signs
  std::string bytes{};    ///< RFC 8785 JSON, at most 65,535 bytes
  bool operator==(const Entry&) const = default;
};

struct EntryQuery {
  std::uint64_t from{};       ///< the first sequence wanted
  std::uint32_t limit = 100;  ///< 1 to 1,000
  bool operator==(const EntryQuery&) const = default;
};

}  // namespace metaqore
