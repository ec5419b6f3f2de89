#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/node.hpp"

// A document as people read it, line by line.

namespace metaqore::json::patch {

/// A line: a member or element that has nothing inside, or the begin or the end of one that has.
struct Line {
  enum class Kind : std::uint8_t { value, begin, end };

  const Node* node = nullptr;
  const std::string_view* name = nullptr;  ///< of a member; nullptr of an element, of the root and of an end
  std::uint8_t depth = 0;                  ///< how many containers it is in
  Kind kind{};
};

/// The lines of a document, which has to stay.
std::vector<Line> lines_of(const Node& root);

/// What equal lines share, and few others (sequence.hpp).
std::uint64_t fingerprint(const Line& line) noexcept;

/// A total order in which lines are equal that read alike.
std::strong_ordering compare(const Line& left, const Line& right) noexcept;

/// Appends the line, indented by two spaces for each container, and its end.
void append(std::string& text, const Line& line);

}  // namespace metaqore::json::patch
