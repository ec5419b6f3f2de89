#include "state/verify.hpp"

#include <fmt/format.h>

#include "ledger/entry.hpp"
#include "ledger/tree.hpp"
#include "state/rows.hpp"

namespace metaqore::state {

namespace {

/// Follows the ledger from its first entry and keeps what the next one has to continue.
class Auditor {
 public:
  explicit Auditor(storage::Reader& reader) : reader_(reader) {}

  std::uint64_t size() const noexcept { return tree_.size(); }
  std::uint64_t keys() const noexcept { return keys_; }
  TreeHead head() const { return {tree_.size(), crypto::to_hex(tree_.root())}; }

  /// What is wrong with the next record; nullopt when it holds.
  std::optional<std::string> fault_of(storage::Record record) {
    const auto sequence = tree_.size();
    if (record.entry.empty()) return "is missing";
    const auto entry = ledger::decode(std::move(record.entry));
    if (entry.sequence != sequence) return "is at another's place";
    if (entry.operation > sequence || entry.operation < operation_) return "is of an operation that is over";
    if (entry.operation != operation_ && entry.operation != sequence)
      return "begins an operation that is not its own";
    if (entry.time < time_) return "is earlier than the one before";
    if (record.hashes != ledger::pack(tree_.append(ledger::leaf_hash(entry.bytes))))
      return "has other tree hashes";

    const auto digest = digest_of(record.row);
    if (record.row.kind == kind_of<Settings>) settings_ = digest;
    if (digest != entry.after) return "records another state row than there is";
    const auto keys = keys_of(record.row);
    if (before(keys.front(), sequence) != entry.before) return "continues another state row than there is";
    for (const auto& found : reader_.get(keys, sequence, storage::Part::brief)) {
      if (!found || found->sequence != sequence) return "has a state row that is not found under its keys";
    }
    keys_ += keys.size();
    if (entry.settings != settings_) return "cites other governance settings than are in force";

    operation_ = entry.operation;
    time_ = entry.time;
    return std::nullopt;
  }

 private:
  static std::string digest_of(const storage::Row& row) {
    return crypto::to_hex(ledger::row_digest(row.salt, row.kind, row.body, row.payload));
  }

  /// The digest of what the row was before, empty if it was not.
  std::string before(const std::string& identity, std::uint64_t sequence) {
    if (sequence == 0) return {};
    const auto row = reader_.get(std::vector{identity}, sequence - 1).front();
    return row ? digest_of(*row) : std::string();
  }

  storage::Reader& reader_;
  ledger::Frontier tree_;
  std::uint64_t operation_ = 0;
  Time time_{};
  std::string settings_;
  std::uint64_t keys_ = 0;
};

Verification follow(storage::Reader& reader) {
  Auditor auditor(reader);
  constexpr std::uint32_t page = 256;
  for (;;) {
    auto records = reader.records(auditor.size(), page);
    const bool last = records.size() < page;
    for (auto& record : records) {
      const auto sequence = auditor.size();
      std::optional<std::string> fault;
      try {
        fault = auditor.fault_of(std::move(record));
      } catch (const Error& error) {
        fault = fmt::format("is damaged: {}", error.what());
      }
      if (fault) return {false, auditor.head(), sequence, fmt::format("entry `{}` {}", sequence, *fault)};
    }
    if (last) break;
  }
  if (const auto count = reader.key_count(); count != auditor.keys()) {
    return {
        .head = auditor.head(),
        .message = fmt::format("the state rows have {} keys, but the index holds {}", auditor.keys(), count)};
  }
  return {true,
          auditor.head(),
          {},
          fmt::format("{} entries: the tree, the entries, the state rows and their indexes agree",
                      auditor.size())};
}

}  // namespace

Verification verify(storage::Store& store) try {
  auto result = follow(*store.read());
  if (!result.ok) return result;
  if (const auto fault = store.integrity_fault()) {
    return {false, result.head, {}, fmt::format("the database's integrity check says: {}", *fault)};
  }
  return result;
} catch (const Error& error) {
  if (error.code() != ErrorCode::storage) throw;
  return {.message = error.what()};
}

}  // namespace metaqore::state
