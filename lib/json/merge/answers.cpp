#include "json/merge/answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/text.hpp"
#include "json/document.hpp"
#include "json/nodes.hpp"
#include "json/pointer.hpp"

namespace metaqore::json {

namespace {

/// The residuals or answers in the order of their pointers as texts. Refuses two with one pointer.
template <class T>
std::vector<const T*> by_pointer(const std::vector<T>& all, std::string_view what) {
  std::vector<const T*> sorted;
  sorted.reserve(all.size());
  for (const auto& each : all) sorted.push_back(&each);
  std::sort(sorted.begin(), sorted.end(),
            [](const T* left, const T* right) { return left->pointer < right->pointer; });
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end(), [](const T* left, const T* right) {
    return left->pointer == right->pointer;
  });
  if (twice != sorted.end()) {
    refuse_answer((*twice)->pointer, fmt::format("there are two {}", what), "give one");
  }
  return sorted;
}

const std::optional<Json>& value_of(const Residual& residual, const Answer& answer) {
  if (answer.take != Take::value && answer.value) {
    refuse_answer(answer.pointer, "the answer has a value, and takes another one",
                  "take `value`, or leave the value out");
  }
  switch (answer.take) {
    case Take::base:
      return residual.base;
    case Take::ours:
      return residual.ours;
    case Take::theirs:
      return residual.theirs;
    case Take::value:
      return answer.value;
  }
  refuse_answer(answer.pointer, "the answer takes what there is not",
                "take `base`, `ours`, `theirs` or `value`");
}

Edit edit_of(const Residual& residual, const Answer& answer, std::pmr::memory_resource& memory) {
  const auto node = [&](const std::optional<Json>& value) {
    return value ? new_node(read(value->text(), {}, memory), memory) : nullptr;
  };
  Edit edit{.pointer = residual.pointer, .value = node(value_of(residual, answer))};
  if (residual.kind != ResidualKind::order) return edit;
  edit.keys = node(residual.base);
  if (array_at(edit.keys) == nullptr) {
    refuse_answer(residual.pointer, "the residual of an order has no keys as its base",
                  "give what merge() gave");
  }
  if (array_at(edit.value) == nullptr) {
    refuse_answer(residual.pointer, "the answer is no array of keys, and the question is an order",
                  "give the keys of the residual in the order wanted");
  }
  return edit;
}

}  // namespace

void refuse_answer(std::string_view pointer, std::string_view what, std::string_view remedy) {
  const auto valid = base::is_utf8(pointer) ? std::string(pointer) : base::shown(pointer);
  throw Error(ErrorCode::invalid_argument, "merge.answer",
              fmt::format("{} at `{}`; {}", what, base::shown(pointer), remedy),
              fmt::format(R"({{"pointer":{}}})", quoted(valid)));
}

std::vector<Edit> read_answers(const Merge& merge, const std::vector<Answer>& answers,
                               std::pmr::memory_resource& memory) {
  const auto open = by_pointer(merge.residuals, "residuals");
  const auto given = by_pointer(answers, "answers");
  std::vector<Edit> edits;
  edits.reserve(open.size());
  auto answer = given.begin();
  for (const auto* residual : open) {
    if (pointer_fault(residual->pointer)) {
      refuse_answer(residual->pointer, "the residual has no JSON Pointer", "give what merge() gave");
    }
    if (answer == given.end() || residual->pointer < (*answer)->pointer) {
      refuse_answer(residual->pointer, "there is no answer", "answer each residual");
    }
    if ((*answer)->pointer < residual->pointer) break;
    edits.push_back(edit_of(*residual, **answer++, memory));
  }
  if (answer != given.end()) {
    refuse_answer((*answer)->pointer, "there is an answer, but no residual",
                  "answer the residuals, by the pointers that they have");
  }
  std::sort(edits.begin(), edits.end(),
            [](const Edit& left, const Edit& right) { return pointer_less(left.pointer, right.pointer); });
  return edits;
}

}  // namespace metaqore::json
