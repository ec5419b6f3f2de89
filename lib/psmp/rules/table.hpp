#pragma once

#include <array>

#include "psmp/rules/rule.hpp"

// Every conflict type. A further one is a file that finds it, and a line here.

namespace metaqore::psmp {

/// Cited by the entries of what was judged. Grows when a case would be judged in another way than before.
inline constexpr std::uint64_t rules_version = 2;

// Each in the file of its name.
void parallel_creation(const Case&, Findings&);
void version_mismatch(const Case&, Findings&);
void missing_dependency(const Case&, Findings&);

/// In the order in which they are asked.
inline constexpr std::array rules{
    Rule{ConflictType::parallel_creation, "parallel_creation", Severity::high, Strategy::merge,
         parallel_creation},
    Rule{ConflictType::version_mismatch, "version_mismatch", Severity::medium, Strategy::merge,
         version_mismatch},
    Rule{ConflictType::missing_dependency, "missing_dependency", Severity::high, Strategy::retry,
         missing_dependency},
};

}  // namespace metaqore::psmp
