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

/// An open connection to a MetaQore file, or an Error as open_sqlite() documents it.
std::unique_ptr<Connection> open_connection(const std::string& path, Access access);

}  // namespace metaqore::storage::sqlite
