#pragma once

#include <cstddef>
#include <optional>

#include "support/random_value.hpp"
#include "support/value.hpp"

// Patches (RFC 6902), random ones, and what each of their operations means.

namespace metaqore::test {

/// Operations, at most so many, of which most have something to meet where they come in turn. Few cannot be
/// made, and few are malformed.
Items random_patch(RandomJson& json, const Value& document, std::size_t most = 5);

/// Whether it is an operation at all (RFC 6902 §4), and none that takes away the whole document.
bool is_operation(const Value& operation);

/// One operation made as RFC 6902 §4 says it, word by word; nullopt where it fails. REQUIRES: an operation.
std::optional<Value> patched(Value document, const Value& operation);

}  // namespace metaqore::test
