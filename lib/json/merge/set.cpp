#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "json/canonical.hpp"
#include "json/compare.hpp"
#include "json/merge/arrays.hpp"
#include "json/nodes.hpp"

namespace metaqore::json {

namespace {

using Elements = std::vector<const Node*>;

bool less(const Node* left, const Node* right) { return compare(*left, *right) < 0; }

bool contains(const Elements& sorted, const Node* element) {
  return std::binary_search(sorted.begin(), sorted.end(), element, less);
}

/// Sorts the elements. Says why they are no set of scalars, if they are none.
std::string read_set(const Run<Node>& items, Elements& elements) {
  elements.reserve(items.size);
  for (const auto& item : items) {
    if (!is_scalar(item)) {
      return fmt::format("`[{}]` is an {}", &item - items.first, array_at(&item) ? "array" : "object");
    }
    elements.push_back(&item);
  }
  // Of equal ones the first is the first in the array.
  std::sort(elements.begin(), elements.end(), [](const Node* left, const Node* right) {
    const auto order = compare(*left, *right);
    return order != 0 ? order < 0 : left < right;
  });
  const auto twice =
      std::adjacent_find(elements.begin(), elements.end(),
                         [](const Node* left, const Node* right) { return equal(*left, *right); });
  if (twice == elements.end()) return "";
  std::string value;
  append_canonical(value, **twice);
  return fmt::format("`[{}]` is `{}`, as `[{}]` is", twice[1] - items.first, base::shown(value),
                     twice[0] - items.first);
}

}  // namespace

const Node* merge_sets(const Arrays& arrays, ArrayFaults& faults, std::pmr::memory_resource& memory) {
  Elements base, ours, theirs;
  faults = {read_set(arrays.base, base), read_set(arrays.ours, ours), read_set(arrays.theirs, theirs)};
  if (!faults.none()) return nullptr;
  std::vector<Node> merged;
  for (const auto& item : arrays.base) {
    if (contains(ours, &item) && contains(theirs, &item)) merged.push_back(item);
  }
  Elements either;
  std::set_union(ours.begin(), ours.end(), theirs.begin(), theirs.end(), std::back_inserter(either), less);
  for (const auto* element : either) {
    if (!contains(base, element)) merged.push_back(*element);
  }
  return new_node(merged.data(), merged.data() + merged.size(), memory);
}

}  // namespace metaqore::json
