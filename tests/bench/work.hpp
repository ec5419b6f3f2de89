#pragma once

#include <cstdint>
#include <string>

namespace metaqore::bench {

/// One call of the library, over and over, in a process of its own, where its instructions are counted:
/// `declare`, `get`, `head`, or `verified_entry`, of which each call verifies a ledger. Prints the blocks of
/// SHA-256 that all calls took together, and how many calls or entries these were.
int work(const std::string& name, std::uint64_t calls);

}  // namespace metaqore::bench
