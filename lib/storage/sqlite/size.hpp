#pragma once

#include <cstdint>
#include <initializer_list>

#include "storage/sqlite/connection.hpp"

namespace metaqore::storage::sqlite {

/// How many bytes these columns of a row hold together. Reads none of them, however large they are; 0 where
/// there is nothing.
std::uint64_t stored_size(Connection& connection, const char* table,
                          std::initializer_list<const char*> columns, std::uint64_t sequence);

}  // namespace metaqore::storage::sqlite
