#include "storage/sqlite/size.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

namespace metaqore::storage::sqlite {

StoredSizes::StoredSizes(Connection& connection, const char* table,
                         std::initializer_list<const char*> columns)
    : connection_(connection), table_(table) {
  for (const auto* name : columns) columns_.push_back({name});
}

std::uint64_t StoredSizes::operator()(std::uint64_t sequence) {
  std::uint64_t size = 0;
  for (auto& column : columns_) size += size_of(column, static_cast<std::int64_t>(sequence));
  return size;
}

std::uint64_t StoredSizes::size_of(Column& column, std::int64_t row) {
  int status = SQLITE_ERROR;
  if (column.value) {
    status = sqlite3_blob_reopen(column.value.get(), row);
    if (status != SQLITE_OK) column.value.reset();  // it is of no use any more
  } else {
    sqlite3_blob* value = nullptr;
    status = sqlite3_blob_open(connection_.handle(), "main", table_, column.name, row, 0, &value);
    column.value.reset(value);
  }
  // SQLITE_ERROR: there is no such row, or nothing in it
  if (status != SQLITE_OK && status != SQLITE_ERROR) throw SQLite::Exception(connection_.handle(), status);
  return status == SQLITE_OK ? static_cast<std::uint64_t>(sqlite3_blob_bytes(column.value.get())) : 0;
}

void StoredSizes::Close::operator()(sqlite3_blob* value) const noexcept { sqlite3_blob_close(value); }

}  // namespace metaqore::storage::sqlite
