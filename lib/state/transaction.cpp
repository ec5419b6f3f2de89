#include "state/transaction.hpp"

#include <algorithm>
#include <array>

#include "ledger/entry.hpp"
#include "model/session.hpp"
#include "psmp/form.hpp"
#include "state/history.hpp"

namespace metaqore::state {

Tip read_tip(storage::Reader& reader) {
  const auto size = reader.size();
  if (size == 0) return {};
  const auto last = ledger::decode(reader.entries(size - 1, 1).at(0));
  return {read_frontier(reader, size), last.time, last.settings};
}

Transaction::Transaction(storage::Writer& writer, Tip& tip, const Session* session, std::string_view action,
                         const Draw& draw)
    : writer_(writer),
      tip_(tip),
      session_(session),
      action_(action),
      random_(draw.seed),
      time_(std::max(draw.now, tip.time)),
      operation_(tip.tree.size()) {}

const std::string& Transaction::act_as(const std::optional<Actor>& known) {
  if (known) {
    actor_ = known->id;
  } else {
    actor_ = make_id(base::prefix::actor);
    record({.type = "actor.registered"}, Actor{actor_, session_->actor, time_});
  }
  return actor_;
}

std::uint64_t Transaction::record(const Event& event, storage::Row row, std::vector<std::string> keys,
                                  std::string resource) {
  std::array<std::byte, 32> salt{};
  random_.fill(salt);
  row.salt.assign(reinterpret_cast<const char*>(salt.data()), salt.size());
  row.sequence = tip_.tree.size();
  const auto digest = crypto::to_hex(ledger::row_digest(row.salt, row.kind, row.body, row.payload));
  if (row.kind == kind_of<Settings>) tip_.settings = digest;

  Entry entry{.sequence = row.sequence,
              .operation = operation_,
              .time = time_,
              .type = std::string(event.type),
              .action = std::string(action_),
              .actor = actor_,
              .project = event.project,
              .resource = std::move(resource),
              .after = digest,
              .settings = tip_.settings};
  if (event.verdict) entry.verdict = form::name_of(*event.verdict);
  if (event.severity) entry.severity = form::name_of(*event.severity);
  if (session_ != nullptr) {
    entry.role = form::name_of(session_->role);
    entry.trace = session_->trace_id;
  }

  auto bytes = ledger::encode(entry);
  const auto hashes = tip_.tree.append(ledger::leaf_hash(bytes));
  tip_.time = time_;
  const auto sequence = row.sequence;
  records_.push_back({std::move(row), std::move(bytes), ledger::pack(hashes), std::move(keys)});
  return sequence;
}

Receipt Transaction::receipt(std::uint64_t sequence, Durability durability) const {
  return {sequence, {tip_.tree.size(), crypto::to_hex(tip_.tree.root())}, durability};
}

void Transaction::flush() {
  if (!records_.empty()) writer_.append(records_);
}

}  // namespace metaqore::state
