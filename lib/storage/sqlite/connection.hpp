#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/sqlite/statements.hpp"

namespace metaqore::storage::sqlite {

/// The longest wait for locks where the caller gave no deadline.
inline constexpr std::chrono::milliseconds patience{10'000};

/// An open database with its compiled statements. One thread at a time.
class Connection {
 public:
  /// `database` is ours, and set up. `immutable`: SQLite takes the file for one that nobody changes.
  Connection(SQLite::Database database, std::string path, bool immutable = false);

  SQLite::Statement& statement(Sql sql) noexcept { return statements_[static_cast<std::size_t>(sql)]; }
  sqlite3* handle() const noexcept { return database_.getHandle(); }
  const std::string& path() const noexcept { return path_; }
  bool immutable() const noexcept { return immutable_; }
  bool in_transaction() const noexcept;

  /// False when what is left of a transaction cannot be rolled back now.
  bool roll_back() noexcept;

  /// How long locks of other connections are waited for.
  void wait_at_most(std::chrono::milliseconds time) noexcept;

  /// The first fault that SQLite's own check finds, in one line.
  std::optional<std::string> integrity_fault();

 private:
  SQLite::Database database_;
  std::vector<SQLite::Statement> statements_;  // finalized before the database closes
  std::string path_;
  bool immutable_;
};

/// A cached statement in use: it is reset when it goes out of scope.
class Execution {
 public:
  Execution(Connection& connection, Sql sql) noexcept : statement_(connection.statement(sql)) {}
  ~Execution() { statement_.tryReset(); }
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  SQLite::Statement* operator->() noexcept { return &statement_; }

 private:
  SQLite::Statement& statement_;
};

/// Runs a statement that has neither parameters nor results.
void run(Connection& connection, Sql sql);

}  // namespace metaqore::storage::sqlite
