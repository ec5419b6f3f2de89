#pragma once

#include <cstdint>
#include <string>

namespace metaqore::bench {

/// One call of the library, over and over, in a process of its own, where its instructions are counted.
/// `name` is one of works. Prints the blocks of SHA-256 that all calls took together.
int work(const std::string& name, int calls);

}  // namespace metaqore::bench
