#include "storage/sqlite/query.hpp"

#include <SQLiteCpp/Column.h>
#include <fmt/format.h>

#include <algorithm>

#include "storage/sqlite/errors.hpp"
#include "storage/store.hpp"

namespace metaqore::storage::sqlite {

namespace {

std::string_view bytes_of(const SQLite::Column& column) {
  const auto* data = static_cast<const char*>(column.getBlob());
  return {data, static_cast<std::size_t>(column.getBytes())};
}

}  // namespace

void Query::bind(int parameter, std::uint64_t number) {
  execution_->bind(parameter, static_cast<std::int64_t>(std::min(number, newest)));
}

std::uint64_t Query::number(int column) {
  const auto found = execution_->getColumn(column);
  const bool integer = found.isInteger();
  const std::int64_t value = integer ? found.getInt64() : 0;
  if (!integer || value < 0 || static_cast<std::uint64_t>(value) >= newest)
    refuse(fmt::format("a `{}` is not a number that was written", found.getName()));
  return static_cast<std::uint64_t>(value);
}

std::string_view Query::text(int column) {
  const auto found = execution_->getColumn(column);
  if (!found.isText()) refuse(fmt::format("a `{}` is not a text", found.getName()));
  return bytes_of(found);
}

std::string_view Query::text_or_null(int column) {
  return is_null(column) ? std::string_view() : text(column);
}

std::string_view Query::blob(int column) {
  const auto found = execution_->getColumn(column);
  if (!found.isBlob()) refuse(fmt::format("a `{}` is not a blob", found.getName()));
  return bytes_of(found);
}

std::string_view Query::blob_or_null(int column) {
  return is_null(column) ? std::string_view() : blob(column);
}

void Query::require_place(int column, bool holds) {
  if (!holds) refuse(fmt::format("a `{}` is not where it belongs", execution_->getColumn(column).getName()));
}

void Query::refuse(const std::string& what) const { throw damaged(path_, what); }

}  // namespace metaqore::storage::sqlite
