#include "storage/sqlite/schema.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>
#include <fmt/format.h>

#include <array>
#include <optional>

#include "base/text.hpp"
#include "storage/sqlite/errors.hpp"
#include "storage/sqlite/file/log.hpp"

namespace metaqore::storage::sqlite {

namespace {

constexpr int application_id = 0x4D514F52;  // "MQOR"
constexpr int format_version = 1;

// Salt, body and payload may be absent: erasing takes them and leaves the entry.
constexpr std::array schema{
    "CREATE TABLE entries (sequence INTEGER PRIMARY KEY CHECK (sequence >= 0), entry TEXT NOT NULL, "
    "hashes BLOB NOT NULL) STRICT",
    "CREATE TABLE rows (sequence INTEGER PRIMARY KEY CHECK (sequence >= 0), kind TEXT NOT NULL, salt BLOB, "
    "body TEXT, payload TEXT) STRICT",
    "CREATE TABLE keys (key TEXT NOT NULL, sequence INTEGER NOT NULL CHECK (sequence >= 0), "
    "PRIMARY KEY (key, sequence)) STRICT, WITHOUT ROWID",
    "CREATE TABLE open_keys (list TEXT NOT NULL, key TEXT NOT NULL, opened INTEGER NOT NULL CHECK (opened >= "
    "0), "
    "PRIMARY KEY (list, key)) STRICT, WITHOUT ROWID",
    // in the order in which they were closed: what has closed since a position is a range
    "CREATE TABLE closed_keys (list TEXT NOT NULL, closed INTEGER NOT NULL CHECK (closed >= 0), key TEXT NOT "
    "NULL, "
    "opened INTEGER NOT NULL CHECK (opened >= 0), PRIMARY KEY (list, closed, key)) STRICT, WITHOUT ROWID",
    "CREATE TABLE numbers (stream TEXT NOT NULL, number INTEGER NOT NULL CHECK (number >= 0), "
    "sequence INTEGER NOT NULL CHECK (sequence >= 0), PRIMARY KEY (stream, number)) STRICT, WITHOUT ROWID",
    "CREATE TABLE signed_heads (size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT",
};

int number(const SQLite::Database& database, const char* query) {
  SQLite::Statement statement(database, query);
  return statement.executeStep() ? statement.getColumn(0).getInt() : 0;
}

/// What differs from the tables and indexes that create_schema() made.
std::optional<std::string> schema_fault(const SQLite::Database& database) {
  SQLite::Statement found(
      database, "SELECT name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*' ORDER BY rowid");
  for (const auto* expected : schema) {
    if (!found.executeStep()) return "a table or index is missing";
    if (found.getColumn(1).getString() != expected) {
      return fmt::format("`{}` is not as it was created", base::shown(found.getColumn(0).getString()));
    }
  }
  if (found.executeStep())
    return fmt::format("`{}` does not belong there", base::shown(found.getColumn(0).getString()));
  return std::nullopt;
}

}  // namespace

void check_identity(const SQLite::Database& database, const std::string& path) {
  if (number(database, "PRAGMA application_id") != application_id) throw not_a_metaqore_file(path);
  const auto version = UserVersion::of(static_cast<std::uint32_t>(number(database, "PRAGMA user_version")));
  const auto format = static_cast<int>(version.format);
  if (format > format_version) throw newer_version(path, format, format_version);
  if (format < format_version) throw damaged(path, fmt::format("format version {}", format));
  if (const auto fault = schema_fault(database))
    throw damaged(path, *fault);  // it could change what is found
  if (version.log != 0 && number(database, "SELECT EXISTS (SELECT 1 FROM entries)") == 0)
    throw damaged(path, "its entries are gone");
}

bool is_empty(const SQLite::Database& database) { return number(database, "PRAGMA page_count") == 0; }

void create_schema(SQLite::Database& database) {
  database.exec("PRAGMA page_size = 4096");
  database.exec("BEGIN IMMEDIATE");
  if (number(database, "SELECT count(*) FROM sqlite_schema") == 0) {
    for (const auto* statement : schema) database.exec(statement);
    database.exec(fmt::format("PRAGMA application_id = {}", application_id));
    database.exec(fmt::format("PRAGMA user_version = {}", format_version));
  }
  database.exec("COMMIT");
}

}  // namespace metaqore::storage::sqlite
