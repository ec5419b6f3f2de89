#pragma once

#include <sqlite3.h>

#include <string>

#include "storage/sqlite/file/lock.hpp"
#include "storage/sqlite/file/log_index.hpp"

namespace metaqore::storage::sqlite {

/// Bytes of the database file that stand for locks. SQLite's own are the first three
/// (https://sqlite.org/lockingv3.html), at a page that it never writes; the others lie behind them.
namespace lock_range {
inline constexpr off_t sqlite = 0x4000'0000;
inline constexpr LockRange pending{sqlite, 1}, reserved{sqlite + 1, 1}, shared{sqlite + 2, 510};
inline constexpr LockRange in_use{sqlite + 512, 1};  ///< shared by all who share the index of the log
inline constexpr LockRange at_rest{sqlite + 513,
                                   1};  ///< shared by who reads without it; exclusive to move the log
inline constexpr off_t first_ticket = off_t{1} << 62;  ///< and those behind it: who waits to write
}  // namespace lock_range

/// The locks of one opening of a database, and whether its files are still those that were opened. One thread
/// at a time.
class DatabaseFile {
 public:
  /// `contents`: SQLite's own handle, which reads and writes it.
  DatabaseFile(std::string path, sqlite3_file& contents, bool read_only)
      : path_(std::move(path)),
        log_path_(path_ + "-wal"),
        index_path_(path_ + "-shm"),
        contents_(contents),
        read_only_(read_only),
        index_(*this) {}

  /// A result code of SQLite's. REQUIRES: `contents` was opened by this path.
  int open() noexcept;

  // Answers of SQLite's xLock, xUnlock and xCheckReservedLock: https://sqlite.org/c3ref/io_methods.html.
  int lock(int level) noexcept;
  int unlock(int level) noexcept;
  int check_reserved_lock(int* held) noexcept;

  /// Whether the names still lead to the files that were opened: the database under this name alone, its log,
  /// and the log's index. What is written to others is lost.
  bool in_place() const noexcept;
  bool database_in_place() const noexcept;

  void log_opened(sqlite3_file& log) noexcept;
  void log_closed() noexcept { log_ = nullptr; }

  const std::string& path() const noexcept { return path_; }
  const std::string& log_path() const noexcept { return log_path_; }
  const std::string& index_path() const noexcept { return index_path_; }
  bool read_only() const noexcept { return read_only_; }
  const FileIdentity& identity() const noexcept { return identity_; }
  LockFile& locks() noexcept { return locks_; }
  LogIndex& index() noexcept { return index_; }
  sqlite3_file& contents() noexcept { return contents_; }
  sqlite3_file* log() noexcept { return log_; }

 private:
  std::string path_, log_path_, index_path_;
  sqlite3_file& contents_;
  bool read_only_;
  LockFile locks_;
  FileIdentity identity_;
  int level_ = SQLITE_LOCK_NONE;
  sqlite3_file* log_ = nullptr;
  FileIdentity log_identity_;
  LogIndex index_;
};

}  // namespace metaqore::storage::sqlite
