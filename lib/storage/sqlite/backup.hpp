#pragma once

#include <string>

#include "storage/sqlite/pool.hpp"

namespace metaqore::storage::sqlite {

/// See Store::backup().
void back_up(Pool& pool, const std::string& path);

}  // namespace metaqore::storage::sqlite
