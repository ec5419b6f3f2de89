#include <algorithm>
#include <memory_resource>
#include <optional>
#include <vector>

#include "json/canonical.hpp"
#include "json/nodes.hpp"
#include "json/tree.hpp"
#include "metaqore/json_patch.hpp"

namespace metaqore {

namespace {

using json::Member;
using json::Node;
using json::Run;

const Run<Member>* object(const Node& node) noexcept { return json::object_at(&node); }
bool is_null(const Node& node) noexcept { return std::holds_alternative<std::nullptr_t>(node.value); }

Node object_of(const std::vector<Member>& members, std::pmr::memory_resource& memory) {
  return *json::new_node(members.data(), members.data() + members.size(), memory);
}

/// Visits the names of both objects in canonical order, with what each has of that name, or nullptr.
template <class Visit>
void each_name(const Run<Member>& a, const Run<Member>& b, Visit&& visit) {
  const auto *i = a.begin(), *j = b.begin();
  while (i != a.end() || j != b.end()) {
    if (j == b.end() || (i != a.end() && json::name_less(i->name, j->name))) {
      visit(i->name, &i->value, static_cast<const Node*>(nullptr));
      ++i;
    } else if (i == a.end() || i->name != j->name) {
      visit(j->name, static_cast<const Node*>(nullptr), &j->value);
      ++j;
    } else {
      visit(j->name, &i->value, &j->value);
      ++i;
      ++j;
    }
  }
}

/// RFC 7396 §2, MergePatch(Target, Patch).
Node merge_patch(const Node& target, const Node& patch, std::pmr::memory_resource& memory) {
  const auto* changes = object(patch);
  if (changes == nullptr) return patch;
  const auto* members = object(target);
  std::vector<Member> result;
  each_name(members == nullptr ? Run<Member>{} : *members, *changes,
            [&](std::string_view name, const Node* old, const Node* change) {
              if (change == nullptr) {
                result.push_back({name, *old});
              } else if (!is_null(*change)) {
                result.push_back({name, merge_patch(old == nullptr ? Node{} : *old, *change, memory)});
              }
            });
  return object_of(result, memory);
}

/// Whether a merge patch makes this value of nothing. In an array a null is a null.
bool is_made(const Node& node) noexcept {
  const auto* members = object(node);
  return members == nullptr || std::all_of(members->begin(), members->end(), [](const Member& member) {
           return !is_null(member.value) && is_made(member.value);
         });
}

/// What makes `to` of `from`; nullopt where nothing does.
std::optional<Node> difference(const Node& from, const Node& to, std::pmr::memory_resource& memory) {
  const auto *a = object(from), *b = object(to);
  if (a == nullptr || b == nullptr) return is_made(to) ? std::optional(to) : std::nullopt;
  std::vector<Member> result;
  bool can_be_made = true;
  each_name(*a, *b, [&](std::string_view name, const Node* old, const Node* value) {
    if (!can_be_made) return;
    if (value == nullptr) {
      result.push_back({name, Node{}});
      return;
    }
    if (old != nullptr && object(*old) != nullptr && object(*value) != nullptr) {
      const auto inside = difference(*old, *value, memory);
      can_be_made = inside.has_value();
      if (inside && object(*inside)->size > 0) result.push_back({name, *inside});
      return;
    }
    if (old != nullptr && json::equal(*old, *value)) return;
    can_be_made = !is_null(*value) && is_made(*value);
    result.push_back({name, *value});
  });
  return can_be_made ? std::optional(object_of(result, memory)) : std::nullopt;
}

}  // namespace

std::optional<Json> make_merge_patch(const Json& from, const Json& to) {
  const json::Tree before(from.text()), after(to.text());
  std::pmr::monotonic_buffer_resource memory;
  const auto patch = difference(before.root(), after.root(), memory);
  return patch ? std::optional(json::to_json(*patch, "the merge patch")) : std::nullopt;
}

Json apply_merge_patch(const Json& document, const Json& patch) {
  const json::Tree target(document.text()), change(patch.text());
  std::pmr::monotonic_buffer_resource memory;
  return json::to_json(merge_patch(target.root(), change.root(), memory), "the patched document");
}

}  // namespace metaqore
