#include "storage/sqlite/writer.hpp"

#include <SQLiteCpp/Column.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "storage/sqlite/query.hpp"

namespace metaqore::storage::sqlite {

namespace {

Error misuse(const char* reason, const std::string& message) {
  return Error(ErrorCode::internal, reason, message);
}

}  // namespace

std::uint64_t SqliteWriter::change_token() {
  return transaction_.guarded([this] { return transaction_.token(); });
}

SqliteWriter::~SqliteWriter() {
  if (!kept_) transaction_.connection().recent().clear();
}

std::vector<std::uint64_t> SqliteWriter::counts(std::span<const std::string> streams) {
  (void)transaction_.size();  // throws what it failed with
  auto& recent = transaction_.connection().recent();
  std::vector<std::uint64_t> counts;
  for (std::size_t i = 0; i < streams.size(); ++i) {
    auto next = recent.next_number(streams[i]);
    if (!next)
      recent.put_next_number(streams[i], *(next = transaction_.counts(streams.subspan(i, 1)).front()));
    counts.push_back(*next);
  }
  return counts;
}

void SqliteWriter::each(std::span<const std::string> keys, std::uint64_t at, const Visit& visit) {
  if (at < newest) return transaction_.each(keys, at, visit);
  (void)transaction_.size();  // throws what it failed with
  auto& recent = transaction_.connection().recent();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (const auto* known = recent.find(keys[i])) {
      visit(i, known);
      continue;
    }
    transaction_.each(keys.subspan(i, 1), at, [&](std::size_t, const Row* row) {
      visit(i, row);
      missed_.push_back(keys[i]);
      if (row != nullptr) recent.put(keys[i], std::make_shared<const Row>(*row));
    });
  }
}

void SqliteWriter::append(std::span<const Record> records) {
  kept_ = false;
  try {
    transaction_.guarded([&] {
      for (const auto& record : records) insert(record);
    });
  } catch (...) {
    // A part may have been inserted: only dropping the attempt, or the whole transaction, takes it back.
    transaction_.failure = std::current_exception();
    throw;
  }
}

void SqliteWriter::insert(const Record& record) {
  const auto size = transaction_.size();
  const auto& row = record.row;
  if (row.sequence != size) {
    throw misuse("storage.sequence_gap",
                 fmt::format("sequence `{}` does not follow `{}` entries", row.sequence, size));
  }
  auto& connection = transaction_.connection();
  const auto sequence = static_cast<std::int64_t>(row.sequence);
  {
    Execution insert(connection, Sql::insert_entry);
    insert->bind(1, sequence);
    insert->bindNoCopy(2, record.entry);
    insert->bindNoCopy(3, record.hashes.data(), static_cast<int>(record.hashes.size()));
    insert->exec();
  }
  {
    Execution insert(connection, Sql::insert_row);
    insert->bind(1, sequence);
    insert->bindNoCopy(2, row.kind);
    insert->bindNoCopy(3, row.salt.data(), static_cast<int>(row.salt.size()));
    insert->bindNoCopy(4, row.body);
    insert->bindNoCopy(5, row.payload);
    insert->exec();
  }
  for (const auto& key : record.keys) {
    Execution insert(connection, Sql::insert_key);
    insert->bindNoCopy(1, key);
    insert->bind(2, sequence);
    insert->exec();
  }
  for (const auto& place : record.closes) close(place, sequence);
  for (const auto& place : record.opens) open(place, sequence);
  for (const auto& [stream, number] : record.numbers) {
    Execution insert(connection, Sql::insert_number);
    insert->bindNoCopy(1, stream);
    insert->bind(2, static_cast<std::int64_t>(number));
    insert->bind(3, sequence);
    insert->exec();
    connection.recent().put_next_number(stream, number + 1);
  }
  transaction_.set_size(size + 1);
  remember(record);
}

/// What is asked for will be asked for again, and so will what has an identity.
void SqliteWriter::remember(const Record& record) {
  auto& recent = transaction_.connection().recent();
  const auto& row = record.row;
  const auto brief = std::make_shared<const Row>(Row{row.sequence, row.kind, row.salt, row.body, {}});
  for (const auto& key : record.keys) {
    const bool is_identity = &key == &record.keys.front();
    if (is_identity || recent.find(key) != nullptr || std::ranges::find(missed_, key) != missed_.end())
      recent.put(key, brief);
  }
}

void SqliteWriter::open(const ListKey& place, std::int64_t sequence) {
  Execution insert(transaction_.connection(), Sql::open_key);
  insert->bindNoCopy(1, place.list);
  insert->bindNoCopy(2, place.key);
  insert->bind(3, sequence);
  if (insert->exec() == 0)
    throw damaged(transaction_.connection().path(),
                  fmt::format("`{}` is on a list already", base::shown(place.key)));
}

void SqliteWriter::close(const ListKey& place, std::int64_t sequence) {
  std::uint64_t opened = 0;
  {
    Query remove(transaction_.connection(), Sql::close_key);
    remove.bind(1, place.list);
    remove.bind(2, place.key);
    if (!remove.next()) remove.refuse(fmt::format("`{}` is not on its list", base::shown(place.key)));
    opened = remove.number(0);
    remove.require_place(0, opened <= static_cast<std::uint64_t>(sequence));
  }
  Execution insert(transaction_.connection(), Sql::insert_closed);
  insert->bindNoCopy(1, place.list);
  insert->bind(2, sequence);
  insert->bindNoCopy(3, place.key);
  insert->bind(4, static_cast<std::int64_t>(opened));
  insert->exec();
}

void SqliteWriter::begin_attempt() {
  transaction_.guarded([this] {
    if (size_before_attempt_)
      throw misuse("storage.attempt_open", "an attempt is open already; keep or drop it first");
    run(transaction_.connection(), Sql::begin_attempt);
    size_before_attempt_ = transaction_.size();
  });
}

void SqliteWriter::keep_attempt() {
  transaction_.guarded([this] {
    if (!size_before_attempt_) throw misuse("storage.no_attempt", "there is no attempt to keep");
    run(transaction_.connection(), Sql::keep_attempt);
    size_before_attempt_.reset();
  });
}

void SqliteWriter::drop_attempt() {
  const bool open = size_before_attempt_ && transaction_.connection().in_transaction();
  if (open) transaction_.failure = nullptr;  // what failed was the attempt's
  transaction_.guarded([this] {
    if (!size_before_attempt_) throw misuse("storage.no_attempt", "there is no attempt to drop");
    transaction_.connection().recent().clear();
    run(transaction_.connection(), Sql::drop_attempt);
    run(transaction_.connection(), Sql::keep_attempt);  // rolling back to a savepoint leaves it open
    transaction_.set_size(*size_before_attempt_);
    size_before_attempt_.reset();
  });
}

void SqliteWriter::commit() {
  // Made before: once it is durable, nothing may fail any more.
  static const auto ended = std::make_exception_ptr(
      misuse("storage.transaction_ended", "the transaction has ended; begin another"));
  transaction_.guarded([this] {
    if (size_before_attempt_)
      throw misuse("storage.attempt_open", "an attempt is open; keep or drop it first");
    auto& connection = transaction_.connection();
    if (transaction_.size() > size_at_first_) connection.count_log();
    run(connection, Sql::commit);
    connection.require_kept();
  });
  kept_ = true;
  transaction_.connection().recent().put_size(transaction_.size());
  transaction_.failure = ended;
  transaction_.connection().tend_log();
}

}  // namespace metaqore::storage::sqlite
