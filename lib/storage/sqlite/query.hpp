#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/sqlite/connection.hpp"

namespace metaqore::storage::sqlite {

/// A statement that reads, in use, and the row that it has come to. SQLite checks little of what is in a
/// file: a value need not be of its column's type, nor a row lie within what was asked for, or behind the row
/// before. What is not as it was written is Error(storage, `storage.damaged`).
class Query {
 public:
  Query(Connection& connection, Sql sql) noexcept : path_(connection.path()), execution_(connection, sql) {}

  void bind(int parameter, std::uint64_t number);  ///< what is beyond `newest` as that
  void bind(int parameter, const std::string& text) { execution_->bindNoCopy(parameter, text); }
  void reset() { execution_->reset(); }

  /// False where there is no further row.
  bool next() { return execution_->executeStep(); }

  // Of the row, by column from 0. What is given is valid until the next row.
  bool is_null(int column) { return execution_->isColumnNull(column); }
  std::uint64_t number(int column);  ///< from 0 up, and below `newest`, so that one can follow
  std::string_view text(int column);
  std::string_view text_or_null(int column);  ///< empty for NULL
  std::string_view blob(int column);
  std::string_view blob_or_null(int column);  ///< likewise

  /// Refuses a row whose column shows that it stands in another's place.
  void require_place(int column, bool holds);

  [[noreturn]] void refuse(const std::string& what) const;

 private:
  const std::string& path_;
  Execution execution_;
};

}  // namespace metaqore::storage::sqlite
