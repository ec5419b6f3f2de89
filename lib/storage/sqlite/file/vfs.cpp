#include "storage/sqlite/file/vfs.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <string>

namespace metaqore::storage::sqlite {

namespace {

sqlite3_vfs& below() noexcept { return *sqlite3_vfs_find(nullptr); }

/// SQLite's handle of an open file, over the handle of the file layer below.
struct File : sqlite3_file {
  std::unique_ptr<std::max_align_t[]> memory;  // of the handle below
  sqlite3_file* contents = nullptr;            // null: a log that does not exist, for who only reads
  std::optional<DatabaseFile> database;        // of a main database
  DatabaseFile* logged = nullptr;              // of a log: its database
};

File& opened(sqlite3_file* file) noexcept { return *static_cast<File*>(file); }
sqlite3_file* contents_of(sqlite3_file* file) noexcept { return opened(file).contents; }
const sqlite3_io_methods& methods_of(sqlite3_file* file) noexcept { return *contents_of(file)->pMethods; }

int close_file(sqlite3_file* file) {
  auto& self = opened(file);
  if (self.logged != nullptr) self.logged->log_closed();
  self.database.reset();
  const int answer = self.contents == nullptr ? SQLITE_OK : methods_of(file).xClose(self.contents);
  self.~File();
  return answer;
}

int read_file(sqlite3_file* file, void* out, int count, sqlite3_int64 offset) {
  if (contents_of(file) != nullptr) return methods_of(file).xRead(contents_of(file), out, count, offset);
  std::memset(out, 0, static_cast<std::size_t>(count));
  return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* data, int count, sqlite3_int64 offset) {
  if (contents_of(file) == nullptr) return SQLITE_READONLY;
  return methods_of(file).xWrite(contents_of(file), data, count, offset);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  return contents_of(file) == nullptr ? SQLITE_READONLY : methods_of(file).xTruncate(contents_of(file), size);
}

int sync_file(sqlite3_file* file, int flags) {
  return contents_of(file) == nullptr ? SQLITE_OK : methods_of(file).xSync(contents_of(file), flags);
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  if (contents_of(file) != nullptr) return methods_of(file).xFileSize(contents_of(file), size);
  *size = 0;
  return SQLITE_OK;
}

int file_control(sqlite3_file* file, int operation, void* argument) {
  if (contents_of(file) == nullptr) return SQLITE_NOTFOUND;
  return methods_of(file).xFileControl(contents_of(file), operation, argument);
}

int sector_size(sqlite3_file* file) {
  return contents_of(file) == nullptr ? 4'096 : methods_of(file).xSectorSize(contents_of(file));
}

int characteristics(sqlite3_file* file) {
  return contents_of(file) == nullptr ? 0 : methods_of(file).xDeviceCharacteristics(contents_of(file));
}

// Only a main database is locked, and only it is asked for the index of its log.

int lock_file(sqlite3_file* file, int level) {
  auto& database = opened(file).database;
  return database ? database->lock(level) : SQLITE_OK;
}
int unlock_file(sqlite3_file* file, int level) {
  auto& database = opened(file).database;
  return database ? database->unlock(level) : SQLITE_OK;
}
int check_reserved_lock(sqlite3_file* file, int* held) {
  auto& database = opened(file).database;
  *held = 0;
  return database ? database->check_reserved_lock(held) : SQLITE_OK;
}
int map_shared(sqlite3_file* file, int region, int size, int extend, void volatile** out) try {
  auto& database = opened(file).database;
  return database ? database->index().map(region, size, extend != 0, out) : SQLITE_IOERR_SHMMAP;
} catch (const std::bad_alloc&) {
  return SQLITE_IOERR_NOMEM;
}
int lock_shared(sqlite3_file* file, int first, int count, int flags) {
  auto& database = opened(file).database;
  return database ? database->index().lock(first, count, flags) : SQLITE_IOERR_SHMLOCK;
}
void order_shared(sqlite3_file*) { __sync_synchronize(); }
int unmap_shared(sqlite3_file* file, int remove) {
  if (auto& database = opened(file).database) database->index().unmap(remove != 0);
  return SQLITE_OK;
}

/// Version 2: without memory mapping of the database itself.
constexpr sqlite3_io_methods methods{
    2,           close_file,   read_file,           write_file,   truncate_file, sync_file,       file_size,
    lock_file,   unlock_file,  check_reserved_lock, file_control, sector_size,   characteristics, map_shared,
    lock_shared, order_shared, unmap_shared,        nullptr,      nullptr};

/// Opens the file below, and says what was granted.
int open_contents(File& file, const char* name, int flags, int& granted) {
  auto& vfs = below();
  const auto size = static_cast<std::size_t>(vfs.szOsFile);
  file.memory = std::make_unique<std::max_align_t[]>(size / sizeof(std::max_align_t) + 1);
  file.contents = reinterpret_cast<sqlite3_file*>(file.memory.get());
  granted = flags;
  const int answer = vfs.xOpen(&vfs, name, file.contents, flags, &granted);
  if (answer != SQLITE_OK) {
    if (file.contents->pMethods != nullptr) methods_of(&file).xClose(file.contents);
    file.contents = nullptr;
  }
  return answer;
}

int open_database(File& file, const char* name, int flags, int& granted) {
  struct stat status{};
  if (stat(name, &status) == 0 && !S_ISREG(status.st_mode)) return refuse(Refusal::not_a_file);
  if (const int answer = open_contents(file, name, flags, granted); answer != SQLITE_OK) return answer;
  file.database.emplace(name, *file.contents, (granted & SQLITE_OPEN_READONLY) != 0);
  return file.database->open();
}

/// Who only reads creates no log, and finds an empty one where there is none.
int open_log(File& file, const char* name, int flags, int& granted) {
  file.logged = &*opened(sqlite3_database_file_object(name)).database;
  if (file.logged->read_only()) {
    constexpr int writing = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    granted = flags = (flags & ~writing) | SQLITE_OPEN_READONLY;
    struct stat status{};
    if (stat(name, &status) != 0 && errno == ENOENT) return SQLITE_OK;
  }
  return open_contents(file, name, flags, granted);
}

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* handle, int flags, int* out_flags) {
  auto& file = *new (handle) File;
  file.pMethods = nullptr;  // SQLite does not close what failed to open
  int granted = flags;
  int answer = SQLITE_OK;
  try {
    if (name != nullptr && (flags & SQLITE_OPEN_MAIN_DB) != 0) {
      answer = open_database(file, name, flags, granted);
    } else if (name != nullptr && (flags & SQLITE_OPEN_WAL) != 0) {
      answer = open_log(file, name, flags, granted);
    } else {
      answer = open_contents(file, name, flags, granted);
    }
  } catch (const std::bad_alloc&) {
    answer = SQLITE_NOMEM;
  }
  if (answer != SQLITE_OK) {
    file.logged = nullptr;
    const bool too_many = answer == SQLITE_CANTOPEN && out_of_descriptors();
    (void)close_file(handle);
    return too_many ? refuse(Refusal::too_many_files) : answer;
  }
  if (file.logged != nullptr) file.logged->log_opened(file);
  if (out_flags != nullptr) *out_flags = granted;
  file.pMethods = &methods;
  return SQLITE_OK;
}

/// Of this copy of the library: a process may have several, each linked into another.
const std::string& name_of_copy() {
  static const std::string name = fmt::format("metaqore-{}", static_cast<const void*>(&methods));
  return name;
}

sqlite3_vfs make_vfs() {
  sqlite3_vfs vfs{};
  vfs.iVersion = 2;
  vfs.szOsFile = sizeof(File);
  vfs.mxPathname = below().mxPathname;
  vfs.zName = name_of_copy().c_str();
  vfs.xOpen = open_file;
  vfs.xDelete = [](sqlite3_vfs*, const char* name, int sync) {
    return below().xDelete(&below(), name, sync);
  };
  vfs.xAccess = [](sqlite3_vfs*, const char* name, int flags, int* out) {
    return below().xAccess(&below(), name, flags, out);
  };
  vfs.xFullPathname = [](sqlite3_vfs*, const char* name, int size, char* out) {
    return below().xFullPathname(&below(), name, size, out);
  };
  vfs.xRandomness = [](sqlite3_vfs*, int size, char* out) {
    return below().xRandomness(&below(), size, out);
  };
  vfs.xSleep = [](sqlite3_vfs*, int microseconds) { return below().xSleep(&below(), microseconds); };
  vfs.xCurrentTime = [](sqlite3_vfs*, double* now) { return below().xCurrentTime(&below(), now); };
  vfs.xCurrentTimeInt64 = [](sqlite3_vfs*, sqlite3_int64* now) {
    return below().xCurrentTimeInt64(&below(), now);
  };
  vfs.xGetLastError = [](sqlite3_vfs*, int size, char* out) {
    return below().xGetLastError(&below(), size, out);
  };
  return vfs;
}

}  // namespace

const char* vfs_name() {
  static sqlite3_vfs* const vfs = [] {
    if (sqlite3_initialize() != SQLITE_OK) throw std::bad_alloc();
    prepare_for_fork();
    static sqlite3_vfs made = make_vfs();
    if (sqlite3_vfs_register(&made, 0) != SQLITE_OK) throw std::bad_alloc();
    return &made;
  }();
  return vfs->zName;
}

DatabaseFile* database_file(sqlite3* connection) noexcept {
  sqlite3_file* file = nullptr;
  if (sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
      file == nullptr || file->pMethods != &methods)
    return nullptr;
  return &*opened(file).database;
}

}  // namespace metaqore::storage::sqlite
