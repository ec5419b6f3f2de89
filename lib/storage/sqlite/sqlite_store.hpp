#pragma once

#include <memory>
#include <string>

#include "storage/store.hpp"

namespace metaqore::storage {

/// Opens an SQLite file in WAL mode, or `:memory:`, and creates it empty (no records) when it is missing.
/// Error(storage): `storage.not_found` (read_only and missing), `storage.cannot_open`,
/// `storage.not_a_metaqore_file`, `storage.newer_version`, `storage.damaged`, `storage.full`,
/// `storage.io`. Error(busy, `storage.locked`).
std::unique_ptr<Store> open_sqlite(const std::string& path, bool read_only);

}  // namespace metaqore::storage
