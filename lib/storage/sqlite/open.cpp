#include "storage/sqlite/open.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <thread>
#include <utility>

#include "base/interruption.hpp"
#include "storage/sqlite/errors.hpp"
#include "storage/sqlite/file/refusal.hpp"
#include "storage/sqlite/file/vfs.hpp"
#include "storage/sqlite/schema.hpp"

namespace metaqore::storage::sqlite {

namespace {

using Clock = std::chrono::steady_clock;

void wait_until(const SQLite::Database& database, Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  wait_at_most(database.getHandle(), std::max(left, std::chrono::milliseconds(1)));
}

void configure(const SQLite::Database& database, int option, bool on) {
  sqlite3_db_config(database.getHandle(), option, on ? 1 : 0, nullptr);
}

/// Before the first statement: nothing that the file says may run, no size that it names is believed, and a
/// foreign file stays as it is.
void distrust(const SQLite::Database& database) {
  constexpr int longest_value = 64 << 20;  // several times what the library itself writes
  sqlite3_limit(database.getHandle(), SQLITE_LIMIT_LENGTH, longest_value);
  configure(database, SQLITE_DBCONFIG_DEFENSIVE, true);
  configure(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, false);
  configure(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, false);
  configure(database, SQLITE_DBCONFIG_ENABLE_VIEW, false);
  configure(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
}

SQLite::Database open_to_write(const std::string& path, int create, Clock::time_point deadline) {
  SQLite::Database database(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | create, 0,
                            path == memory ? "" : vfs_name());
  wait_until(database, deadline);
  distrust(database);
  const bool empty = is_empty(database);
  if (!empty) check_identity(database, path);
  if (sqlite3_db_readonly(database.getHandle(), "main") != 0) {
    throw cannot_open(path, "this user may not write it; get the permission, or open it with read_only");
  }
  if (empty && create == 0) throw not_found(path);
  if (empty) {
    create_schema(database);
    check_identity(database, path);  // another program may have been there first
  }
  if (path != memory && database.execAndGet("PRAGMA journal_mode = WAL").getString() != "wal") {
    throw cannot_open(path, "its file system has no shared memory for a write-ahead log; use a local disk");
  }
  database.exec("PRAGMA synchronous = FULL");
  database.exec("PRAGMA secure_delete = ON");
  database.exec("PRAGMA wal_autocheckpoint = 0");  // see Connection::tend_log()
  configure(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false);
  return database;
}

SQLite::Database open_to_read(const std::string& path, int flags, Clock::time_point deadline) {
  SQLite::Database database(path, flags | SQLITE_OPEN_NOMUTEX, 0, vfs_name());
  wait_until(database, deadline);
  distrust(database);
  if (is_empty(database)) throw not_found(path);
  check_identity(database, path);
  database.exec("PRAGMA query_only = ON");
  configure(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, (flags & SQLITE_OPEN_READONLY) != 0);
  return database;
}

bool is_empty_or_missing(const std::string& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? error == std::errc::no_such_file_or_directory : size == 0;
}

/// SQLite deletes the log of a file that is gone, and it may hold what is nowhere else. In this order: who
/// creates a file has written it before its log.
void refuse_log_without_file(const std::string& path) {
  if (path != memory && !is_empty_or_missing(path + "-wal") && is_empty_or_missing(path))
    throw log_without_file(path);
}

/// SQLite takes a file of one byte for an empty one (its ticket 3260), and deletes its log even for who
/// reads.
void refuse_one_byte(const std::string& path) {
  std::error_code none;
  if (path != memory && std::filesystem::file_size(path, none) == 1) throw not_a_metaqore_file(path);
}

std::unique_ptr<Connection> open_to_write_or_create(const std::string& path, int create,
                                                    Clock::time_point deadline) {
  refuse_log_without_file(path);
  return std::make_unique<Connection>(open_to_write(path, create, deadline), path);
}

std::unique_ptr<Connection> open_once(const std::string& path, Access access, Clock::time_point deadline) {
  refuse_one_byte(path);
  switch (access) {
    case Access::create:
      return open_to_write_or_create(path, SQLITE_OPEN_CREATE, deadline);
    case Access::write:
      return open_to_write_or_create(path, 0, deadline);
    case Access::read:
      return std::make_unique<Connection>(open_to_read(path, SQLITE_OPEN_READWRITE, deadline), path);
    case Access::read_only:
      break;
  }
  if (is_empty_or_missing(path)) throw not_found(path);
  return std::make_unique<Connection>(open_to_read(path, SQLITE_OPEN_READONLY, deadline), path);
}

}  // namespace

std::string absolute_path(const std::string& path) {
  if (path.empty()) throw cannot_open(path, "the path is empty; name a file, or `:memory:`");
  if (path.find('\0') != std::string::npos)
    throw cannot_open(path, "the path has a NUL byte in it; name another");
  if (path == memory) return path;
  std::error_code error;
  const auto absolute = std::filesystem::absolute(path, error).string();
  if (error) throw cannot_open(path, "the working directory is out of reach; use an absolute path");
  return absolute;
}

std::unique_ptr<Connection> open_connection(const std::string& path, Access access) {
  if (sqlite3_threadsafe() == 0) {
    throw Error(ErrorCode::internal, "storage.not_threadsafe",
                "the SQLite library in this process was built without threads; link one built with "
                "SQLITE_THREADSAFE=1");
  }
  if (path == memory && access != Access::create) throw not_found(path);

  // Some steps of the change into WAL mode answer busy without any waiting.
  constexpr auto pause = std::chrono::milliseconds(5);
  const auto deadline = Clock::now() + patience;
  for (;;) {
    (void)take_refusal();
    try {
      auto connection = open_once(path, access, deadline);
      connection->wait_at_most(patience);
      return connection;
    } catch (const SQLite::Exception& failure) {
      const bool busy = (failure.getErrorCode() & 0xFF) == SQLITE_BUSY;
      if (!busy || base::interrupted() || Clock::now() + pause >= deadline) rethrow(failure, path);
    }
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace metaqore::storage::sqlite
