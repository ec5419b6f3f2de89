#pragma once

#include <SQLiteCpp/Database.h>

#include <string>

namespace metaqore::storage::sqlite {

/// Throws unless the file is a MetaQore file of a version that this library knows. Changes nothing.
void check_identity(const SQLite::Database& database, const std::string& path);

bool is_empty(const SQLite::Database& database);

/// Makes an empty file a MetaQore file, in one transaction; one that another process has just made stays.
void create_schema(SQLite::Database& database);

}  // namespace metaqore::storage::sqlite
