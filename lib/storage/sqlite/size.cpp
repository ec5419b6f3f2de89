#include "storage/sqlite/size.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

namespace metaqore::storage::sqlite {

std::uint64_t stored_size(Connection& connection, const char* table,
                          std::initializer_list<const char*> columns, std::uint64_t sequence) {
  std::uint64_t size = 0;
  const auto row = static_cast<std::int64_t>(sequence);
  for (const auto* column : columns) {
    sqlite3_blob* value = nullptr;
    const auto status = sqlite3_blob_open(connection.handle(), "main", table, column, row, 0, &value);
    // SQLITE_ERROR: there is no such row, or nothing in it
    if (status != SQLITE_OK && status != SQLITE_ERROR) throw SQLite::Exception(connection.handle(), status);
    if (status == SQLITE_OK) size += static_cast<std::uint64_t>(sqlite3_blob_bytes(value));
    sqlite3_blob_close(value);
  }
  return size;
}

}  // namespace metaqore::storage::sqlite
