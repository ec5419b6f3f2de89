#pragma once

#include <memory_resource>
#include <optional>
#include <string_view>
#include <vector>

#include "json/node.hpp"
#include "metaqore/json_merge.hpp"

namespace metaqore::json {

/// What is to be done at a place of a document.
struct Edit {
  std::string_view pointer{};
  /// What is to stand there; nullptr removes what does. Of an order, an array of the keys.
  const Node* value = nullptr;
  const Node* keys = nullptr;  ///< of an order alone: an array of the keys as the elements stand
};

/// One edit for each residual, in the order of their pointers. The nodes lie in `memory`, the pointers in the
/// merge. Throws Error(invalid_argument, `merge.answer`).
std::vector<Edit> read_answers(const Merge& merge, const std::vector<Answer>& answers,
                               std::pmr::memory_resource& memory);

/// Throws Error(invalid_argument, `merge.answer`): "`what` at `pointer`; `remedy`".
[[noreturn]] void refuse_answer(std::string_view pointer, std::string_view what, std::string_view remedy);

}  // namespace metaqore::json
