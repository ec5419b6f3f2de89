#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "json/merge/arrays.hpp"
#include "json/merge/report.hpp"
#include "json/merge/rules.hpp"
#include "json/node.hpp"

namespace metaqore::json {

/// The elements of three keyed arrays, those with the same key as one. An element's number is its place in
/// the order of the keys, so that numbers say which of two keys is less.
struct Keyed {
  using Number = std::uint32_t;

  struct Element {
    std::vector<const Node*> key{};  ///< the values of a key's pointers, on the first side that has it
    Sides sides{};
  };

  std::vector<Element> elements{};
  std::vector<Number> base{}, ours{}, theirs{};  ///< the elements of each array as they stand
};

/// nullopt, with the faults, where an array is not keyed: an element is no object, or a key is missing, is no
/// string, number or boolean, or is there twice.
std::optional<Keyed> match_by_key(const Arrays& arrays, const Keys& keys, ArrayFaults& faults);

}  // namespace metaqore::json
