#pragma once

#include <cstddef>
#include <string>

// How large and deep documents are written.

namespace metaqore::test {

inline std::string repeated(const std::string& part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

/// `part(i)` for each i below `size`, with commas between them.
template <class Part>
std::string listed(std::size_t size, Part&& part) {
  std::string text;
  for (std::size_t at = 0; at < size; ++at) {
    if (at > 0) text += ',';
    text += part(at);
  }
  return text;
}

/// An array of an array and so on.
inline std::string nested(std::size_t depth, const std::string& inside = "0") {
  return repeated("[", depth) + inside + repeated("]", depth);
}

}  // namespace metaqore::test
