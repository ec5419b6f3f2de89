#include "storage/sqlite/transaction.hpp"

#include <SQLiteCpp/Column.h>
#include <fmt/format.h>

#include <algorithm>

#include "storage/sqlite/size.hpp"

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

/// How many items, at most `most`, come before their sizes pass `bytes`.
template <class SizeOf>
std::size_t count_within(std::uint64_t bytes, std::uint64_t most, SizeOf size_of) {
  Allowance allowance(bytes);
  std::uint64_t count = 0;
  while (count < most && allowance.takes(size_of(count))) ++count;
  return static_cast<std::size_t>(count);
}

std::uint64_t unsigned_at(Execution& query, int column) {
  return static_cast<std::uint64_t>(query->getColumn(column).getInt64());
}

}  // namespace

Transaction::Transaction(Lease lease, Sql begin) : lease_(std::move(lease)) {
  size_ = guarded([&] {
    run(connection(), begin);
    return count_up_to_last(connection(), Sql::last_entry);  // the first read takes the snapshot
  });
}

std::uint64_t Transaction::size() {
  return guarded([this] { return size_; });
}

std::vector<std::optional<Row>> Transaction::get(std::span<const std::string> keys, std::uint64_t at,
                                                 Part part, std::uint64_t bytes) {
  return guarded([&] {
    std::vector<std::optional<Row>> found;
    found.reserve(keys.size());
    Allowance allowance(bytes);
    for (const auto& key : keys) {
      if (part == Part::place || bytes != unbounded) {
        const auto place = newest_place(key, at);
        if (place && !allowance.takes(size_of(*place, part))) break;
        if (!place || part == Part::place) {
          found.push_back(place ? std::optional(Row{.sequence = *place}) : std::nullopt);
          continue;
        }
      }
      found.push_back(newest_row(key, at, part));
    }
    return found;
  });
}

Stretch<Found> Transaction::scan(const Scan& scan, std::uint64_t at) {
  return guarded([&] {
    Stretch<Found> found{.more = true};
    Allowance allowance(scan.bytes);
    auto from = first_of(scan);
    while (found.items.size() < scan.limit) {
      std::string key;
      {
        Execution next(connection(), Sql::next_key);
        next->bindNoCopy(1, from);
        found.more = next->executeStep();
        if (found.more) key = next->getColumn(0).getString();
      }
      found.more = found.more && key.starts_with(scan.prefix);
      if (!found.more) break;
      from = after(key);
      if (scan.fields != 0) {
        const auto size = size_of_fields(key, scan.fields);
        if (size == std::string::npos) continue;
        if (size < key.size()) {
          from = key.substr(0, size) + '\xFF';  // beyond everything in UTF-8
          continue;
        }
      }
      const auto place = newest_place(key, at);
      if (!place) continue;
      if (!allowance.takes(size_of(*place, Part::brief))) break;
      auto row = newest_row(key, at, Part::brief);
      found.items.push_back({std::move(key), *std::move(row)});
    }
    return found;
  });
}

std::size_t Transaction::complete(std::span<Row> rows, std::uint64_t bytes) {
  return guarded([&] {
    Allowance allowance(bytes);
    Execution query(connection(), Sql::payload);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!allowance.takes(size_of(rows[i].sequence, Part::whole))) return i;
      query->reset();
      query->bind(1, static_cast<std::int64_t>(rows[i].sequence));
      if (!query->executeStep())
        throw damaged(connection().path(), fmt::format("row {} is missing", rows[i].sequence));
      rows[i].payload = query->getColumn(0).getString();
    }
    return rows.size();
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

Stretch<std::string> Transaction::entries(std::uint64_t from, std::uint32_t limit, std::uint64_t bytes) {
  return guarded([&] {
    Stretch<std::string> entries;
    if (from >= size_ || limit == 0) return entries;
    const auto most = std::min<std::uint64_t>(limit, size_ - from);
    entries.items.resize(count_within(bytes, most, [&](std::uint64_t i) {
      return stored_size(connection(), "entries", {"entry"}, static_cast<std::int64_t>(from + i));
    }));
    entries.more = entries.items.size() < size_ - from;
    for_each(connection(), Sql::entries, from, from + entries.items.size() - 1,
             [&](std::size_t i, Execution& found) { entries.items[i] = found->getColumn(1).getString(); });
    return entries;
  });
}

Stretch<Record> Transaction::records(std::uint64_t from, std::uint32_t limit, std::uint64_t bytes) {
  return guarded([&] {
    // Rows that no entry accounts for are shown too, so that verification finds them.
    const auto end = count_up_to_last(connection(), Sql::last_of_all);
    Stretch<Record> found;
    if (from >= end || limit == 0) return found;
    const auto most = std::min<std::uint64_t>(limit, end - from);
    auto& records = found.items;
    records.resize(count_within(bytes, most, [&](std::uint64_t i) {
      const auto sequence = static_cast<std::int64_t>(from + i);
      return stored_size(connection(), "entries", {"entry", "hashes"}, sequence) +
             size_of(from + i, Part::whole);
    }));
    found.more = records.size() < end - from;
    for (std::size_t i = 0; i < records.size(); ++i) records[i].row.sequence = from + i;

    const auto last = from + records.size() - 1;
    for_each(connection(), Sql::entries, from, last, [&](std::size_t i, Execution& entry) {
      records[i].entry = entry->getColumn(1).getString();
      records[i].hashes = entry->getColumn(2).getString();
    });
    for_each(connection(), Sql::rows, from, last, [&](std::size_t i, Execution& row) {
      records[i].row.kind = row->getColumn(1).getString();
      records[i].row.salt = row->getColumn(2).getString();
      records[i].row.body = row->getColumn(3).getString();
      records[i].row.payload = row->getColumn(4).getString();
    });
    return found;
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

std::optional<std::uint64_t> Transaction::newest_place(const std::string& key, std::uint64_t at) {
  if (size_ == 0) return std::nullopt;
  Execution query(connection(), Sql::newest_place);
  query->bindNoCopy(1, key);
  query->bind(2, static_cast<std::int64_t>(std::min(at, size_ - 1)));
  return query->executeStep() ? std::optional(unsigned_at(query, 0)) : std::nullopt;
}

std::uint64_t Transaction::size_of(std::uint64_t sequence, Part part) {
  if (part == Part::place) return 0;
  const auto row = static_cast<std::int64_t>(sequence);
  return stored_size(connection(), "rows", {"kind", "salt", "body"}, row) +
         (part == Part::whole ? stored_size(connection(), "rows", {"payload"}, row) : 0);
}

std::optional<Row> Transaction::newest_row(const std::string& key, std::uint64_t at, Part part) {
  if (size_ == 0) return std::nullopt;
  Execution query(connection(), part == Part::whole ? Sql::newest_row : Sql::newest_row_brief);
  query->bindNoCopy(1, key);
  query->bind(2, static_cast<std::int64_t>(std::min(at, size_ - 1)));  // nothing that no entry accounts for
  return row_of(query, part, connection().path());
}

}  // namespace metaqore::storage::sqlite
