#pragma once

#include <memory>

#include "metaqore/json_merge.hpp"
#include "support/random_value.hpp"

namespace metaqore::test {

/// A policy document that is taken, most of whose rules meet a place of the document.
Value random_policy(RandomJson& random, const Value& document);

/// The policy that says of the other side what this one says of a side.
Value mirrored(const Value& policy);

/// Versions of the ecosystem `test`, so plain that one sees what a policy has to come to: a version is a
/// number of digits, and `2-4` the constraint that admits 2, 3 and 4.
std::shared_ptr<const VersionAlgebra> test_versions();

/// A policy over these versions.
MergePolicy to_policy(const Value& policy);

}  // namespace metaqore::test
