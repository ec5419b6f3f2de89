#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory_resource>
#include <optional>
#include <string_view>

#include "json/node.hpp"

// Documents that change: values that share what they did not change with the documents that they were read
// from, and with each other. A copy costs nothing before one of the two is changed, and then no more than the
// way to the change.

namespace metaqore::json::patch {

struct Container;

/// A value as it was read, or a container that was changed since. One of the two is nullptr.
struct Value {
  const Node* node = nullptr;
  Container* own = nullptr;
};

/// A piece of an array or object: a run as it was read, or one value by itself. Pieces form an AVL tree, in
/// which the position in the container is the order.
struct Part {
  Part* left = nullptr;
  Part* right = nullptr;
  std::uint32_t count = 0;  ///< of the values in the tree
  std::uint32_t size = 0;   ///< of the values in this piece
  std::uint32_t epoch = 0;  ///< in which it was made
  std::uint8_t height = 0;
  bool is_single = false;
  Run<Node> items{};        ///< of a run in an array
  Run<Member> members{};    ///< of a run in an object
  std::string_view name{};  ///< of a single value in an object
  Value value{};            ///< that single value
};

struct Container {
  bool is_array = false;
  std::uint32_t epoch = 0;
  Part* root = nullptr;

  std::size_t size() const noexcept { return root == nullptr ? 0 : root->count; }
};

/// Where an object has a name, or where it would be.
struct Found {
  std::size_t index = 0;
  bool is_there = false;
};

Found find(const Container& object, std::string_view name) noexcept;

/// REQUIRES: there is one.
Value at(const Container& container, std::size_t index) noexcept;

/// Visits all values in order, with their names in an object, until `visit` answers false.
bool each(const Container& container, const std::function<bool(std::string_view name, const Value&)>& visit);

/// Changes containers. What exists when share() is called is changed no more: it is copied part by part where
/// a change has to go through it.
class Editor {
 public:
  explicit Editor(std::pmr::memory_resource& memory) : memory_(memory) {}

  void share() noexcept { ++epoch_; }
  std::size_t made() const noexcept {
    return made_;
  }  ///< parts and containers so far: what measures time and memory

  /// The container at a value, which may be changed. REQUIRES: an array or object is there.
  Container& open(Value& value);

  /// The value at a position of an open container, which may be changed until the container is.
  Value& edit(Container& container, std::size_t index);
  void insert(Container& container, std::size_t index, const Value& value, std::string_view name = {});
  void erase(Container& container, std::size_t index);

 private:
  Part* make(const Part& part);
  Part* fresh(Part* part);
  Part* slice(const Part& run, std::size_t first, std::size_t end);
  Part* single(const Value& value, std::string_view name);
  Part* join(Part* left, Part* middle, Part* right);
  Part* join(Part* left, Part* right);
  Part* balance(Part* part);
  Part* rotate_left(Part* part);
  Part* rotate_right(Part* part);
  Part* isolate(Part* part, std::size_t index, Part*& found);
  Part* insert(Part* part, std::size_t index, Part* added);
  Part* erase(Part* part, std::size_t index);
  Part* erase_first(Part* part, Part*& first);

  std::pmr::memory_resource& memory_;
  std::uint32_t epoch_ = 0;
  std::size_t made_ = 0;
};

}  // namespace metaqore::json::patch
