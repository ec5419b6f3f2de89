#include "storage/sqlite/transaction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <string_view>

#include "storage/sqlite/query.hpp"
#include "storage/sqlite/size.hpp"
#include "storage/sqlite/turn.hpp"

namespace metaqore::storage::sqlite {

namespace {

std::uint64_t count_up_to_last(Connection& connection, Sql last) {
  Query query(connection, last);
  return query.next() && !query.is_null(0) ? query.number(0) + 1 : 0;
}

/// SQLite counts the commits of others per connection: a new connection begins to count anew.
std::uint64_t change_token(Connection& connection, std::uint32_t generation) {
  Query query(connection, Sql::data_version);
  if (!query.next()) query.refuse("there is no data version");
  return std::uint64_t{generation} << 32 | query.number(0);
}

/// For each row of a query over sequences from `from` up to and including `last`: `visit` is given its place
/// among these.
template <class Visit>
void for_each(Connection& connection, Sql sql, std::uint64_t from, std::uint64_t last, Visit visit) {
  Query query(connection, sql);
  query.bind(1, from);
  query.bind(2, last);
  for (auto next = from; query.next(); ++next) {
    const auto sequence = query.number(0);
    query.require_place(0, next <= sequence && sequence <= last);
    next = sequence;
    visit(static_cast<std::size_t>(sequence - from), query);
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

/// Reads the row that a query for a key up to a sequence leads to, whole where the query reads the payload.
bool read_row(Query& query, const std::string& key, std::uint64_t at, Part part, Row& row) {
  query.bind(1, key);
  query.bind(2, at);
  if (!query.next()) return false;
  query.require_place(0, query.text(0) == key);
  row.sequence = query.number(1);
  query.require_place(1, row.sequence <= at);
  if (query.is_null(2)) query.refuse(fmt::format("row {} is missing", row.sequence));
  query.require_place(2, query.number(2) == row.sequence);
  row.kind = query.text(3);
  row.salt = query.blob_or_null(4);
  row.body = query.text_or_null(5);
  if (part == Part::whole) row.payload = query.text_or_null(6);
  return true;
}

std::optional<Row> row_of(Query& query, const std::string& key, std::uint64_t at, Part part) {
  Row row;
  return read_row(query, key, at, part, row) ? std::optional(std::move(row)) : std::nullopt;
}

/// The sizes of the items, at most `most`, that come before these pass `bytes` together.
template <class SizeOf>
std::vector<std::uint64_t> sizes_within(std::uint64_t bytes, std::uint64_t most, SizeOf size_of) {
  Allowance allowance(bytes);
  std::vector<std::uint64_t> sizes;
  while (sizes.size() < most) {
    const std::uint64_t size = size_of(sizes.size());
    if (!allowance.takes(size)) break;
    sizes.push_back(size);
  }
  return sizes;
}

/// How much there is of a row.
class RowSizes {
 public:
  explicit RowSizes(Connection& connection)
      : brief_(connection, "rows", {"kind", "salt", "body"}), payload_(connection, "rows", {"payload"}) {}

  std::uint64_t operator()(std::uint64_t sequence, Part part) {
    if (part == Part::place) return 0;
    return brief_(sequence) + (part == Part::whole ? payload_(sequence) : 0);
  }

 private:
  StoredSizes brief_, payload_;
};

std::uint64_t size_of_record(const Record& record) {
  const auto& [sequence, kind, salt, body, payload] = record.row;
  return record.entry.size() + record.hashes.size() + kind.size() + salt.size() + body.size() +
         payload.size();
}

}  // namespace

Transaction::Transaction(Lease lease) : lease_(std::move(lease)) {
  guarded([&] {
    run(connection(), Sql::begin_read);
    size_ = count_up_to_last(connection(), Sql::last_entry);  // the first read takes the snapshot
  });
}

Transaction::Transaction(Lease lease, std::chrono::steady_clock::time_point deadline)
    : lease_(std::move(lease)) {
  guarded([&] {
    begin_writing(connection(), deadline);
    auto& recent = connection().recent();
    token_ = change_token(connection(), lease_.generation());
    recent.hold_while(token_);
    size_ = recent.size() ? *recent.size() : count_up_to_last(connection(), Sql::last_entry);
    recent.put_size(size_);
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
    RowSizes size_of(connection());
    for (const auto& key : keys) {
      if (part == Part::place || bytes != unbounded) {
        const auto place = newest_place(key, at);
        if (place && !allowance.takes(size_of(*place, part))) break;
        found.push_back(!place                ? std::nullopt
                        : part == Part::place ? std::optional(Row{.sequence = *place})
                                              : row_at(*place, key, part));
      } else {
        found.push_back(newest_row(key, at, part));
      }
    }
    return found;
  });
}

void Transaction::each(std::span<const std::string> keys, std::uint64_t at, const Reader::Visit& visit) {
  Row row;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const bool found = size_ > 0 && guarded([&] {
                         Query query(connection(), Sql::newest_row_brief);
                         return read_row(query, keys[i], std::min(at, size_ - 1), Part::brief, row);
                       });
    visit(i, found ? &row : nullptr);
  }
}

Stretch<Found> Transaction::scan(const Scan& scan, std::uint64_t at) {
  return guarded([&] {
    Stretch<Found> found{.more = true};
    Allowance allowance(scan.bytes);
    RowSizes size_of(connection());
    auto from = first_of(scan);
    while (found.items.size() < scan.limit) {
      std::string key;
      {
        Query next(connection(), Sql::next_key);
        next.bind(1, from);
        found.more = next.next();
        if (found.more) {
          key = next.text(0);
          next.require_place(0, from <= key);
        }
      }
      found.more = found.more && key.starts_with(scan.prefix);
      if (!found.more) break;
      from = after(key);
      if (scan.fields != 0) {
        const auto size = size_of_fields(key, scan.fields);
        if (size == std::string::npos) continue;
        if (size < key.size()) {
          from = std::max(from, key.substr(0, size) + '\xFF');  // beyond everything in UTF-8
          continue;
        }
      }
      const auto place = newest_place(key, at);
      if (!place) continue;
      if (!allowance.takes(size_of(*place, Part::brief))) break;
      auto row = row_at(*place, key, Part::brief);
      found.items.push_back({std::move(key), std::move(row)});
    }
    return found;
  });
}

std::size_t Transaction::complete(std::span<Row> rows, std::uint64_t bytes) {
  return guarded([&] {
    Allowance allowance(bytes);
    RowSizes size_of(connection());
    Query query(connection(), Sql::payload);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto sequence = rows[i].sequence;
      if (!allowance.takes(size_of(sequence, Part::whole))) return i;
      query.reset();
      query.bind(1, sequence);
      if (!query.next()) query.refuse(fmt::format("row {} is missing", sequence));
      query.require_place(0, query.number(0) == sequence);
      rows[i].payload = query.text_or_null(1);
    }
    return rows.size();
  });
}

std::optional<Row> Transaction::first(const std::string& key) {
  return guarded([&]() -> std::optional<Row> {
    if (size_ == 0) return std::nullopt;
    Query query(connection(), Sql::first_row);
    return row_of(query, key, size_ - 1, Part::whole);
  });
}

std::vector<std::string> Transaction::list(const std::string& list, const Scan& scan, std::uint64_t at) {
  return guarded([&] {
    if (size_ == 0 || scan.limit == 0) return std::vector<std::string>();
    at = std::min(at, size_ - 1);
    const auto from = first_of(scan);
    std::set<std::string> keys;  // the first ones
    const auto add = [&](Query& found, int column, std::string_view key) {
      found.require_place(column, keys.emplace(key).second);
      if (keys.size() > scan.limit) keys.erase(std::prev(keys.end()));
    };
    if (at < size_ - 1) add_closed_since(list, scan, from, at, add);
    Query open(connection(), Sql::list_open);
    open.bind(1, list);
    open.bind(2, from);
    std::string least = from;
    for (std::size_t count = 0; count < scan.limit && open.next();) {
      open.require_place(0, open.text(0) == list);
      const auto key = open.text(1);
      open.require_place(1, least <= key);
      if (!key.starts_with(scan.prefix)) break;
      least = after(std::string(key));
      if (open.number(2) > at) continue;
      add(open, 1, key);
      ++count;
    }
    return std::vector<std::string>(keys.begin(), keys.end());
  });
}

std::vector<std::uint64_t> Transaction::counts(std::span<const std::string> streams) {
  return guarded([&] {
    std::vector<std::uint64_t> counts;
    Query query(connection(), Sql::last_number);
    for (const auto& stream : streams) {
      query.reset();
      query.bind(1, stream);
      if (!query.next()) {
        counts.push_back(0);
        continue;
      }
      query.require_place(0, query.text(0) == stream);
      const auto last = query.number(1);
      query.require_place(1, last < size_);  // each is an entry of its own
      counts.push_back(last + 1);
    }
    return counts;
  });
}

std::vector<std::uint64_t> Transaction::numbered(const std::string& stream, std::uint64_t from,
                                                 std::uint32_t limit) {
  return guarded([&] {
    std::vector<std::uint64_t> sequences;
    Query query(connection(), Sql::numbered);
    query.bind(1, stream);
    query.bind(2, from);
    query.bind(3, limit);
    while (query.next()) {
      query.require_place(0, query.text(0) == stream);
      query.require_place(1, query.number(1) == from + sequences.size());
      const auto sequence = query.number(2);
      query.require_place(2, sequence < size_ && (sequences.empty() || sequences.back() < sequence));
      sequences.push_back(sequence);
    }
    return sequences;
  });
}

std::vector<std::string> Transaction::hashes(std::span<const std::uint64_t> sequences) {
  return guarded([&] {
    std::vector<std::string> found;
    found.reserve(sequences.size());
    Query query(connection(), Sql::hashes);
    for (const auto sequence : sequences) {
      query.reset();
      query.bind(1, sequence);
      if (!query.next()) query.refuse(fmt::format("entry {} is missing", sequence));
      query.require_place(0, query.number(0) == sequence);
      found.emplace_back(query.blob(1));
    }
    return found;
  });
}

Stretch<std::string> Transaction::entries(std::uint64_t from, std::uint32_t limit, std::uint64_t bytes) {
  return guarded([&] {
    Stretch<std::string> entries;
    if (from >= size_ || limit == 0) return entries;
    const auto most = std::min<std::uint64_t>(limit, size_ - from);
    StoredSizes size_of(connection(), "entries", {"entry"});
    const auto sizes = sizes_within(bytes, most, [&](std::uint64_t i) { return size_of(from + i); });
    auto& items = entries.items;
    const auto missing = [&] {
      return damaged(connection().path(), fmt::format("entry {} is missing", from + items.size()));
    };
    for_each(connection(), Sql::entries, from, from + sizes.size() - 1, [&](std::size_t i, Query& found) {
      if (i != items.size()) throw missing();
      const auto entry = found.text(1);
      found.require_place(1, entry.size() <= sizes[i]);
      items.emplace_back(entry);
    });
    if (items.size() != sizes.size()) throw missing();
    entries.more = items.size() < size_ - from;
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
    StoredSizes size_of_entry(connection(), "entries", {"entry", "hashes"});
    RowSizes size_of_row(connection());
    const auto sizes = sizes_within(bytes, most, [&](std::uint64_t i) {
      return size_of_entry(from + i) + size_of_row(from + i, Part::whole);
    });
    records.resize(sizes.size());
    found.more = records.size() < end - from;
    for (std::size_t i = 0; i < records.size(); ++i) records[i].row.sequence = from + i;

    const auto last = from + records.size() - 1;
    for_each(connection(), Sql::whole_entries, from, last, [&](std::size_t i, Query& entry) {
      auto& record = records[i];
      record.entry = entry.text(1);
      record.hashes = entry.blob(2);
      entry.require_place(0, size_of_record(record) <= sizes[i]);
    });
    for_each(connection(), Sql::rows, from, last, [&](std::size_t i, Query& found_row) {
      auto& row = records[i].row;
      row.kind = found_row.text(1);
      row.salt = found_row.blob_or_null(2);
      row.body = found_row.text_or_null(3);
      row.payload = found_row.text_or_null(4);
      found_row.require_place(0, size_of_record(records[i]) <= sizes[i]);
    });
    return found;
  });
}

void Transaction::each_key(const Reader::VisitPair& visit) {
  guarded([&] {
    Query query(connection(), Sql::all_keys);
    std::string last;
    std::optional<std::uint64_t> last_sequence;  // of that key
    while (query.next()) {
      const auto key = query.text(0);
      const auto sequence = query.number(1);
      const bool same = last_sequence && key == last;
      query.require_place(0, same || !last_sequence || last < key);
      query.require_place(1, !same || *last_sequence < sequence);
      if (!same) last = key;
      last_sequence = sequence;
      visit(last, sequence);
    }
  });
}

void Transaction::each_number(const Reader::VisitNumber& visit) {
  guarded([&] {
    Query query(connection(), Sql::all_numbers);
    std::string last;
    std::optional<std::uint64_t> last_number;  // of that stream
    while (query.next()) {
      const auto stream = query.text(0);
      const auto number = query.number(1);
      const bool same = last_number && stream == last;
      query.require_place(0, same || !last_number || last < stream);
      query.require_place(1, !same || *last_number < number);
      if (!same) last = stream;
      last_number = number;
      visit(last, number, query.number(2));
    }
  });
}

bool Transaction::has(const Period& period) {
  return guarded([&] {
    Query query(connection(), period.closed ? Sql::closed_period : Sql::open_period);
    query.bind(1, period.place.list);
    query.bind(2, period.place.key);
    if (period.closed) query.bind(3, *period.closed);
    if (!query.next()) return false;
    query.require_place(0, query.text(0) == period.place.list);
    query.require_place(1, query.text(1) == period.place.key);
    if (period.closed) query.require_place(3, query.number(3) == *period.closed);
    return query.number(2) == period.opened;
  });
}

IndexSizes Transaction::index_sizes(const IndexSizes& at_most) {
  return guarded([&] {
    Query query(connection(), Sql::index_sizes);
    IndexSizes found;
    constexpr std::array parts{&IndexSizes::keys, &IndexSizes::open, &IndexSizes::closed,
                               &IndexSizes::numbers, &IndexSizes::heads};
    for (int i = 0; const auto part : parts) query.bind(++i, at_most.*part + 1);
    query.next();
    for (int i = 0; const auto part : parts) found.*part = query.number(i++);
    return found;
  });
}

std::optional<std::uint64_t> Transaction::newest_place(const std::string& key, std::uint64_t at) {
  if (size_ == 0) return std::nullopt;
  at = std::min(at, size_ - 1);
  Query query(connection(), Sql::newest_place);
  query.bind(1, key);
  query.bind(2, at);
  if (!query.next()) return std::nullopt;
  query.require_place(0, query.text(0) == key);
  const auto sequence = query.number(1);
  query.require_place(1, sequence <= at);
  return sequence;
}

Row Transaction::row_at(std::uint64_t place, const std::string& key, Part part) {
  auto row = newest_row(key, place, part);
  if (!row || row->sequence != place)
    throw damaged(connection().path(), fmt::format("row {} is not found again by its key", place));
  return *std::move(row);
}

std::optional<Row> Transaction::newest_row(const std::string& key, std::uint64_t at, Part part) {
  if (size_ == 0) return std::nullopt;
  Query query(connection(), part == Part::whole ? Sql::newest_row : Sql::newest_row_brief);
  return row_of(query, key, std::min(at, size_ - 1), part);  // nothing that no entry accounts for
}

/// Gives `add` the keys of a list that were open at a position and are no more.
template <class Add>
void Transaction::add_closed_since(const std::string& list, const Scan& scan, const std::string& from,
                                   std::uint64_t at, Add add) {
  Query closed(connection(), Sql::list_closed);
  closed.bind(1, list);
  closed.bind(2, at);
  std::pair<std::uint64_t, std::string> last{at, {}};
  while (closed.next()) {
    closed.require_place(0, closed.text(0) == list);
    std::pair place{closed.number(1), std::string(closed.text(2))};
    closed.require_place(1, last < place && at < place.first);
    last = std::move(place);
    const auto& key = last.second;
    if (from <= key && key.starts_with(scan.prefix) && closed.number(3) <= at) add(closed, 2, key);
  }
}

}  // namespace metaqore::storage::sqlite
