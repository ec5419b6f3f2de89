#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "metaqore/json_merge.hpp"

// Merges as texts, for tests.

namespace metaqore::test {

/// A document; "" is none.
inline std::optional<Json> document(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(Json(text));
}

inline std::string text_of(const std::optional<Json>& document) {
  return document ? document->canonical() : "nothing";
}

inline std::string_view name_of(ResidualKind kind) {
  switch (kind) {
    case ResidualKind::edit_edit:
      return "edit_edit";
    case ResidualKind::add_add:
      return "add_add";
    case ResidualKind::delete_edit:
      return "delete_edit";
    case ResidualKind::type_change:
      return "type_change";
    case ResidualKind::array:
      return "array";
    case ResidualKind::order:
      return "order";
    case ResidualKind::key_invalid:
      return "key_invalid";
  }
  return "of no kind";
}

/// The merged document, and ` & POINTER KIND BASE OURS THEIRS` for each residual.
inline std::string text_of(const Merge& merge) {
  auto text = text_of(merge.merged);
  for (const auto& it : merge.residuals) {
    text += fmt::format(" & {} {} {} {} {}", it.pointer, name_of(it.kind), text_of(it.base), text_of(it.ours),
                        text_of(it.theirs));
  }
  return text;
}

/// The same merge with its sides swapped.
inline Merge mirrored(Merge merge) {
  for (auto& residual : merge.residuals) {
    std::swap(residual.ours, residual.theirs);
    std::swap(residual.ours_actor, residual.theirs_actor);
    std::swap(residual.ours_fault, residual.theirs_fault);
  }
  return merge;
}

/// Whether the laws hold that every policy obeys but `ours` and `theirs`, of which the first does not.
inline std::string broken_law(const std::optional<Json>& base, const std::optional<Json>& ours,
                              const std::optional<Json>& theirs, const MergePolicy& policy) {
  for (const auto& side : {base, ours, theirs}) {
    const Merge expected{side ? std::optional(Json(side->canonical())) : std::nullopt, {}};
    if (merge(base, side, base, policy) != expected) return "merge(b, x, b) is not x";
    if (merge(base, base, side, policy) != expected) return "merge(b, b, x) is not x";
    if (merge(base, side, side, policy) != expected) return "merge(b, x, x) is not x";
  }
  if (merge(base, theirs, ours, policy, {"b", "a"}) !=
      mirrored(merge(base, ours, theirs, policy, {"a", "b"}))) {
    return "swapping the sides does not mirror the merge";
  }
  return "";
}

/// A merge as text, once it was seen that the laws hold.
inline std::string merged(std::string_view base, std::string_view ours, std::string_view theirs,
                          const MergePolicy& policy = {}) {
  const auto b = document(base), o = document(ours), t = document(theirs);
  const auto broken = broken_law(b, o, t, policy);
  return broken.empty() ? text_of(merge(b, o, t, policy)) : broken;
}

}  // namespace metaqore::test
