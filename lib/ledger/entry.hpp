#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/sha256.hpp"
#include "metaqore/entry.hpp"

namespace metaqore::ledger {

inline constexpr std::size_t max_entry_size = 65'535;  // what a C2SP tlog-tiles entry bundle can hold

/// The bytes that the tree hashes: RFC 8785 JSON of all fields but `bytes`; empty ones are left out.
std::string encode(const Entry& entry);

/// Reads an entry. Error(storage, `ledger.entry_damaged`) for anything that encode() does not write.
Entry decode(std::string bytes);

/// The same for the entry that stands at this place in the ledger, and no other's.
Entry decode(std::string bytes, std::uint64_t sequence);

/// SHA-256(0x02 || salt || kind || body || payload_hash): what an entry says of a row, with the SHA-256 of
/// its payload, which is made before the row's turn comes. A kind is a word and a body a JSON object, so that
/// only one row has these bytes. With the salt and the row erased it gives nothing away.
crypto::Hash row_digest(std::string_view salt, std::string_view kind, std::string_view body,
                        const crypto::Hash& payload_hash);

}  // namespace metaqore::ledger
