#pragma once

#include <vector>

#include "ledger/tree.hpp"
#include "metaqore/receipt.hpp"
#include "storage/store.hpp"

// The past, read from the ledger.

namespace metaqore::state {

/// The right edge of the tree when the ledger had `size` entries. REQUIRES: size <= reader.size().
ledger::Frontier read_frontier(storage::Reader& reader, std::uint64_t size);

/// The tree head when the ledger had `size` entries. REQUIRES: size <= reader.size().
TreeHead head_at(storage::Reader& reader, std::uint64_t size);

/// The records from `sequence` to the end of the operation that it belongs to.
std::vector<storage::Record> rest_of_operation(storage::Reader& reader, std::uint64_t sequence);

}  // namespace metaqore::state
