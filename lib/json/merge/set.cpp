#include <algorithm>
#include <cstddef>
#include <vector>

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

/// Sorts the elements; false where they are not a set of scalars.
bool read_set(const Run<Node>& items, Elements& elements) {
  elements.reserve(items.size);
  for (const auto& item : items) {
    if (!is_scalar(item)) return false;
    elements.push_back(&item);
  }
  std::sort(elements.begin(), elements.end(), less);
  return std::adjacent_find(elements.begin(), elements.end(), [](const Node* left, const Node* right) {
           return equal(*left, *right);
         }) == elements.end();
}

}  // namespace

const Node* merge_sets(const Arrays& arrays, std::pmr::memory_resource& memory) {
  Elements base, ours, theirs;
  if (!read_set(arrays.base, base) || !read_set(arrays.ours, ours) || !read_set(arrays.theirs, theirs)) {
    return nullptr;
  }
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
