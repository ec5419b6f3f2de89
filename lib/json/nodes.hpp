#pragma once

#include <algorithm>
#include <memory>
#include <memory_resource>
#include <string_view>
#include <variant>
#include <vector>

#include "json/compare.hpp"
#include "json/node.hpp"

// Nodes that may be absent, and new ones made of others.

namespace metaqore::json {

inline const Run<Member>* object_at(const Node* node) noexcept {
  return node == nullptr ? nullptr : std::get_if<Run<Member>>(&node->value);
}

inline const Run<Node>* array_at(const Node* node) noexcept {
  return node == nullptr ? nullptr : std::get_if<Run<Node>>(&node->value);
}

/// Whether two places are alike; absence is like absence alone.
inline bool same(const Node* left, const Node* right) noexcept {
  return left == nullptr || right == nullptr ? left == right : equal(*left, *right);
}

inline const Node* new_node(const Node& node, std::pmr::memory_resource& memory) {
  return std::construct_at(std::pmr::polymorphic_allocator<>(&memory).allocate_object<Node>(), node);
}

/// A node of a copy of these parts: an array of nodes, or an object of members in canonical order.
template <class T>
const Node* new_node(const T* first, const T* last, std::pmr::memory_resource& memory) {
  const auto size = static_cast<std::size_t>(last - first);
  auto* parts = std::pmr::polymorphic_allocator<>(&memory).allocate_object<T>(size);
  std::uninitialized_copy(first, last, parts);
  return new_node(Node{Run<T>{parts, size}}, memory);
}

inline std::string_view new_text(std::string_view text, std::pmr::memory_resource& memory) {
  auto* copy = std::pmr::polymorphic_allocator<>(&memory).allocate_object<char>(text.size());
  std::copy(text.begin(), text.end(), copy);
  return {copy, text.size()};
}

}  // namespace metaqore::json
