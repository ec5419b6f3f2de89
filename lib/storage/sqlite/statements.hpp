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
  next_key,
  hashes,
  entries,
  rows,
  key_count,
  insert_entry,
  insert_row,
  insert_key,
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
    "SELECT key FROM keys WHERE key >= ?1 ORDER BY key LIMIT 1",
    "SELECT hashes FROM entries WHERE sequence = ?1",
    "SELECT sequence, entry, hashes FROM entries WHERE sequence BETWEEN ?1 AND ?2",
    "SELECT sequence, kind, salt, body, payload FROM rows WHERE sequence BETWEEN ?1 AND ?2",
    "SELECT count(*) FROM keys",
    "INSERT INTO entries (sequence, entry, hashes) VALUES (?1, ?2, ?3)",
    "INSERT INTO rows (sequence, kind, salt, body, payload) VALUES (?1, ?2, ?3, ?4, ?5)",
    "INSERT INTO keys (key, sequence) VALUES (?1, ?2)",
};
static_assert(statements.size() == static_cast<std::size_t>(Sql::insert_key) + 1);

}  // namespace metaqore::storage::sqlite
