#pragma once

#include <array>
#include <cstddef>

namespace metaqore::storage::sqlite {

/// Every statement that is run after opening. Each connection compiles them once.
enum class Sql : std::size_t {
  begin_read,
  begin_write,
  commit,
  rollback,
  begin_attempt,
  keep_attempt,
  drop_attempt,
  data_version,
  last_entry,
  last_of_all,
  newest_row,
  newest_row_brief,
  newest_place,
  first_row,
  next_key,
  list_open,
  list_closed,
  last_number,
  numbered,
  hashes,
  entries,
  whole_entries,
  rows,
  payload,
  open_period,
  closed_period,
  index_sizes,
  all_keys,
  all_numbers,
  insert_entry,
  insert_row,
  insert_key,
  open_key,
  close_key,
  insert_closed,
  insert_number,
};

/// In the order of Sql. What is read ends with the first row that is not wanted: SQLite goes on through rows
/// that it leaves out, and in a damaged file these may have no end. Beside what is wanted stands what shows
/// that it was found where it belongs.
inline constexpr std::array statements{
    "BEGIN",
    "BEGIN IMMEDIATE",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT attempt",
    "RELEASE attempt",
    "ROLLBACK TO attempt",
    "PRAGMA data_version",
    "SELECT max(sequence) AS sequence FROM entries",
    R"(SELECT max(sequence) AS sequence FROM
       (SELECT max(sequence) AS sequence FROM entries
        UNION ALL SELECT min(max(sequence), 9223372036854775806) FROM rows))",
    // an outer join: a row that is gone must not let an older one pass for the newest
    R"(SELECT k.key, k.sequence, r.sequence, r.kind, r.salt, r.body, r.payload
       FROM keys k LEFT JOIN rows r ON r.sequence = k.sequence
       WHERE k.key = ?1 AND k.sequence BETWEEN 0 AND ?2 ORDER BY k.sequence DESC LIMIT 1)",
    R"(SELECT k.key, k.sequence, r.sequence, r.kind, r.salt, r.body
       FROM keys k LEFT JOIN rows r ON r.sequence = k.sequence
       WHERE k.key = ?1 AND k.sequence BETWEEN 0 AND ?2 ORDER BY k.sequence DESC LIMIT 1)",
    "SELECT key, sequence FROM keys WHERE key = ?1 AND sequence BETWEEN 0 AND ?2 ORDER BY sequence DESC "
    "LIMIT "
    "1",
    R"(SELECT k.key, k.sequence, r.sequence, r.kind, r.salt, r.body, r.payload
       FROM keys k LEFT JOIN rows r ON r.sequence = k.sequence
       WHERE k.key = ?1 AND k.sequence BETWEEN 0 AND ?2 ORDER BY k.sequence LIMIT 1)",
    "SELECT key FROM keys WHERE key >= ?1 ORDER BY key LIMIT 1",
    "SELECT list, key, opened FROM open_keys WHERE list = ?1 AND key >= ?2 ORDER BY key",
    "SELECT list, closed, key, opened FROM closed_keys WHERE list = ?1 AND closed > ?2 ORDER BY closed, key",
    "SELECT stream, number FROM numbers WHERE stream = ?1 ORDER BY number DESC LIMIT 1",
    "SELECT stream, number, sequence FROM numbers WHERE stream = ?1 AND number >= ?2 ORDER BY number LIMIT "
    "?3",
    "SELECT sequence, hashes FROM entries WHERE sequence = ?1",
    "SELECT sequence, entry FROM entries WHERE sequence BETWEEN ?1 AND ?2",
    "SELECT sequence, entry, hashes FROM entries WHERE sequence BETWEEN ?1 AND ?2",
    "SELECT sequence, kind, salt, body, payload FROM rows WHERE sequence BETWEEN ?1 AND ?2",
    "SELECT sequence, payload FROM rows WHERE sequence = ?1",
    "SELECT list, key, opened FROM open_keys WHERE list = ?1 AND key = ?2",
    "SELECT list, key, opened, closed FROM closed_keys WHERE list = ?1 AND key = ?2 AND closed = ?3",
    R"(SELECT (SELECT count(*) FROM (SELECT 1 FROM keys LIMIT ?1)),
       (SELECT count(*) FROM (SELECT 1 FROM open_keys LIMIT ?2)),
       (SELECT count(*) FROM (SELECT 1 FROM closed_keys LIMIT ?3)),
       (SELECT count(*) FROM (SELECT 1 FROM numbers LIMIT ?4)),
       (SELECT count(*) FROM (SELECT 1 FROM signed_heads LIMIT ?5)))",
    "SELECT key, sequence FROM keys ORDER BY key, sequence",
    "SELECT stream, number, sequence FROM numbers ORDER BY stream, number",
    "INSERT INTO entries (sequence, entry, hashes) VALUES (?1, ?2, ?3)",
    "INSERT INTO rows (sequence, kind, salt, body, payload) VALUES (?1, ?2, ?3, ?4, ?5)",
    "INSERT INTO keys (key, sequence) VALUES (?1, ?2)",
    "INSERT INTO open_keys (list, key, opened) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    "DELETE FROM open_keys WHERE list = ?1 AND key = ?2 RETURNING opened",
    "INSERT INTO closed_keys (list, closed, key, opened) VALUES (?1, ?2, ?3, ?4)",
    "INSERT INTO numbers (stream, number, sequence) VALUES (?1, ?2, ?3)",
};
static_assert(statements.size() == static_cast<std::size_t>(Sql::insert_number) + 1);

}  // namespace metaqore::storage::sqlite
