#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "metaqore/json.hpp"
#include "metaqore/time.hpp"

// How to check a ledger without this library. The file is an SQLite database; `entries.entry`, in the order
// of `sequence`, are the leaves of an RFC 9162 §2.1 tree over SHA-256: leaf SHA-256(0x00 || bytes), node
// SHA-256(0x01 || left || right). Each leaf is RFC 8785 JSON with the members of Entry below, empty ones left
// out. `rows` has the state row that each entry records: its member `after` is
// SHA-256(0x02 || salt || kind || body || SHA-256(payload)), with 32 bytes of salt. `entries.hashes` and the
// indexes follow from these and can be made anew.

namespace metaqore {

/// What a crash can take of what has been answered. Do not renumber.
enum class Durability : int {
  none = 0,  ///< `:memory:`: all of it
  full = 2,  ///< nothing: it was on the disk before the answer was given
};

/// The ledger's size and the RFC 9162 Merkle root over its first `size` entries.
struct TreeHead {
  std::uint64_t size{};
  std::string root{};  ///< SHA-256, 64 lower-case hex digits
  bool operator==(const TreeHead&) const = default;
};

/// Where an operation stands in the ledger. It is the same however many shared its commit.
struct Receipt {
  std::uint64_t sequence{};  ///< of the entry that records the decision
  TreeHead head{};           ///< right after the operation's last entry
  Durability durability{};
  bool operator==(const Receipt&) const = default;
};

/// One event, and the record of one row that it changed. `bytes` are what is hashed; the rest is read from
/// them. Holds no personal data: an actor is a pseudonym, a row a salted digest.
struct Entry {
  std::uint64_t sequence{};   ///< its leaf index in the tree, from 0
  std::uint64_t operation{};  ///< the sequence of the first entry of the same operation
  Time time{};                ///< never earlier than the entry before
  std::string type{};         ///< what happened: `artifact.accepted`, `conflict.found`, …
  std::string action{};       ///< what was asked for: `open`, `create_project`, `declare`
  std::string actor{};        ///< `actr_…`; empty for the engine itself
  std::string on_behalf_of{};  ///< `actr_…`: for whom the actor acted, where the session says so
  std::string role{};         ///< of the session, as the host vouched for it; empty for the engine itself
  std::string verdict{};      ///< `accepted` or `denied`, where one was given
  std::string severity{};     ///< of a conflict
  std::string project{};      ///< `proj_…`; where the host brought the id, the library's own in its place
  std::string resource{};     ///< the row's id, likewise
  std::string before{};       ///< digest of the row before, 64 hex digits; empty when it is new
  std::string after{};        ///< digest of the row that this entry records
  std::string settings{};     ///< digest of the governance settings in force
  std::string trace{};        ///< the session's trace id

  /// Which of the entries of its project this is, and which of its trace: dense, from 0, so that an extract
  /// that leaves one out is seen to. Absent where there is no project, or no trace.
  std::optional<std::uint64_t> project_number{};
  std::optional<std::uint64_t> trace_number{};

  std::uint64_t rules{};      ///< version of the rules that judged; 0 where nothing was judged
  std::uint64_t epoch{};      ///< of the ledger's signing key; 0 while nothing signs
  std::string bytes{};        ///< RFC 8785 JSON, at most 65,535 bytes
  bool operator==(const Entry&) const = default;
};

struct EntryQuery {
  std::uint64_t from{};       ///< the first sequence wanted
  std::uint32_t limit = 100;  ///< 1 to 1,000
  bool operator==(const EntryQuery&) const = default;
};

/// The result of Ledger::verify().
struct Verification {
  bool ok = false;
  TreeHead head{};                           ///< recomputed from the stored entries
  std::optional<std::uint64_t> first_bad{};  ///< the lowest sequence at fault, where one can be named
  std::string message{};                     ///< one line: what was checked, or what is wrong
  bool operator==(const Verification&) const = default;
};

/// The append-only list of entries: audit trail, event stream and clock in one. Reads only; a copy is
/// cheap and keeps the engine alive. Any thread.
class METAQORE_API Ledger {
 public:
  TreeHead head() const;

  /// The root when the ledger had `size` entries; that of none is SHA-256 of the empty string.
  /// Throws Error(not_found) beyond the present size.
  TreeHead head_at(std::uint64_t size) const;

  /// In the order of their sequence; empty past the end.
  std::vector<Entry> entries(const EntryQuery& = {}) const;

  /// Recomputes everything from the stored bytes: the tree, each entry's form, each state row against its
  /// entry, the indexes, and the database's own integrity check. Reads one state, beside live writers;
  /// takes time in proportion to the file. A wrong ledger is an answer, not an exception.
  Verification verify() const;

 private:
  friend class Engine;
  struct Impl;
  explicit Ledger(std::shared_ptr<const Impl>);
  std::shared_ptr<const Impl> impl_;
};

}  // namespace metaqore
