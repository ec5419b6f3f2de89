#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "json/node.hpp"

// What is asked of every part of a document while it is compared with another, found once for all of them.

namespace metaqore::json::patch {

/// The length of json::quoted(text).
std::size_t quoted_size(std::string_view text) noexcept;

/// A value of a measured document.
struct Place {
  const Node* node = nullptr;
  std::uint32_t at = 0;  ///< of an array or object, the number of its measure
};

/// The measures of a document, which has to stay. REQUIRES: within Json's bounds.
class Measures {
 public:
  explicit Measures(const Node& root);

  Place root() const noexcept { return {root_, 0}; }
  std::uint64_t fingerprint(const Place& place) const noexcept;
  std::size_t size(const Place& place) const;            ///< of the canonical form
  std::size_t depth(const Place& place) const noexcept;  ///< 0 of what is neither an array nor an object
  std::size_t count() const noexcept { return count_; }  ///< of the values in the document

  /// What stands in an array or object, one after the other. Ask for it step by step: first() of the
  /// container, then after() of each, with the node that comes next.
  Place first(const Place& container, const Node& node) const noexcept { return {&node, container.at + 1}; }
  Place after(const Place& before, const Node& node) const noexcept;

 private:
  struct Measure {
    std::uint64_t fingerprint;
    std::uint32_t size;
    std::uint32_t inside : 24;  // containers, itself included: no more than 2^23 fit into Json's bounds
    std::uint32_t depth : 8;
  };
  struct Sum;

  const Measure* measure(const Place& place) const noexcept;
  Sum add(const Node& node);

  const Node* root_;
  std::vector<Measure> measures_;  // of arrays and objects, each before what is in it
  std::size_t count_ = 0;
};

/// Whether the values are equal; in no time where their measures tell that they are not.
bool equal(const Measures& left, const Place& left_place, const Measures& right, const Place& right_place);

}  // namespace metaqore::json::patch
