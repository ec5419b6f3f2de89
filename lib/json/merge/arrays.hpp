#pragma once

#include <memory_resource>
#include <optional>

#include "json/node.hpp"

namespace metaqore::json {

/// An array of each document.
struct Arrays {
  const Run<Node>& base;
  const Run<Node>& ours;
  const Run<Node>& theirs;
};

/// Arrays as sets; nullptr where one of them is none: an element is no scalar, or is there twice.
const Node* merge_sets(const Arrays& arrays, std::pmr::memory_resource& memory);

/// The base with the edits of both sides; nullptr where they overlap or put elements at one gap.
const Node* merge_edits(const Arrays& arrays, std::pmr::memory_resource& memory);

}  // namespace metaqore::json
