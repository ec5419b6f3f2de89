#include "json/patch/parts.hpp"

#include <algorithm>
#include <new>

#include "json/canonical.hpp"

namespace metaqore::json::patch {

namespace {

std::uint32_t count(const Part* part) noexcept { return part == nullptr ? 0 : part->count; }
int height(const Part* part) noexcept { return part == nullptr ? 0 : part->height; }

void update(Part& part) noexcept {
  part.count = count(part.left) + part.size + count(part.right);
  part.height = static_cast<std::uint8_t>(std::max(height(part.left), height(part.right)) + 1);
}

std::string_view first_name(const Part& part) noexcept {
  return part.is_single ? part.name : part.members.first->name;
}

std::string_view last_name(const Part& part) noexcept {
  return part.is_single ? part.name : part.members.first[part.members.size - 1].name;
}

bool each(const Part* part, const std::function<bool(std::string_view, const Value&)>& visit) {
  if (part == nullptr) return true;
  if (!each(part->left, visit)) return false;
  if (part->is_single && !visit(part->name, part->value)) return false;
  for (const auto& item : part->items) {
    if (!visit({}, {&item, nullptr})) return false;
  }
  for (const auto& [name, value] : part->members) {
    if (!visit(name, {&value, nullptr})) return false;
  }
  return each(part->right, visit);
}

}  // namespace

Found find(const Container& object, std::string_view name) noexcept {
  std::size_t before = 0;
  for (const auto* part = object.root; part != nullptr;) {
    if (name_less(name, first_name(*part))) {
      part = part->left;
    } else if (name_less(last_name(*part), name)) {
      before += count(part->left) + part->size;
      part = part->right;
    } else {
      before += count(part->left);
      if (part->is_single) return {before, true};
      const auto* found = std::lower_bound(
          part->members.begin(), part->members.end(), name,
          [](const Member& member, std::string_view key) { return name_less(member.name, key); });
      return {before + static_cast<std::size_t>(found - part->members.begin()), found->name == name};
    }
  }
  return {before, false};
}

Value at(const Container& container, std::size_t index) noexcept {
  const auto* part = container.root;
  while (true) {
    if (index < count(part->left)) {
      part = part->left;
      continue;
    }
    index -= count(part->left);
    if (index < part->size) break;
    index -= part->size;
    part = part->right;
  }
  if (part->is_single) return part->value;
  return {container.is_array ? part->items.first + index : &part->members.first[index].value, nullptr};
}

bool each(const Container& container, const std::function<bool(std::string_view, const Value&)>& visit) {
  return each(container.root, visit);
}

Container& Editor::open(Value& value) {
  if (value.own != nullptr && value.own->epoch == epoch_) return *value.own;
  ++made_;
  auto* container = ::new (memory_.allocate(sizeof(Container), alignof(Container))) Container;
  if (value.own != nullptr) {
    *container = *value.own;
  } else if (const auto* items = std::get_if<Run<Node>>(&value.node->value)) {
    container->is_array = true;
    if (items->size > 0) {
      container->root = make({.size = static_cast<std::uint32_t>(items->size), .items = *items});
    }
  } else {
    const auto& members = std::get<Run<Member>>(value.node->value);
    if (members.size > 0) {
      container->root = make({.size = static_cast<std::uint32_t>(members.size), .members = members});
    }
  }
  container->epoch = epoch_;
  value = {nullptr, container};
  return *container;
}

Value& Editor::edit(Container& container, std::size_t index) {
  Part* found = nullptr;
  container.root = isolate(container.root, index, found);
  return found->value;
}

void Editor::insert(Container& container, std::size_t index, const Value& value, std::string_view name) {
  container.root = insert(container.root, index, single(value, name));
}

void Editor::erase(Container& container, std::size_t index) { container.root = erase(container.root, index); }

Part* Editor::make(const Part& part) {
  ++made_;
  auto* copy = ::new (memory_.allocate(sizeof(Part), alignof(Part))) Part(part);
  copy->epoch = epoch_;
  update(*copy);
  return copy;
}

Part* Editor::fresh(Part* part) { return part->epoch == epoch_ ? part : make(*part); }

/// A part of a run, without a tree around it; nullptr where it is empty.
Part* Editor::slice(const Part& run, std::size_t first, std::size_t end) {
  if (first == end) return nullptr;
  Part part{.size = static_cast<std::uint32_t>(end - first)};
  if (run.items.size > 0) part.items = {run.items.first + first, end - first};
  if (run.members.size > 0) part.members = {run.members.first + first, end - first};
  return make(part);
}

Part* Editor::single(const Value& value, std::string_view name) {
  return make({.size = 1, .is_single = true, .name = name, .value = value});
}

// Trees are joined as by Blelloch, Ferizovic and Sun, "Just Join for Parallel Ordered Sets" (2016), §4.1, in
// steps for each level by which their heights differ.
Part* Editor::join(Part* left, Part* middle, Part* right) {
  if (height(left) > height(right) + 1) {
    left = fresh(left);
    left->right = join(left->right, middle, right);
    return balance(left);
  }
  if (height(right) > height(left) + 1) {
    right = fresh(right);
    right->left = join(left, middle, right->left);
    return balance(right);
  }
  middle = fresh(middle);
  middle->left = left;
  middle->right = right;
  update(*middle);
  return middle;
}

Part* Editor::join(Part* left, Part* right) {
  if (left == nullptr) return right;
  if (right == nullptr) return left;
  Part* first = nullptr;
  right = erase_first(right, first);
  return join(left, first, right);
}

/// REQUIRES: fresh, and its sides are balanced and differ in height by two at most.
Part* Editor::balance(Part* part) {
  if (height(part->right) > height(part->left) + 1) {
    part->right = fresh(part->right);
    if (height(part->right->left) > height(part->right->right)) part->right = rotate_right(part->right);
    return rotate_left(part);
  }
  if (height(part->left) > height(part->right) + 1) {
    part->left = fresh(part->left);
    if (height(part->left->right) > height(part->left->left)) part->left = rotate_left(part->left);
    return rotate_right(part);
  }
  update(*part);
  return part;
}

Part* Editor::rotate_left(Part* part) {
  auto* top = fresh(part->right);
  part->right = top->left;
  update(*part);
  top->left = part;
  update(*top);
  return top;
}

Part* Editor::rotate_right(Part* part) {
  auto* top = fresh(part->left);
  part->left = top->right;
  update(*part);
  top->right = part;
  update(*top);
  return top;
}

Part* Editor::isolate(Part* part, std::size_t index, Part*& found) {
  const std::size_t before = count(part->left), own = part->size;
  if (index < before) return join(isolate(part->left, index, found), part, part->right);
  if (index >= before + own) return join(part->left, part, isolate(part->right, index - before - own, found));
  if (part->is_single) return found = fresh(part);
  const auto at = index - before;
  if (part->items.size > 0) {
    found = single({part->items.first + at, nullptr}, {});
  } else {
    const auto& member = part->members.first[at];
    found = single({&member.value, nullptr}, member.name);
  }
  auto* left = at == 0 ? part->left : join(part->left, slice(*part, 0, at), nullptr);
  auto* right = at + 1 == own ? part->right : join(nullptr, slice(*part, at + 1, own), part->right);
  return join(left, found, right);
}

Part* Editor::insert(Part* part, std::size_t index, Part* added) {
  if (part == nullptr) return added;
  const std::size_t before = count(part->left), own = part->size;
  if (index <= before) return join(insert(part->left, index, added), part, part->right);
  if (index >= before + own) return join(part->left, part, insert(part->right, index - before - own, added));
  const auto at = index - before;
  return join(join(part->left, slice(*part, 0, at), nullptr), added,
              join(nullptr, slice(*part, at, own), part->right));
}

Part* Editor::erase(Part* part, std::size_t index) {
  const std::size_t before = count(part->left), own = part->size;
  if (index < before) return join(erase(part->left, index), part, part->right);
  if (index >= before + own) return join(part->left, part, erase(part->right, index - before - own));
  if (own == 1) return join(part->left, part->right);
  const auto at = index - before;
  if (at == 0) return join(part->left, slice(*part, 1, own), part->right);
  auto* left = join(part->left, slice(*part, 0, at), nullptr);
  return at + 1 == own ? join(left, part->right) : join(left, slice(*part, at + 1, own), part->right);
}

Part* Editor::erase_first(Part* part, Part*& first) {
  if (part->left == nullptr) {
    first = part;
    return part->right;
  }
  auto* left = erase_first(part->left, first);
  return join(left, part, part->right);
}

}  // namespace metaqore::json::patch
