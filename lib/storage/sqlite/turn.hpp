#pragma once

#include <chrono>

#include "storage/sqlite/connection.hpp"

namespace metaqore::storage::sqlite {

/// Begins a write transaction when its turn comes. Processes (and whatever else has the file open by itself)
/// take turns in the order in which they came; one that is dead is not waited for, and one that is stopped
/// only as long as costs nobody a turn. Error(busy): `storage.locked` at the deadline, `storage.log_full`
/// where the log could not be made shorter by then, `engine.interrupted` where the host ends the wait.
void begin_writing(Connection& connection, std::chrono::steady_clock::time_point deadline);

}  // namespace metaqore::storage::sqlite
