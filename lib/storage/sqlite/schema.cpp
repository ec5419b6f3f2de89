#include "storage/sqlite/schema.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>
#include <fmt/format.h>

#include "storage/sqlite/errors.hpp"

namespace metaqore::storage::sqlite {

namespace {

constexpr int application_id = 0x4D514F52;  // "MQOR"
constexpr int format_version = 1;

// Salt and body may be absent: erasing takes them and leaves the entry.
constexpr auto tables = R"(
CREATE TABLE entries (sequence INTEGER PRIMARY KEY, entry TEXT NOT NULL, hashes BLOB NOT NULL) STRICT;
CREATE TABLE rows (sequence INTEGER PRIMARY KEY, kind TEXT NOT NULL, salt BLOB, body TEXT) STRICT;
CREATE TABLE keys (key TEXT NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY (key, sequence)) STRICT, WITHOUT ROWID;
CREATE INDEX keys_by_sequence ON keys (sequence);
CREATE TABLE signed_heads (size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
)";

int number(const SQLite::Database& database, const char* query) {
  SQLite::Statement statement(database, query);
  return statement.executeStep() ? statement.getColumn(0).getInt() : 0;
}

}  // namespace

void check_identity(const SQLite::Database& database, const std::string& path) {
  if (number(database, "PRAGMA application_id") != application_id) throw not_a_metaqore_file(path);
  const int version = number(database, "PRAGMA user_version");
  if (version > format_version) throw newer_version(path, version, format_version);
  if (version < format_version) throw damaged(path, fmt::format("format version {}", version));
}

bool is_empty(const SQLite::Database& database) { return number(database, "PRAGMA page_count") == 0; }

void create_schema(SQLite::Database& database) {
  database.exec("PRAGMA page_size = 4096");
  database.exec("BEGIN IMMEDIATE");
  if (number(database, "SELECT count(*) FROM sqlite_schema") == 0) {
    database.exec(tables);
    database.exec(fmt::format("PRAGMA application_id = {}", application_id));
    database.exec(fmt::format("PRAGMA user_version = {}", format_version));
  }
  database.exec("COMMIT");
}

}  // namespace metaqore::storage::sqlite
