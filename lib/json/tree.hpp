#pragma once

#include <memory_resource>
#include <string_view>

#include "json/document.hpp"
#include "json/node.hpp"

namespace metaqore::json {

/// A document's nodes, and the memory that they lie in. Neither copied nor moved.
class Tree {
 public:
  explicit Tree(std::string_view text, const Bounds& bounds = {}, FindInner find_inner = nullptr);
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  const Node& root() const noexcept { return root_; }

 private:
  std::pmr::monotonic_buffer_resource memory_;
  Node root_;
};

/// A node that was made of others, as a document. Throws Error(invalid_argument, `json.too_large` or
/// `json.too_deep`) beyond Json's bounds; `what` says in the message what it would have been: "the merged
/// document". REQUIRES: no deeper than a few times Json::max_depth.
Json to_json(const Node& node, std::string_view what);

/// The same refusals, of what is not made of nodes.
[[noreturn]] void refuse_too_large(std::string_view what);
[[noreturn]] void refuse_too_deep(std::string_view what);

}  // namespace metaqore::json
