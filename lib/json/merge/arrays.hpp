#pragma once

#include <memory_resource>
#include <string>

#include "json/node.hpp"

namespace metaqore::json {

/// An array of each document.
struct Arrays {
  const Run<Node>& base;
  const Run<Node>& ours;
  const Run<Node>& theirs;
};

/// Why an array is not what its policy needs, for a person; empty where it is.
struct ArrayFaults {
  std::string base{};
  std::string ours{};
  std::string theirs{};

  bool none() const noexcept { return base.empty() && ours.empty() && theirs.empty(); }
};

/// Arrays as sets; nullptr, with the faults, where one of them is none: an element is no scalar, or is there
/// twice.
const Node* merge_sets(const Arrays& arrays, ArrayFaults& faults, std::pmr::memory_resource& memory);

/// The base with the edits of both sides; nullptr where they overlap or put elements at one gap.
const Node* merge_edits(const Arrays& arrays, std::pmr::memory_resource& memory);

}  // namespace metaqore::json
