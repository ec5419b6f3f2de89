#include "storage/sqlite/connection.hpp"

#include <SQLiteCpp/Column.h>
#include <sqlite3.h>

#include <algorithm>
#include <limits>

namespace metaqore::storage::sqlite {

Connection::Connection(SQLite::Database database, std::string path, bool immutable)
    : database_(std::move(database)), path_(std::move(path)), immutable_(immutable) {
  statements_.reserve(statements.size());
  for (const char* text : statements) statements_.emplace_back(database_, text);
}

bool Connection::in_transaction() const noexcept {
  return sqlite3_get_autocommit(database_.getHandle()) == 0;
}

bool Connection::roll_back() noexcept {
  if (in_transaction()) {
    auto& rollback = statement(Sql::rollback);
    (void)rollback.tryExecuteStep();
    (void)rollback.tryReset();
  }
  return !in_transaction();
}

void Connection::wait_at_most(std::chrono::milliseconds time) noexcept {
  constexpr std::int64_t longest = std::numeric_limits<int>::max();
  sqlite3_busy_timeout(database_.getHandle(),
                       static_cast<int>(std::clamp<std::int64_t>(time.count(), 0, longest)));
}

std::optional<std::string> Connection::integrity_fault() {
  std::string fault;
  try {
    SQLite::Statement check(database_, "PRAGMA integrity_check(1)");
    fault = check.executeStep() ? check.getColumn(0).getString() : "ok";
  } catch (const SQLite::Exception& failure) {
    if (failure.getErrorCode() != SQLITE_CORRUPT) throw;
    fault = failure.what();
  }
  if (fault == "ok") return std::nullopt;
  std::replace(fault.begin(), fault.end(), '\n', ' ');
  return fault;
}

void run(Connection& connection, Sql sql) {
  Execution execution(connection, sql);
  execution->exec();
}

}  // namespace metaqore::storage::sqlite
