#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// What a document is made of, seen by this room alone. Nodes, members and strings lie in the document's
// memory resource and have no destructor.

namespace metaqore::json {

template <class T>
struct Run {
  const T* first = nullptr;
  std::size_t size = 0;

  const T* begin() const noexcept { return first; }
  const T* end() const noexcept { return first + size; }
};

struct Member;

/// An integer is an int64 if it fits, else an uint64. A double is never an integer that reads as one in
/// canonical form, so that a document and its canonical form have the same nodes.
struct Node {
  std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string_view, Run<Node>,
               Run<Member>>
      value;
};

/// An object's members stand in canonical order.
struct Member {
  std::string_view name;
  Node value;
};

struct Bounds;
struct Inner;

/// Whether strings of the nodes are copies, or lie in the text where they stand there as they are.
enum class Texts { copied, borrowed };

/// Reads a document into `memory`, under these bounds and the rules and errors of metaqore::Json. `text` is
/// not needed afterwards where it is not borrowed. `find_inner` is a FindInner or nullptr.
Node read(std::string_view text, const Bounds& bounds, std::pmr::memory_resource& memory,
          std::optional<Inner> (*find_inner)(const std::vector<std::string>& tokens) = nullptr,
          Texts texts = Texts::copied);

}  // namespace metaqore::json
