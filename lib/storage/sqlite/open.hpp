#pragma once

#include <memory>
#include <string>

#include "storage/sqlite/connection.hpp"

namespace metaqore::storage::sqlite {

inline constexpr auto memory = ":memory:";

enum class Access {
  create,     ///< reads and writes; the file is created when it is missing
  write,      ///< reads and writes
  read,       ///< only reads, beside writers of this process
  read_only,  ///< only reads, and needs no permission to write
};

/// The name that connections are opened by: the process may change its working directory in between, and
/// SQLite may take a relative one for a URI. `:memory:` stays. Error(storage) for a name that no file can
/// have.
std::string absolute_path(const std::string& path);

/// An open connection to a MetaQore file, or an Error as open_sqlite() documents it. REQUIRES: an absolute
/// path.
std::unique_ptr<Connection> open_connection(const std::string& path, Access access);

}  // namespace metaqore::storage::sqlite
