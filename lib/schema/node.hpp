#pragma once

#include "json/node.hpp"

namespace metaqore::schema {

// Schemas and data are documents, and made of the same.
using json::Member;
using json::Node;
using json::Run;

}  // namespace metaqore::schema
