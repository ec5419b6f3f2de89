#pragma once

#include <string>

#include "metaqore/error.hpp"

namespace metaqore::ledger {

/// Error(storage) for what stands in a file and this library did not write there. `what` is a clause, and is
/// followed by what to do.
Error damaged(const char* reason, const std::string& what);

/// Whether an error says that the file is damaged; otherwise it could not be read, or was not ours.
bool is_damage(const Error& error);

}  // namespace metaqore::ledger
