#pragma once

#include <SQLiteCpp/Exception.h>

#include <string>

#include "metaqore/error.hpp"

namespace metaqore::storage::sqlite {

/// Throws what a failure of SQLite means for the caller: Error(storage), Error(busy) or std::bad_alloc.
[[noreturn]] void rethrow(const SQLite::Exception& failure, const std::string& path);

Error not_found(const std::string& path);
Error cannot_open(const std::string& path, const std::string& why);
Error not_a_metaqore_file(const std::string& path);
Error newer_version(const std::string& path, int version, int known);
Error damaged(const std::string& path, const std::string& what);
Error locked(const std::string& path);
Error out_of_place(const std::string& path);
Error log_removed(const std::string& path, bool saved);
Error log_full(const std::string& path);
Error log_without_file(const std::string& path);

}  // namespace metaqore::storage::sqlite
