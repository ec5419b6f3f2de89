#include <algorithm>
#include <cstddef>
#include <memory_resource>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "json/canonical.hpp"
#include "json/merge/answers.hpp"
#include "json/nodes.hpp"
#include "json/pointer.hpp"
#include "json/tree.hpp"

namespace metaqore {

namespace {

using namespace json;

using Edits = std::span<const Edit>;

[[noreturn]] void refuse_residual(const Edit& edit, std::string_view what) {
  refuse_answer(edit.pointer, what, "give what merge() gave");
}

/// The elements' numbers in the order of their keys. Refuses one that is there twice.
std::vector<std::size_t> by_key(const Run<Node>& keys, const Edit& edit) {
  std::vector<std::size_t> order(keys.size);
  for (std::size_t at = 0; at < order.size(); ++at) order[at] = at;
  const auto compare_at = [&](std::size_t left, std::size_t right) {
    return compare(keys.first[left], keys.first[right]);
  };
  std::sort(order.begin(), order.end(),
            [&](std::size_t left, std::size_t right) { return compare_at(left, right) < 0; });
  const auto is_twice = [&](std::size_t left, std::size_t right) { return compare_at(left, right) == 0; };
  if (std::adjacent_find(order.begin(), order.end(), is_twice) != order.end()) {
    refuse_answer(edit.pointer, "a key is there twice in the order", "give each key of the residual once");
  }
  return order;
}

/// Puts elements into the order that an edit says. An element that is nullptr was removed.
void reorder(std::vector<const Node*>& elements, const Edit& edit) {
  const auto &from = *array_at(edit.keys), &to = *array_at(edit.value);
  if (from.size != elements.size())
    refuse_residual(edit, "the residual does not have a key for each element");
  const auto old_places = by_key(from, edit), new_places = by_key(to, edit);
  const auto is_equal = [&](std::size_t left, std::size_t right) {
    return equal(from.first[left], to.first[right]);
  };
  if (!std::equal(old_places.begin(), old_places.end(), new_places.begin(), new_places.end(), is_equal)) {
    refuse_answer(edit.pointer, "the keys of the order are not those of the elements",
                  "give each key of the residual once");
  }
  std::vector<const Node*> ordered(elements.size());
  for (std::size_t at = 0; at < ordered.size(); ++at) ordered[new_places[at]] = elements[old_places[at]];
  elements = std::move(ordered);
}

/// Makes edits that stand in the order of their pointers, in one walk.
class Resolver {
 public:
  explicit Resolver(std::pmr::memory_resource& memory) : memory_(memory) {}

  /// What stands after these edits where `node` did, whose pointer has `size` bytes. The edits are at this
  /// place or below it.
  const Node* resolve(const Node* node, Edits edits, std::size_t size) {
    if (edits.empty()) return node;
    const auto& first = edits.front();
    const bool is_here = first.pointer.size() == size;
    if (is_here && first.keys == nullptr) {
      if (edits.size() > 1) refuse_residual(edits[1], "a residual stands below another");
      return first.value;
    }
    if (const auto* items = array_at(node)) {
      return resolve_items(*items, is_here ? &first : nullptr, edits.subspan(is_here ? 1 : 0), size);
    }
    if (is_here) refuse_residual(first, "there is no array to be ordered");
    if (const auto* members = object_at(node)) return resolve_members(*members, edits, size);
    refuse_residual(first, "there is no place in the merged document");
  }

 private:
  /// Those of the edits, from the first on, that have the same token behind `size` bytes of their pointers.
  static Edits next(Edits edits, std::size_t size) {
    const auto token = token_at(edits.front().pointer, size);
    const auto end = std::find_if(edits.begin(), edits.end(),
                                  [&](const Edit& edit) { return token_at(edit.pointer, size) != token; });
    return edits.first(static_cast<std::size_t>(end - edits.begin()));
  }

  const Node* resolve_items(const Run<Node>& items, const Edit* order, Edits edits, std::size_t size) {
    std::vector<const Node*> elements;
    elements.reserve(items.size);
    for (const auto& item : items) elements.push_back(&item);
    while (!edits.empty()) {
      const auto together = next(edits, size);
      const auto token = token_at(edits.front().pointer, size);
      const auto index = index_of(token);
      if (!index || *index >= elements.size()) {
        refuse_residual(edits.front(), "there is no place in the merged document");
      }
      elements[*index] = resolve(elements[*index], together, size + 1 + token.size());
      edits = edits.subspan(together.size());
    }
    if (order != nullptr) reorder(elements, *order);
    std::vector<Node> left;
    left.reserve(elements.size());
    for (const auto* element : elements) {
      if (element != nullptr) left.push_back(*element);
    }
    return new_node(left.data(), left.data() + left.size(), memory_);
  }

  const Node* resolve_members(const Run<Member>& members, Edits edits, std::size_t size) {
    std::vector<std::pair<std::string_view, const Node*>> changed;
    while (!edits.empty()) {
      const auto together = next(edits, size);
      const auto token = token_at(edits.front().pointer, size);
      const auto name = new_text(unescaped(token), memory_);
      changed.emplace_back(name, resolve(find_member(members, name), together, size + 1 + token.size()));
      edits = edits.subspan(together.size());
    }
    std::sort(changed.begin(), changed.end(), [](const auto& left, const auto& right) {
      return name_less(left.first, right.first);  // pointers have indices first
    });
    std::vector<Member> left;
    left.reserve(members.size + changed.size());
    auto change = changed.begin();
    const auto add_changed = [&] {
      if (change->second != nullptr) left.push_back({change->first, *change->second});
      ++change;
    };
    for (const auto& member : members) {
      while (change != changed.end() && name_less(change->first, member.name)) add_changed();
      if (change != changed.end() && change->first == member.name) {
        add_changed();
      } else {
        left.push_back(member);
      }
    }
    while (change != changed.end()) add_changed();
    return new_node(left.data(), left.data() + left.size(), memory_);
  }

  std::pmr::memory_resource& memory_;
};

}  // namespace

std::optional<Json> resolve(const Merge& merge, const std::vector<Answer>& answers) {
  std::pmr::monotonic_buffer_resource memory;
  const auto edits = read_answers(merge, answers, memory);
  std::optional<Tree> tree;
  const auto* merged = merge.merged ? &tree.emplace(merge.merged->text()).root() : nullptr;
  const auto* root = Resolver(memory).resolve(merged, edits, 0);
  return root == nullptr ? std::nullopt : std::optional(to_json(*root, "the resolved document"));
}

}  // namespace metaqore
