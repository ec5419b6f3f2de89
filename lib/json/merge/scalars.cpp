#include "json/merge/scalars.hpp"

#include <algorithm>
#include <compare>
#include <string_view>

#include "base/text.hpp"
#include "json/compare.hpp"
#include "json/nodes.hpp"

namespace metaqore::json {

namespace {

using std::string_view;

/// The greater, or the lesser, of two numbers or two strings.
const Node* extreme(const Node& ours, const Node& theirs, bool greater) {
  const auto *left = std::get_if<string_view>(&ours.value), *right = std::get_if<string_view>(&theirs.value);
  bool is_ours_greater;
  if (left != nullptr && right != nullptr) {
    is_ours_greater = *left > *right;  // UTF-8 sorts by code point
  } else if (is_number(ours) && is_number(theirs)) {
    is_ours_greater = compare_numbers(ours, theirs) > 0;
  } else {
    return nullptr;
  }
  return is_ours_greater == greater ? &ours : &theirs;
}

/// Versions that are equal but written differently are in the order of their texts, so that it does not
/// matter which of them is ours.
const Node* extreme_version(const ScalarRule& rule, const VersionAlgebra& versions, const Node& ours,
                            const Node& theirs) {
  const auto *low = &ours, *high = &theirs;
  if (std::get<string_view>(low->value) > std::get<string_view>(high->value)) std::swap(low, high);
  const auto order =
      versions.compare(rule.ecosystem, std::get<string_view>(low->value), std::get<string_view>(high->value));
  if (!order) return nullptr;
  if (*order > 0) std::swap(low, high);
  return rule.policy == ScalarPolicy::max_version ? high : low;
}

const Node* intersection(const ScalarRule& rule, const VersionAlgebra& versions, string_view ours,
                         string_view theirs, std::pmr::memory_resource& memory) {
  const auto constraint = versions.intersect(rule.ecosystem, std::min(ours, theirs), std::max(ours, theirs));
  if (!constraint || !base::is_utf8(*constraint)) return nullptr;
  return new_node(Node{new_text(*constraint, memory)}, memory);
}

}  // namespace

const Node* merge_scalars(const ScalarRule& rule, const VersionAlgebra* versions, const Node& ours,
                          const Node& theirs, std::pmr::memory_resource& memory) {
  switch (rule.policy) {
    case ScalarPolicy::max:
    case ScalarPolicy::min:
      return extreme(ours, theirs, rule.policy == ScalarPolicy::max);
    case ScalarPolicy::ours:
      return &ours;
    case ScalarPolicy::theirs:
      return &theirs;
    case ScalarPolicy::max_version:
    case ScalarPolicy::min_version:
    case ScalarPolicy::intersect_requirement:
      break;
  }
  const auto *left = std::get_if<string_view>(&ours.value), *right = std::get_if<string_view>(&theirs.value);
  if (left == nullptr || right == nullptr) return nullptr;
  return rule.policy == ScalarPolicy::intersect_requirement
             ? intersection(rule, *versions, *left, *right, memory)
             : extreme_version(rule, *versions, ours, theirs);
}

}  // namespace metaqore::json
