#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "metaqore/entry.hpp"
#include "metaqore/receipt.hpp"
#include "metaqore/verification.hpp"
#include "metaqore/version.hpp"

// How to check a ledger without this library: `entries.entry` of the SQLite file, in the order of `sequence`,
// are the leaves of an RFC 9162 §2.1 tree over SHA-256. doc/format.md tells the rest.

namespace metaqore {

/// The append-only list of entries: audit trail, event stream and clock in one. Reads only; a copy is
/// cheap and keeps the engine alive. Any thread.
class METAQORE_API Ledger {
 public:
  TreeHead head() const;

  /// The root when the ledger had `size` entries; that of none is SHA-256 of the empty string.
  /// Throws Error(not_found) beyond the present size.
  TreeHead head_at(std::uint64_t size) const;

  /// In the order of their sequence; empty past the end, and nowhere else. Fewer than asked for may come
  /// before that, where more would pass 8 MiB: ask again from the sequence after the last.
  std::vector<Entry> entries(const EntryQuery& = {}) const;

  /// Recomputes everything from the stored bytes: the tree, each entry's form, each state row against its
  /// entry, the indexes, and the database's own integrity check, that of a file on a thread of its own.
  /// Reads one state, beside live writers; takes time in proportion to the file. A wrong ledger or a damaged
  /// file is an answer, not an exception; what could not be read is no answer: Error(storage) of the disk,
  /// Error(busy).
  Verification verify() const;

  /// The same of a file that no engine need be able to open, because it is damaged: settings and tables too
  /// are only verified. Opens it for reading, as Config::read_only does, and needs no permission to write.
  /// Throws Error(storage) for a file that is missing, not ours, of a newer version or out of reach, and
  /// Error(busy) when another process holds it for ten seconds.
  static Verification verify_file(const std::string& path);

 private:
  friend class Engine;
  struct Impl;
  explicit Ledger(std::shared_ptr<const Impl>);
  std::shared_ptr<const Impl> impl_;
};

}  // namespace metaqore
