#pragma once

#include "metaqore/verification.hpp"
#include "storage/store.hpp"

namespace metaqore::state {

/// Recomputes from the stored bytes all that can be: see Ledger::verify(). Throws what keeps it from reading.
Verification verify(storage::Store& store);

}  // namespace metaqore::state
