#include "counting_sqlite.hpp"

#include <sqlite3.h>

#include <atomic>

namespace metaqore::bench {

namespace {

constexpr int page_size = 4096;

std::atomic<std::uint64_t> log_syncs, file_syncs, log_pages, commits, compiled;

/// SQLite's own file methods, of which some count first.
struct Methods {
  const sqlite3_io_methods* original = nullptr;
  sqlite3_io_methods counting{};
};
Methods log, file;

int sync_log(sqlite3_file* it, int flags) {
  ++log_syncs;
  return log.original->xSync(it, flags);
}

int sync_file(sqlite3_file* it, int flags) {
  ++file_syncs;
  return file.original->xSync(it, flags);
}

int write_log(sqlite3_file* it, const void* data, int size, sqlite3_int64 offset) {
  if (size == page_size) ++log_pages;  // a frame's header is written apart
  return log.original->xWrite(it, data, size, offset);
}

sqlite3_vfs* original_vfs = nullptr;
sqlite3_vfs counting_vfs{};

int open(sqlite3_vfs*, const char* name, sqlite3_file* it, int flags, int* out_flags) {
  const int result = original_vfs->xOpen(original_vfs, name, it, flags, out_flags);
  if (result != SQLITE_OK) return result;
  const bool is_log = (flags & SQLITE_OPEN_WAL) != 0;
  if (!is_log && (flags & SQLITE_OPEN_MAIN_DB) == 0) return result;
  auto& methods = is_log ? log : file;
  if (methods.original == nullptr) {  // the same for all files of a kind
    methods = {it->pMethods, *it->pMethods};
    methods.counting.xSync = is_log ? sync_log : sync_file;
    if (is_log) methods.counting.xWrite = write_log;
  }
  it->pMethods = &methods.counting;
  return result;
}

/// SQLite asks it while it compiles, and never while it runs a statement.
int authorize(void*, int, const char*, const char*, const char*, const char*) {
  ++compiled;
  return SQLITE_OK;
}

int on_commit(void*) {
  ++commits;
  return 0;
}

int watch(sqlite3* database, char**, const sqlite3_api_routines*) {
  sqlite3_commit_hook(database, on_commit, nullptr);
  return sqlite3_set_authorizer(database, authorize, nullptr);
}

}  // namespace

Counts operator-(const Counts& left, const Counts& right) {
  return {left.syncs - right.syncs, left.file_syncs - right.file_syncs, left.log_pages - right.log_pages,
          left.commits - right.commits, left.compiled - right.compiled};
}

CountingSqlite::CountingSqlite() {
  sqlite3_initialize();
  original_vfs = sqlite3_vfs_find(nullptr);
  counting_vfs = *original_vfs;
  counting_vfs.zName = "counting";
  counting_vfs.xOpen = open;
  sqlite3_vfs_register(&counting_vfs, 1);
  sqlite3_auto_extension(reinterpret_cast<void (*)()>(watch));
}

CountingSqlite::~CountingSqlite() {
  sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(watch));
  sqlite3_vfs_unregister(&counting_vfs);
  sqlite3_vfs_register(original_vfs, 1);
}

Counts CountingSqlite::counts() const {
  return {log_syncs + file_syncs, file_syncs, log_pages, commits, compiled};
}

}  // namespace metaqore::bench
