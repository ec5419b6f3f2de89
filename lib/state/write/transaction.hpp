#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/random.hpp"
#include "metaqore/decision.hpp"
#include "metaqore/session.hpp"
#include "state/view/view.hpp"
#include "state/write/tip.hpp"

namespace metaqore::state {

/// What was drawn for an operation when its turn came, so that running it again gives the same bytes.
struct Draw {
  Time now{};
  crypto::SeededRandom::Seed seed{};
};

/// What an entry says besides what follows from the row.
struct Event {
  std::string_view type;
  std::string project{};  ///< its resource
  std::optional<Verdict> verdict{};
  std::optional<Severity> severity{};
};

/// The pseudonyms of a session's actors, where the file knows them.
struct KnownActors {
  std::optional<std::string> actor{};
  std::optional<std::string> on_behalf_of{};
};

/// Who acts, by the pseudonyms that rows and entries have.
struct Acting {
  std::string actor{};
  std::string on_behalf_of{};  ///< empty where the session says nothing
};

/// One operation's way into the ledger: who acts and how, what there is, and what is recorded together with
/// its entries. A rehearsal answers the same and keeps nothing: its ids and receipts are empty, and its time
/// is none.
class Transaction {
 public:
  /// Keeps references; `tip` moves along. A session without an actor is the engine itself.
  Transaction(storage::Writer& writer, Tip& tip, const Session& session, Durability durability,
              std::string_view action, const Draw& draw);

  /// A rehearsal in the state that `reader` sees.
  Transaction(storage::Reader& reader, const Session& session, Durability durability);

  const Session& session() const noexcept { return session_; }
  storage::Reader& reader() noexcept { return reader_; }
  View view() noexcept { return View(reader_); }
  const SettingsRow& settings();  ///< in force
  Time time() const noexcept { return time_; }
  std::string make_id(std::string_view prefix);

  /// The session's actor and on whose behalf it acts: those that the file does not know yet are recorded
  /// first. Comes before any record().
  const Acting& act_as(const KnownActors& known);

  /// Adds the row and its entry; returns the sequence. `before` is the row that it is a new version of, whole
  /// and as it was read here; a row has at most one new version in a transaction. Keys that still lead to
  /// what it was lead to it now, and the lists of what is open follow. `payload`: where it was made before.
  template <StateRow T>
  std::uint64_t record(const Event& event, const T& row, const std::optional<storage::Row>& before = {}) {
    return tip_ == nullptr ? 0 : record(event, row, payload_of(row), before);
  }
  template <StateRow T>
  std::uint64_t record(const Event& event, const T& row, Payload payload,
                       const std::optional<storage::Row>& before = {}) {
    if (tip_ == nullptr) return 0;
    const auto hash = payload.hash;
    const auto sequence =
        append(event, encode(row, std::move(payload)), hash, row.index(), row.resource(), before);
    if constexpr (std::same_as<T, SettingsRow>) tip_->settings = row;
    return sequence;
  }

  Receipt receipt(std::uint64_t sequence) const;

  /// What the first answer's receipt was: `size` is the ledger's right after its operation.
  Receipt receipt_of(std::uint64_t sequence, std::uint64_t size);

  /// Hands what was recorded to the storage.
  void flush();

 private:
  std::uint64_t append(const Event& event, storage::Row row, const crypto::Hash& payload_hash, Index index,
                       std::string resource, const std::optional<storage::Row>& before);
  void register_actor(std::string& id, const std::optional<std::string>& known, const std::string& name);
  std::vector<storage::StreamNumber> number(Entry& entry);
  std::uint64_t next_number(const std::string& stream);

  storage::Reader& reader_;
  storage::Writer* writer_ = nullptr;  // null in a rehearsal, as tip_
  Tip* tip_ = nullptr;
  const Session& session_;
  Durability durability_;
  std::string_view action_;
  crypto::SeededRandom random_;
  Time time_{};
  std::uint64_t operation_ = 0;
  std::uint64_t ids_ = 0;  // made so far: they sort in their order
  Acting acting_;
  std::optional<SettingsRow> settings_;              // of a rehearsal
  std::vector<storage::StreamNumber> next_numbers_;  // of the streams met so far
  std::vector<storage::Record> records_;
};

}  // namespace metaqore::state
