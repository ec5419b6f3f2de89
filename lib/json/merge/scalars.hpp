#pragma once

#include <memory_resource>

#include "json/merge/rules.hpp"
#include "json/node.hpp"

namespace metaqore::json {

/// What a policy makes of two scalars; nullptr where it does not say. `versions` is not nullptr where the
/// policy has an ecosystem.
const Node* merge_scalars(const ScalarRule& rule, const VersionAlgebra* versions, const Node& ours,
                          const Node& theirs, std::pmr::memory_resource& memory);

}  // namespace metaqore::json
