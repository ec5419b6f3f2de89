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
  list_now,
  list_past,
  last_number,
  numbered,
  hashes,
  entries,
  rows,
  payload,
  open_period,
  closed_period,
  index_sizes,
  insert_entry,
  insert_row,
  insert_key,
  open_key,
  close_key,
  insert_closed,
  insert_number,
};

/// In the order of Sql.
inline constexpr std::array statements{
    "BEGIN",
    "BEGIN IMMEDIATE",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT attempt",
    "RELEASE attempt",
    "ROLLBACK TO attempt",
    "PRAGMA data_version",
    "SELECT max(sequence) FROM entries",
    "SELECT max(last) FROM (SELECT max(sequence) AS last FROM entries UNION ALL SELECT max(sequence) FROM "
    "rows)",
    // an outer join: a row that is gone must not let an older one pass for the newest
    R"(SELECT k.sequence, r.sequence, r.kind, r.salt, r.body, r.payload
       FROM keys k LEFT JOIN rows r ON r.sequence = k.sequence
       WHERE k.key = ?1 AND k.sequence BETWEEN 0 AND ?2 ORDER BY k.sequence DESC LIMIT 1)",
    R"(SELECT k.sequence, r.sequence, r.kind, r.salt, r.body
       FROM keys k LEFT JOIN rows r ON r.sequence = k.sequence
       WHERE k.key = ?1 AND k.sequence BETWEEN 0 AND ?2 ORDER BY k.sequence DESC LIMIT 1)",
    "SELECT sequence FROM keys WHERE key = ?1 AND sequence BETWEEN 0 AND ?2 ORDER BY sequence DESC LIMIT 1",
    R"(SELECT k.sequence, r.sequence, r.kind, r.salt, r.body, r.payload
       FROM keys k LEFT JOIN rows r ON r.sequence = k.sequence
       WHERE k.key = ?1 AND k.sequence BETWEEN 0 AND ?2 ORDER BY k.sequence LIMIT 1)",
    "SELECT key FROM keys WHERE key >= ?1 ORDER BY key LIMIT 1",
    "SELECT key FROM open_keys WHERE list = ?1 AND key >= ?2 ORDER BY key LIMIT ?3",
    R"(SELECT key FROM open_keys WHERE list = ?1 AND key >= ?2 AND opened <= ?4
       UNION ALL
       SELECT key FROM closed_keys WHERE list = ?1 AND closed > ?4 AND key >= ?2 AND opened <= ?4
       ORDER BY key LIMIT ?3)",
    "SELECT max(number) FROM numbers WHERE stream = ?1",
    "SELECT sequence FROM numbers WHERE stream = ?1 AND number >= ?2 ORDER BY number LIMIT ?3",
    "SELECT hashes FROM entries WHERE sequence = ?1",
    "SELECT sequence, entry, hashes FROM entries WHERE sequence BETWEEN ?1 AND ?2",
    "SELECT sequence, kind, salt, body, payload FROM rows WHERE sequence BETWEEN ?1 AND ?2",
    "SELECT payload FROM rows WHERE sequence = ?1",
    "SELECT 1 FROM open_keys WHERE list = ?1 AND key = ?2 AND opened = ?3",
    "SELECT 1 FROM closed_keys WHERE list = ?1 AND closed = ?4 AND key = ?2 AND opened = ?3",
    R"(SELECT (SELECT count(*) FROM keys), (SELECT count(*) FROM open_keys),
       (SELECT count(*) FROM closed_keys), (SELECT count(*) FROM numbers))",
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
