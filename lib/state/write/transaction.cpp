#include "state/write/transaction.hpp"

#include <algorithm>
#include <array>

#include "json/form/names.hpp"
#include "ledger/entry.hpp"
#include "model/session.hpp"
#include "psmp/form.hpp"
#include "psmp/rules/table.hpp"
#include "state/view/history.hpp"

namespace metaqore::state {

namespace {

template <class T>
bool contains(const std::vector<T>& items, const T& item) {
  return std::ranges::find(items, item) != items.end();
}

/// What is in `these` and not in `those`.
template <class T>
std::vector<T> without(std::vector<T> these, const std::vector<T>& those) {
  std::erase_if(these, [&](const T& it) { return contains(those, it); });
  return these;
}

}  // namespace

Transaction::Transaction(storage::Writer& writer, Tip& tip, const Session& session, Durability durability,
                         std::string_view action, const Draw& draw)
    : reader_(writer),
      writer_(&writer),
      tip_(&tip),
      session_(session),
      durability_(durability),
      action_(action),
      random_(draw.seed),
      time_(next_time(tip, draw.now)),
      operation_(tip.tree.size()) {}

Transaction::Transaction(storage::Reader& reader, const Session& session, Durability durability)
    : reader_(reader), session_(session), durability_(durability), random_({}) {}

const SettingsRow& Transaction::settings() {
  auto& settings = tip_ == nullptr ? settings_ : tip_->settings;
  if (!settings) settings = view().settings().value_or(SettingsRow{});
  return *settings;
}

std::string Transaction::make_id(std::string_view prefix) {
  return tip_ == nullptr ? std::string() : base::make_id(prefix, time_, ids_++, random_);
}

const Acting& Transaction::act_as(const KnownActors& known) {
  const auto& principal = session_.on_behalf_of;
  register_actor(acting_.actor, known.actor, session_.actor);
  if (principal == session_.actor) {
    acting_.on_behalf_of = acting_.actor;
  } else if (!principal.empty()) {
    register_actor(acting_.on_behalf_of, known.on_behalf_of, principal);
  }
  return acting_;
}

void Transaction::register_actor(std::string& id, const std::optional<std::string>& known,
                                 const std::string& name) {
  id = known ? *known : make_id(ActorRow::prefix);
  if (!known) record({.type = "actor.registered"}, ActorRow{id, name, time_});
}

std::uint64_t Transaction::append(const Event& event, storage::Row row, const crypto::Hash& payload_hash,
                                  Index index, std::string resource,
                                  const std::optional<storage::Row>& before) {
  std::array<std::byte, 32> salt{};
  random_.fill(salt);
  row.salt.assign(reinterpret_cast<const char*>(salt.data()), salt.size());
  row.sequence = tip_->tree.size();
  const auto digest = crypto::to_hex(ledger::row_digest(row.salt, row.kind, row.body, payload_hash));
  if (row.kind == SettingsRow::kind) tip_->settings_digest = digest;

  storage::Record record;
  Entry entry{.sequence = row.sequence,
              .operation = operation_,
              .time = time_,
              .type = std::string(event.type),
              .action = std::string(action_),
              .actor = acting_.actor,
              .on_behalf_of = acting_.on_behalf_of,
              .project = event.project,
              .resource = std::move(resource),
              .after = digest,
              .settings = tip_->settings_digest};
  if (event.severity) entry.severity = form::name_of(*event.severity);
  if (event.verdict) {
    entry.verdict = form::name_of(*event.verdict);
    entry.rules = psmp::rules_version;
  }
  if (!session_.actor.empty()) {
    entry.role = form::name_of(session_.role);
    entry.trace = session_.trace_id;
  }
  if (before) {
    entry.before = crypto::to_hex(digest_of(*before));
    const auto was = index_of(*before);
    record.closes = without(was.open, index.open);
    record.opens = without(std::move(index.open), was.open);
    record.keys = keys_of_version(reader_, std::move(index.keys), was.keys, before->sequence);
    for (const auto& earlier : records_) {  // which the reader does not see yet, and may have taken some over
      std::erase_if(record.keys, [&](const std::string& key) {
        return contains(was.keys, key) && contains(earlier.keys, key);
      });
    }
  } else {
    record.opens = std::move(index.open);
    record.keys = std::move(index.keys);
  }
  record.numbers = number(entry);
  record.entry = ledger::encode(entry);
  record.hashes = ledger::pack(tip_->tree.append(ledger::leaf_hash(record.entry)));
  record.row = std::move(row);
  tip_->time = time_;
  return records_.emplace_back(std::move(record)).row.sequence;
}

/// Numbers the entry in its project and in its trace.
std::vector<storage::StreamNumber> Transaction::number(Entry& entry) {
  std::vector<storage::StreamNumber> numbers;
  numbers.reserve(2);
  next_numbers_.reserve(2);
  const auto add = [&](std::string stream, std::optional<std::uint64_t>& number) {
    number = next_number(stream);
    numbers.push_back({std::move(stream), *number});
  };
  if (!entry.project.empty()) add(project_stream(entry.project), entry.project_number);
  if (!entry.trace.empty()) add(trace_stream(entry.trace), entry.trace_number);
  return numbers;
}

std::uint64_t Transaction::next_number(const std::string& stream) {
  auto known = std::ranges::find(next_numbers_, stream, &storage::StreamNumber::stream);
  if (known == next_numbers_.end()) {
    next_numbers_.push_back({stream, reader_.counts(std::span(&stream, 1)).front()});
    known = std::prev(next_numbers_.end());
  }
  return known->number++;
}

Receipt Transaction::receipt(std::uint64_t sequence) const {
  if (tip_ == nullptr) return {};
  return {sequence, {tip_->tree.size(), crypto::to_hex(tip_->tree.root())}, durability_};
}

Receipt Transaction::receipt_of(std::uint64_t sequence, std::uint64_t size) {
  return {sequence, head_at(reader_, size), durability_};
}

void Transaction::flush() {
  if (writer_ != nullptr && !records_.empty()) writer_->append(records_);
}

}  // namespace metaqore::state
