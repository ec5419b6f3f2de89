#include "storage/sqlite/transaction.hpp"

#include <SQLiteCpp/Column.h>
#include <fmt/format.h>

#include <algorithm>

#include "storage/sqlite/turn.hpp"

namespace metaqore::storage::sqlite {

namespace {

std::uint64_t count_up_to_last(Connection& connection, Sql last) {
  Execution query(connection, last);
  if (!query->executeStep() || query->isColumnNull(0)) return 0;
  const std::int64_t sequence = query->getColumn(0).getInt64();
  return sequence < 0 ? 0 : static_cast<std::uint64_t>(sequence) + 1;
}

/// For each row of a query over sequences from `from` up to and including `last`.
template <class Visit>
void for_each(Connection& connection, Sql sql, std::uint64_t from, std::uint64_t last, Visit visit) {
  Execution query(connection, sql);
  query->bind(1, static_cast<std::int64_t>(from));
  query->bind(2, static_cast<std::int64_t>(last));
  while (query->executeStep()) {
    visit(static_cast<std::size_t>(query->getColumn(0).getInt64() - static_cast<std::int64_t>(from)), query);
  }
}

/// The smallest text greater than another, byte by byte.
std::string after(const std::string& key) { return key + '\0'; }

/// How far the first fields of a key reach; npos where it has fewer.
std::size_t size_of_fields(const std::string& key, std::uint32_t fields) {
  std::size_t end = 0;
  for (; fields > 0; --fields) {
    end = key.find('\t', end);
    if (end == std::string::npos) return end;
    ++end;
  }
  return end;
}

/// Where a scan begins.
std::string first_of(const Scan& scan) {
  return scan.after.empty() || scan.after < scan.prefix ? scan.prefix : after(scan.after);
}

/// The row that a query for a key led to, whole where the query reads the payload.
std::optional<Row> row_of(Execution& query, Part part, const std::string& path) {
  if (!query->executeStep()) return std::nullopt;
  const auto sequence = static_cast<std::uint64_t>(query->getColumn(0).getInt64());
  if (query->isColumnNull(1)) throw damaged(path, fmt::format("row {} is missing", sequence));
  Row row{sequence,
          query->getColumn(2).getString(),
          query->getColumn(3).getString(),
          query->getColumn(4).getString(),
          {}};
  if (part == Part::whole) row.payload = query->getColumn(5).getString();
  return row;
}

std::uint64_t unsigned_at(Execution& query, int column) {
  return static_cast<std::uint64_t>(query->getColumn(column).getInt64());
}

}  // namespace

Transaction::Transaction(Lease lease) : lease_(std::move(lease)) {
  begin([](Connection& connection) { run(connection, Sql::begin_read); });
}

Transaction::Transaction(Lease lease, std::chrono::steady_clock::time_point deadline)
    : lease_(std::move(lease)) {
  begin([&](Connection& connection) { begin_writing(connection, deadline); });
}

template <class Begin>
void Transaction::begin(Begin begin) {
  size_ = guarded([&] {
    begin(connection());
    return count_up_to_last(connection(), Sql::last_entry);  // the first read takes the snapshot
  });
}

std::uint64_t Transaction::size() {
  return guarded([this] { return size_; });
}

std::vector<std::optional<Row>> Transaction::get(std::span<const std::string> keys, std::uint64_t at,
                                                 Part part) {
  return guarded([&] {
    std::vector<std::optional<Row>> found;
    found.reserve(keys.size());
    for (const auto& key : keys) found.push_back(newest_row(key, at, part));
    return found;
  });
}

std::vector<Found> Transaction::scan(const Scan& scan, std::uint64_t at) {
  return guarded([&] {
    std::vector<Found> found;
    auto from = first_of(scan);
    while (found.size() < scan.limit) {
      std::string key;
      {
        Execution next(connection(), Sql::next_key);
        next->bindNoCopy(1, from);
        if (!next->executeStep()) break;
        key = next->getColumn(0).getString();
      }
      if (!key.starts_with(scan.prefix)) break;
      from = after(key);
      if (scan.fields != 0) {
        const auto size = size_of_fields(key, scan.fields);
        if (size == std::string::npos) continue;
        if (size < key.size()) {
          from = key.substr(0, size) + '\xFF';  // beyond everything in UTF-8
          continue;
        }
      }
      auto row = newest_row(key, at, Part::whole);
      if (row) found.push_back({std::move(key), std::move(*row)});
    }
    return found;
  });
}

std::optional<Row> Transaction::first(const std::string& key) {
  return guarded([&]() -> std::optional<Row> {
    if (size_ == 0) return std::nullopt;
    Execution query(connection(), Sql::first_row);
    query->bindNoCopy(1, key);
    query->bind(2, static_cast<std::int64_t>(size_ - 1));
    return row_of(query, Part::whole, connection().path());
  });
}

std::vector<std::string> Transaction::list(const std::string& list, const Scan& scan, std::uint64_t at) {
  return guarded([&] {
    std::vector<std::string> keys;
    if (size_ == 0) return keys;
    const bool past = at < size_ - 1;
    const auto from = first_of(scan);
    Execution query(connection(), past ? Sql::list_past : Sql::list_now);
    query->bindNoCopy(1, list);
    query->bindNoCopy(2, from);
    query->bind(3, scan.limit);
    if (past) query->bind(4, static_cast<std::int64_t>(at));
    while (query->executeStep()) {
      auto key = query->getColumn(0).getString();
      if (!key.starts_with(scan.prefix)) break;
      keys.push_back(std::move(key));
    }
    return keys;
  });
}

std::vector<std::uint64_t> Transaction::counts(std::span<const std::string> streams) {
  return guarded([&] {
    std::vector<std::uint64_t> counts;
    Execution query(connection(), Sql::last_number);
    for (const auto& stream : streams) {
      query->reset();
      query->bindNoCopy(1, stream);
      query->executeStep();
      counts.push_back(query->isColumnNull(0) ? 0 : unsigned_at(query, 0) + 1);
    }
    return counts;
  });
}

std::vector<std::uint64_t> Transaction::numbered(const std::string& stream, std::uint64_t from,
                                                 std::uint32_t limit) {
  return guarded([&] {
    std::vector<std::uint64_t> sequences;
    Execution query(connection(), Sql::numbered);
    query->bindNoCopy(1, stream);
    query->bind(2, static_cast<std::int64_t>(from));
    query->bind(3, limit);
    while (query->executeStep()) sequences.push_back(unsigned_at(query, 0));
    return sequences;
  });
}

std::vector<std::string> Transaction::hashes(std::span<const std::uint64_t> sequences) {
  return guarded([&] {
    std::vector<std::string> found;
    found.reserve(sequences.size());
    Execution query(connection(), Sql::hashes);
    for (const auto sequence : sequences) {
      query->reset();
      query->bind(1, static_cast<std::int64_t>(sequence));
      if (!query->executeStep())
        throw damaged(connection().path(), fmt::format("entry {} is missing", sequence));
      found.push_back(query->getColumn(0).getString());
    }
    return found;
  });
}

std::vector<std::string> Transaction::entries(std::uint64_t from, std::uint32_t limit) {
  return guarded([&] {
    std::vector<std::string> entries;
    if (from >= size_ || limit == 0) return entries;
    entries.resize(std::min<std::uint64_t>(limit, size_ - from));
    for_each(connection(), Sql::entries, from, from + entries.size() - 1,
             [&](std::size_t i, Execution& found) { entries[i] = found->getColumn(1).getString(); });
    return entries;
  });
}

std::vector<Record> Transaction::records(std::uint64_t from, std::uint32_t limit) {
  return guarded([&] {
    // Rows that no entry accounts for are shown too, so that verification finds them.
    const auto end = count_up_to_last(connection(), Sql::last_of_all);
    std::vector<Record> records;
    if (from >= end || limit == 0) return records;
    records.resize(std::min<std::uint64_t>(limit, end - from));
    for (std::size_t i = 0; i < records.size(); ++i) records[i].row.sequence = from + i;

    const auto last = from + records.size() - 1;
    for_each(connection(), Sql::entries, from, last, [&](std::size_t i, Execution& found) {
      records[i].entry = found->getColumn(1).getString();
      records[i].hashes = found->getColumn(2).getString();
    });
    for_each(connection(), Sql::rows, from, last, [&](std::size_t i, Execution& found) {
      records[i].row.kind = found->getColumn(1).getString();
      records[i].row.salt = found->getColumn(2).getString();
      records[i].row.body = found->getColumn(3).getString();
      records[i].row.payload = found->getColumn(4).getString();
    });
    return records;
  });
}

bool Transaction::has(const Period& period) {
  return guarded([&] {
    Execution query(connection(), period.closed ? Sql::closed_period : Sql::open_period);
    query->bindNoCopy(1, period.place.list);
    query->bindNoCopy(2, period.place.key);
    query->bind(3, static_cast<std::int64_t>(period.opened));
    if (period.closed) query->bind(4, static_cast<std::int64_t>(*period.closed));
    return query->executeStep();
  });
}

IndexSizes Transaction::index_sizes() {
  return guarded([&] {
    Execution query(connection(), Sql::index_sizes);
    query->executeStep();
    return IndexSizes{unsigned_at(query, 0), unsigned_at(query, 1), unsigned_at(query, 2),
                      unsigned_at(query, 3)};
  });
}

std::optional<Row> Transaction::newest_row(const std::string& key, std::uint64_t at, Part part) {
  if (size_ == 0) return std::nullopt;
  Execution query(connection(), part == Part::whole ? Sql::newest_row : Sql::newest_row_brief);
  query->bindNoCopy(1, key);
  query->bind(2, static_cast<std::int64_t>(std::min(at, size_ - 1)));  // nothing that no entry accounts for
  return row_of(query, part, connection().path());
}

}  // namespace metaqore::storage::sqlite
