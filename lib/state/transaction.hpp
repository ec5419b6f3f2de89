#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "crypto/random.hpp"
#include "ledger/tree.hpp"
#include "metaqore/decision.hpp"
#include "metaqore/session.hpp"
#include "state/rows.hpp"
#include "storage/store.hpp"

namespace metaqore::state {

/// What the next entry continues from.
struct Tip {
  ledger::Frontier tree;
  Time time{};           ///< of the last entry
  std::string settings;  ///< digest of the governance settings in force, hex
};

Tip read_tip(storage::Reader& reader);

/// What was drawn for an operation when its turn came, so that running it again gives the same bytes.
struct Draw {
  Time now{};
  crypto::SeededRandom::Seed seed{};
};

/// What an entry says besides what follows from the row.
struct Event {
  std::string_view type;
  std::string project{};
  std::optional<Verdict> verdict{};
  std::optional<Severity> severity{};
};

/// One operation's way into the ledger: it reads, and records rows together with their entries.
class Transaction {
 public:
  /// `tip` moves along. `session` is null for the engine itself.
  Transaction(storage::Writer& writer, Tip& tip, const Session* session, std::string_view action,
              const Draw& draw);

  storage::Reader& reader() noexcept { return writer_; }
  Time time() const noexcept { return time_; }
  std::string make_id(std::string_view prefix) { return base::make_id(prefix, time_, ids_++, random_); }

  /// The session's actor, recorded first if the file does not know it yet. Comes before any record().
  const std::string& act_as(const std::optional<Actor>& known);

  /// Adds the row and its entry; returns the sequence.
  template <class T>
  std::uint64_t record(const Event& event, const T& row) {
    return record(event, encode(row), keys_of(row), resource_of(row));
  }

  Receipt receipt(std::uint64_t sequence, Durability durability) const;

  /// Hands what was recorded to the storage.
  void flush();

 private:
  std::uint64_t record(const Event& event, storage::Row row, std::vector<std::string> keys,
                       std::string resource);

  storage::Writer& writer_;
  Tip& tip_;
  const Session* session_;
  std::string_view action_;
  crypto::SeededRandom random_;
  Time time_;
  std::uint64_t operation_;
  std::uint64_t ids_ = 0;  // made so far: they sort in their order
  std::string actor_;
  std::vector<storage::Record> records_;
};

}  // namespace metaqore::state
