#pragma once

#include <cstddef>
#include <cstdint>

namespace metaqore::test {

// Each checks CASES of its laws, prints them, and gives the number of failures.
std::size_t check_merge_laws(std::size_t cases, std::uint64_t seed);
std::size_t check_patch_laws(std::size_t cases, std::uint64_t seed);
std::size_t check_schema_laws(std::size_t cases, std::uint64_t seed);

}  // namespace metaqore::test
