#include "storage/sqlite/errors.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <new>

#include "base/text.hpp"

namespace metaqore::storage::sqlite {

namespace {

Error storage_error(const char* reason, const std::string& message) {
  return Error(ErrorCode::storage, reason, message);
}

}  // namespace

Error not_found(const std::string& path) {
  return storage_error(
      "storage.not_found",
      fmt::format("there is no MetaQore file at `{}`; check the path, or open it for writing to create one",
                  base::shown(path)));
}

Error cannot_open(const std::string& path, const std::string& why) {
  return storage_error("storage.cannot_open",
                       fmt::format("`{}` cannot be opened: {}", base::shown(path), why));
}

Error not_a_metaqore_file(const std::string& path) {
  return storage_error(
      "storage.not_a_metaqore_file",
      fmt::format("`{}` is not a MetaQore file and was left as it is; name another", base::shown(path)));
}

Error newer_version(const std::string& path, int version, int known) {
  return storage_error(
      "storage.newer_version",
      fmt::format("`{}` has format version {} and this release reads up to {}; use a newer one",
                  base::shown(path), version, known));
}

Error damaged(const std::string& path, const std::string& what) {
  return storage_error(
      "storage.damaged",
      fmt::format("`{}` is damaged ({}); keep a copy of it and restore a backup", base::shown(path), what));
}

Error locked(const std::string& path) {
  return Error(ErrorCode::busy, "storage.locked",
               fmt::format("`{}` was locked by others all the time; try again, or allow a longer timeout",
                           base::shown(path)));
}

void rethrow(const SQLite::Exception& failure, const std::string& path) {
  if (failure.getExtendedErrorCode() == SQLITE_IOERR_NOMEM) throw std::bad_alloc();
  switch (failure.getErrorCode() & 0xFF) {  // the low byte of an extended code is the primary one
    case SQLITE_NOMEM:
      throw std::bad_alloc();
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      throw locked(path);
    case SQLITE_NOTADB:
      throw not_a_metaqore_file(path);
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
      throw cannot_open(
          path, fmt::format("{}; check that its folder exists and that this user may read and write it",
                            failure.what()));
    case SQLITE_FULL:
      throw storage_error(
          "storage.full",
          fmt::format("there is no space left to write `{}`; free some, then try again", base::shown(path)));
    case SQLITE_ERROR:       // our own statements can only fail for tables that are not as they were created
    case SQLITE_CONSTRAINT:  // as can an append, for rows that no entry accounts for
    case SQLITE_MISMATCH:
    case SQLITE_CORRUPT:
      throw damaged(path, failure.what());
    default:
      throw storage_error(
          "storage.io",
          fmt::format("reading or writing `{}` failed ({}, SQLite code {}); check the disk, then try again",
                      base::shown(path), failure.what(), failure.getExtendedErrorCode()));
  }
}

}  // namespace metaqore::storage::sqlite
