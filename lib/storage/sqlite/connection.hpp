#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/sqlite/file/database_file.hpp"
#include "storage/sqlite/recent.hpp"
#include "storage/sqlite/statements.hpp"

namespace metaqore::storage::sqlite {

/// The longest wait for locks where the caller gave no deadline.
inline constexpr std::chrono::milliseconds patience{10'000};

// Pages of a log, of 4 KiB: when it is moved into the file, how many more make another try worth it where a
// reader was in the way, from when on its growth is told, and the most.
inline constexpr std::uint32_t log_pages_to_move = 2'000, log_pages_between = 1'000, log_pages_told = 16'384,
                               most_log_pages = 65'536;

/// An open database with its compiled statements. One thread at a time.
class Connection {
 public:
  /// `database` is ours, and set up.
  Connection(SQLite::Database database, std::string path);

  /// Closes, and saves first what is in a log that was removed.
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  SQLite::Statement& statement(Sql sql) noexcept { return statements_[static_cast<std::size_t>(sql)]; }
  sqlite3* handle() const noexcept { return database_.getHandle(); }
  const std::string& path() const noexcept { return path_; }
  bool in_transaction() const noexcept;

  /// What its writer has read and written last.
  Recent& recent() noexcept { return recent_; }

  /// Its file; null in memory.
  DatabaseFile* file() const noexcept { return file_; }

  /// Where it reads without the index of the log it does not see what others write after its first look.
  bool for_one_look() const noexcept { return file_ != nullptr && file_->index().is_private(); }

  /// Throws where the names no longer lead to the files that it has open, and saves what the log holds first.
  void require_in_place();

  /// What was committed is durable, and found by who opens the file: in its log, or, where that was removed,
  /// in the file itself. Throws otherwise.
  void require_kept();

  /// Counts one more log where the next commit may begin one, so that each says in its first commit which it
  /// is. REQUIRES: a write transaction.
  void count_log();

  /// Moves the log into the file when it has grown, at most every so many pages, however much of it is in
  /// use.
  void tend_log() noexcept;

  /// Whether the log may grow further; makes room where nobody is in the way.
  bool has_room_in_log() noexcept;

  /// False when what is left of a transaction cannot be rolled back now.
  bool roll_back() noexcept;

  /// How long locks of other connections are waited for.
  void wait_at_most(std::chrono::milliseconds time) noexcept;

  /// The first fault that SQLite's own check finds, in one line.
  std::optional<std::string> integrity_fault();

 private:
  /// Whether all of the log is in the file now. `mode` of sqlite3_wal_checkpoint_v2().
  bool move_log(int mode) noexcept;

  /// Tries so for a while: the log is no more where others would find it.
  bool save_log() noexcept;

  SQLite::Database database_;
  std::vector<SQLite::Statement> statements_;  // finalized before the database closes
  std::string path_;
  Recent recent_;
  DatabaseFile* file_;
  std::uint32_t tend_at_;  // so many frames
};

/// How long a database waits for the locks of others, unless the host ends the wait before.
void wait_at_most(sqlite3* database, std::chrono::milliseconds time) noexcept;

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
