#pragma once

#include "schema/node.hpp"

namespace metaqore::schema {

/// Whether `value` is an integer times `divisor`, exactly. A double counts as the decimal that its canonical
/// text is: 0.3 is a multiple of 0.1. REQUIRES: both are numbers, and `divisor` is not 0.
bool is_multiple(const Node& value, const Node& divisor) noexcept;

}  // namespace metaqore::schema
