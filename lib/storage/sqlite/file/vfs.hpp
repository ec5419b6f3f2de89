#pragma once

#include <sqlite3.h>

#include "storage/sqlite/file/database_file.hpp"

namespace metaqore::storage::sqlite {

/// The name of our own file layer below SQLite (https://sqlite.org/vfs.html): the process's default one reads
/// and writes, and locks are those of DatabaseFile, for our files alone. Registered by the first call. Throws
/// std::bad_alloc. Any thread.
const char* vfs_name();

/// The main database of a connection that was opened by it; null where it has none, as in memory.
DatabaseFile* database_file(sqlite3* connection) noexcept;

}  // namespace metaqore::storage::sqlite
