#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <vector>

#include "storage/sqlite/connection.hpp"

struct sqlite3_blob;

namespace metaqore::storage::sqlite {

/// How many bytes some columns of a table's rows hold. Reads none of them, however large they are. Opens each
/// column once, so that one is worth keeping for several rows. Holds within a transaction.
class StoredSizes {
 public:
  StoredSizes(Connection& connection, const char* table, std::initializer_list<const char*> columns);

  /// Of one row together; 0 where there is nothing.
  std::uint64_t operator()(std::uint64_t sequence);

 private:
  struct Close {
    void operator()(sqlite3_blob* value) const noexcept;
  };
  struct Column {
    const char* name;
    std::unique_ptr<sqlite3_blob, Close> value{};  // of the row that was asked for last
  };
  std::uint64_t size_of(Column& column, std::int64_t row);

  Connection& connection_;
  const char* table_;
  std::vector<Column> columns_;
};

}  // namespace metaqore::storage::sqlite
