#pragma once

#include <string>
#include <vector>

namespace metaqore {

/// A part of a list: at most as many items as were asked for, and no more than hold 8 MiB of the file
/// together; one always comes. All pages of one list show the state that the first page saw.
template <class T>
struct [[nodiscard]] Page {
  std::vector<T> items{};
  std::string next{};  ///< the cursor of the page after this, for the same query; empty on the last
  bool operator==(const Page&) const = default;
};

}  // namespace metaqore
