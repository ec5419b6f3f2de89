#include "storage/sqlite/open.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <thread>
#include <utility>

#include "storage/sqlite/errors.hpp"
#include "storage/sqlite/schema.hpp"

namespace metaqore::storage::sqlite {

namespace {

using Clock = std::chrono::steady_clock;

int milliseconds_until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::max<std::chrono::milliseconds::rep>(left, 1));
}

/// For a file that cannot change: neither locks nor a log are looked for. See https://sqlite.org/uri.html.
std::string immutable_uri(const std::string& path) {
  constexpr std::string_view unreserved = "/-._~";
  std::string uri = "file://";
  for (const char c : path) {
    const bool letter_or_digit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter_or_digit || unreserved.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri + "?immutable=1";
}

void configure(const SQLite::Database& database, int option, bool on) {
  sqlite3_db_config(database.getHandle(), option, on ? 1 : 0, nullptr);
}

/// Before the first statement: nothing that the file says may run, and a foreign file stays as it is.
void distrust(const SQLite::Database& database) {
  configure(database, SQLITE_DBCONFIG_DEFENSIVE, true);
  configure(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, false);
  configure(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, false);
  configure(database, SQLITE_DBCONFIG_ENABLE_VIEW, false);
  configure(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
}

/// SQLite takes a file of one byte for an empty one (its ticket 3260).
bool is_new(const SQLite::Database& database, const std::string& path) {
  if (!is_empty(database)) return false;
  std::error_code none;
  if (path != memory && std::filesystem::file_size(path, none) == 1) throw not_a_metaqore_file(path);
  return true;
}

SQLite::Database open_to_write(const std::string& path, int create, Clock::time_point deadline) {
  SQLite::Database database(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | create,
                            milliseconds_until(deadline));
  distrust(database);
  const bool empty = is_new(database, path);
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
  database.exec("PRAGMA wal_autocheckpoint = 2000");
  configure(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false);
  return database;
}

SQLite::Database open_to_read(const std::string& name, const std::string& path, int flags,
                              Clock::time_point deadline) {
  SQLite::Database database(name, flags | SQLITE_OPEN_NOMUTEX, milliseconds_until(deadline));
  distrust(database);
  if (is_new(database, path)) throw not_found(path);
  check_identity(database, path);
  database.exec("PRAGMA query_only = ON");
  configure(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, (flags & SQLITE_OPEN_READONLY) != 0);
  return database;
}

/// False also when there is nothing in it.
bool is_there(const std::string& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? error != std::errc::no_such_file_or_directory : size > 0;
}

/// A file in WAL mode cannot be opened as usual where its folder may not be written. When it was closed
/// properly there is no log beside it, and it can be read as it is.
std::unique_ptr<Connection> open_read_only(const std::string& path, Clock::time_point deadline) {
  try {
    return std::make_unique<Connection>(open_to_read(path, path, SQLITE_OPEN_READONLY, deadline), path);
  } catch (const SQLite::Exception& failure) {
    const bool no_log = failure.getErrorCode() == SQLITE_CANTOPEN ||
                        failure.getExtendedErrorCode() == SQLITE_READONLY_DIRECTORY;
    if (!no_log) throw;
    std::error_code error;
    const auto target = std::filesystem::canonical(path, error).string();  // the log is beside it
    if (error == std::errc::no_such_file_or_directory) throw not_found(path);
    if (error || is_there(target + "-wal") || is_there(target + "-journal")) throw;
  }
  return std::make_unique<Connection>(
      open_to_read(immutable_uri(path), path, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, deadline), path, true);
}

std::unique_ptr<Connection> open_once(const std::string& path, Access access, Clock::time_point deadline) {
  switch (access) {
    case Access::create:
      return std::make_unique<Connection>(open_to_write(path, SQLITE_OPEN_CREATE, deadline), path);
    case Access::write:
      return std::make_unique<Connection>(open_to_write(path, 0, deadline), path);
    case Access::read:
      return std::make_unique<Connection>(open_to_read(path, path, SQLITE_OPEN_READWRITE, deadline), path);
    case Access::read_only:
      break;
  }
  return open_read_only(path, deadline);
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
    try {
      auto connection = open_once(path, access, deadline);
      connection->wait_at_most(patience);
      return connection;
    } catch (const SQLite::Exception& failure) {
      const bool busy = (failure.getErrorCode() & 0xFF) == SQLITE_BUSY;
      if (!busy || Clock::now() + pause >= deadline) rethrow(failure, path);
    }
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace metaqore::storage::sqlite
