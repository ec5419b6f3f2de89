#pragma once

#include <vector>

#include "json/merge/keyed.hpp"

namespace metaqore::json {

/// Orders of the elements of a merged array.
struct Arrangement {
  std::vector<Keyed::Number> merged{};
  /// Both sides have an order of their own: these two, and `merged` is that of the base.
  bool is_open = false;
  std::vector<Keyed::Number> ours{}, theirs{};
};

/// How the elements that stay are arranged. What both sides have stands in the order of the side that changed
/// it; an element of one side stands behind the one that it follows there, or at the start. Where each side
/// has some for one place, those come first whose first key is less. Swapping the sides swaps `ours` and
/// `theirs`, and nothing else.
Arrangement arrange(const Keyed& keyed, const std::vector<bool>& stays);

}  // namespace metaqore::json
