#include "storage/sqlite/errors.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <new>

#include "base/interruption.hpp"
#include "base/text.hpp"
#include "storage/sqlite/file/lock.hpp"
#include "storage/sqlite/file/refusal.hpp"

namespace metaqore::storage::sqlite {

namespace {

Error storage_error(const char* reason, const std::string& message) {
  return Error(ErrorCode::storage, reason, message);
}

Error several_names(const std::string& path) {
  return storage_error(
      "storage.several_names",
      fmt::format("`{}` has another name as well (a hard link), and each name would have a log of its "
                  "own; remove all names but one, then open it",
                  base::shown(path)));
}

Error foreign_log(const std::string& path) {
  return storage_error(
      "storage.foreign_log",
      fmt::format(
          "`{0}-wal` does not belong to `{0}` as it is: it is left from another state of the file; remove "
          "`{0}-wal` and `{0}-shm` to go on with `{0}` alone, or put the file back that they belong to",
          base::shown(path)));
}

/// Throws what it means that we refused the file; returns where we did not.
void rethrow(Refusal refusal, const std::string& path) {
  switch (refusal) {
    case Refusal::none:
      return;
    case Refusal::not_a_file:
      throw cannot_open(path, "it, its log or the log's index is a folder, a pipe or a device; name a file");
    case Refusal::too_many_files:
      throw cannot_open(path,
                        "this process has too many files open; close some, or raise its limit (ulimit -n)");
    case Refusal::no_locks:
      throw cannot_open(path,
                        "its file system or this kernel does not have the locks that it takes (F_OFD_SETLK); "
                        "use a local disk, and Linux 3.15 or newer");
    case Refusal::several_names:
      throw several_names(path);
    case Refusal::other_log:
      throw storage_error(
          "storage.other_log",
          fmt::format("`{0}` is in use with another log than `{0}-wal`: under another name of it, or "
                      "its log was removed; close it there, then open it",
                      base::shown(path)));
    case Refusal::index_not_ours:
      throw cannot_open(
          path, fmt::format("it is in use, and this user may not read `{}-shm`; get the permission, or "
                            "wait until it is closed",
                            base::shown(path)));
    case Refusal::foreign_log:
      throw foreign_log(path);
    case Refusal::shortened_log:
      throw damaged(path, fmt::format("its log `{}-wal` does not hold all that was committed to it",
                                      base::shown(path)));
  }
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

/// What is written to a file that was deleted or replaced would be lost, and a new connection would read
/// another.
Error out_of_place(const std::string& path) {
  if (identity_of(path).names > 1) return several_names(path);
  return cannot_open(path,
                     "it was moved, deleted or replaced while it was open; put it back, or open it anew");
}

Error log_removed(const std::string& path, bool saved) {
  return storage_error(
      "storage.log_removed",
      fmt::format(
          "`{0}-wal` or `{0}-shm` was removed or replaced while `{0}` was in use; what they held {1}; close "
          "the file everywhere, then open it anew",
          base::shown(path), saved ? "was moved into the file" : "is not all in the file yet"));
}

Error log_full(const std::string& path) {
  return Error(
      ErrorCode::busy, "storage.log_full",
      fmt::format("`{0}-wal` cannot grow further, because a reader of `{0}` holds an old state of it; end "
                  "that reader, or go on with it if it is stopped, then try again",
                  base::shown(path)));
}

Error log_without_file(const std::string& path) {
  return storage_error(
      "storage.foreign_log",
      fmt::format("`{0}` is missing or empty, and its log `{0}-wal` is there, which may hold what is "
                  "nowhere else; put the file back, or remove `{0}-wal` and `{0}-shm` to begin a new one",
                  base::shown(path)));
}

void rethrow(const SQLite::Exception& failure, const std::string& path) {
  rethrow(take_refusal(), path);
  const auto said = base::shown(failure.what());  // it may name what stands in a damaged file
  if (failure.getExtendedErrorCode() == SQLITE_IOERR_NOMEM) throw std::bad_alloc();
  switch (failure.getErrorCode() & 0xFF) {  // the low byte of an extended code is the primary one
    case SQLITE_NOMEM:
      throw std::bad_alloc();
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      throw base::interrupted() ? base::interruption() : locked(path);
    case SQLITE_NOTADB:
      throw not_a_metaqore_file(path);
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
      throw cannot_open(
          path,
          fmt::format("{}; check that its folder exists and that this user may read and write it", said));
    case SQLITE_FULL:
      throw storage_error(
          "storage.full",
          fmt::format("there is no space left to write `{}`; free some, then try again", base::shown(path)));
    case SQLITE_ERROR:       // our own statements can only fail for tables that are not as they were created
    case SQLITE_CONSTRAINT:  // as can an append, for rows that no entry accounts for
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
    case SQLITE_CORRUPT:
      throw damaged(path, said);
    default:
      throw storage_error(
          "storage.io",
          fmt::format("reading or writing `{}` failed ({}, SQLite code {}); check the disk, then try again",
                      base::shown(path), said, failure.getExtendedErrorCode()));
  }
}

}  // namespace metaqore::storage::sqlite
