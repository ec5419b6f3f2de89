#pragma once

#include "json/node.hpp"
#include "metaqore/schema.hpp"

namespace metaqore {

/// For callers within the library, which have read the data already.
struct SchemaAccess {
  static Validation validate(const Schema& schema, const json::Node& data, const ValidationLimits& limits);
};

}  // namespace metaqore
