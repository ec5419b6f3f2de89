#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/tree.hpp"
#include "metaqore/entry.hpp"
#include "metaqore/receipt.hpp"
#include "storage/store.hpp"

// The past, read from the ledger.

namespace metaqore::state {

/// The right edge of the tree when the ledger had `size` entries. REQUIRES: size <= reader.size().
ledger::Frontier read_frontier(storage::Reader& reader, std::uint64_t size);

/// The tree head when the ledger had `size` entries. REQUIRES: size <= reader.size().
TreeHead head_at(storage::Reader& reader, std::uint64_t size);

/// The entry at `sequence`. REQUIRES: sequence < reader.size().
Entry entry_at(storage::Reader& reader, std::uint64_t sequence);

/// The records from `sequence` to the end of the operation that it belongs to. REQUIRES: as entry_at().
std::vector<storage::Record> rest_of_operation(storage::Reader& reader, std::uint64_t sequence);

/// The stream of a project's entries, by the id that they have for it, and of a trace's.
std::string project_stream(std::string_view project);
std::string trace_stream(std::string_view trace);

/// The keys of a row that has had a version at `before`, under `old_keys`: those that are new, and those that
/// at `at` still led to that version. What another row has taken over stays with it.
std::vector<std::string> keys_of_version(storage::Reader& reader, std::vector<std::string> keys,
                                         const std::vector<std::string>& old_keys, std::uint64_t before,
                                         std::uint64_t at = storage::newest);

}  // namespace metaqore::state
