#include "json/merge/keyed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "json/canonical.hpp"
#include "json/compare.hpp"
#include "json/merge/merger.hpp"
#include "json/merge/order.hpp"
#include "json/nodes.hpp"
#include "metaqore/json_pointer.hpp"

namespace metaqore::json {

namespace {

/// The part of a key that lies at these tokens, through objects alone: an element of an array inside would be
/// another one after a merge of that array. nullptr where there is none.
const Node* find_key(const Node& element, const std::vector<std::string>& tokens) {
  const auto* node = &element;
  for (const auto& token : tokens) {
    const auto* members = object_at(node);
    node = members == nullptr ? nullptr : find_member(*members, token);
    if (node == nullptr) return nullptr;
  }
  return is_scalar(*node) && type_of(*node) != Type::null ? node : nullptr;
}

/// The keys of an array, one after the other, and its elements in their order.
class Index {
 public:
  /// Says why the array is not keyed, if it is not.
  std::string read(const Run<Node>& items, const Keys& keys) {
    items_ = &items;
    width_ = keys.size();
    parts_.reserve(items.size * width_);
    for (const auto& item : items) {
      for (const auto& tokens : keys) {
        const auto* part = find_key(item, tokens);
        if (part == nullptr) {
          return fmt::format("`[{}]` has no string, number or boolean at `{}`", &item - items.first,
                             base::shown(pointer_text(tokens)));
        }
        parts_.push_back(part);
      }
    }
    sorted_.resize(items.size);
    for (std::size_t at = 0; at < items.size; ++at) sorted_[at] = static_cast<Keyed::Number>(at);
    const auto order = [this](Keyed::Number left, Keyed::Number right) {
      return compare_keys(key(left), key(right));
    };
    const auto less = [&](auto left, auto right) {  // of equal keys, the one that is first in the array
      const auto by_key = order(left, right);
      return by_key != 0 ? by_key < 0 : left < right;
    };
    if (!std::is_sorted(sorted_.begin(), sorted_.end(), less))
      std::sort(sorted_.begin(), sorted_.end(), less);
    numbers_.resize(items.size);
    const auto twice = std::adjacent_find(sorted_.begin(), sorted_.end(),
                                          [&](auto left, auto right) { return order(left, right) == 0; });
    if (twice == sorted_.end()) return "";
    return fmt::format("`[{}]` has the key `{}`, as `[{}]` has", twice[1], base::shown(key_text(twice[0])),
                       twice[0]);
  }

  bool done() const noexcept { return next_ == sorted_.size(); }

  /// REQUIRES: not done.
  const Node* const* next_key() const noexcept { return key(sorted_[next_]); }

  /// Numbers the next element in the order of keys, if it has this key; else nullptr.
  const Node* take(const Node* const* key, Keyed::Number number) {
    if (done() || compare_keys(next_key(), key) != 0) return nullptr;
    const auto at = sorted_[next_++];
    numbers_[at] = number;
    return items_->first + at;
  }

  std::size_t width() const noexcept { return width_; }

  std::strong_ordering compare_keys(const Node* const* left, const Node* const* right) const noexcept {
    for (std::size_t at = 0; at < width_; ++at) {
      if (const auto order = compare(*left[at], *right[at]); order != 0) return order;
    }
    return std::strong_ordering::equal;
  }

  std::vector<Keyed::Number> numbers() && { return std::move(numbers_); }

 private:
  const Node* const* key(std::size_t at) const noexcept { return parts_.data() + at * width_; }

  std::string key_text(std::size_t at) const {
    std::string text;
    for (std::size_t part = 0; part < width_; ++part) {
      if (part != 0) text += ',';
      append_canonical(text, *key(at)[part]);
    }
    return width_ == 1 ? text : fmt::format("[{}]", text);
  }

  const Run<Node>* items_ = nullptr;
  std::size_t width_ = 0;
  std::vector<const Node*> parts_;
  std::vector<Keyed::Number> sorted_;   // places in the array, in the order of keys
  std::vector<Keyed::Number> numbers_;  // of the elements, place by place
  std::size_t next_ = 0;                // in sorted_
};

/// What a residual shows of an order: the keys of the elements.
const Node* listed(const Keyed& keyed, const std::vector<Keyed::Number>& order,
                   std::pmr::memory_resource& memory) {
  std::vector<Node> keys, parts;
  keys.reserve(order.size());
  for (const auto number : order) {
    parts.clear();
    for (const auto* part : keyed.elements[number].key) parts.push_back(*part);
    keys.push_back(parts.size() == 1 ? parts.front()
                                     : *new_node(parts.data(), parts.data() + parts.size(), memory));
  }
  return new_node(keys.data(), keys.data() + keys.size(), memory);
}

}  // namespace

std::optional<Keyed> match_by_key(const Arrays& arrays, const Keys& keys, ArrayFaults& faults) {
  std::array<Index, 3> all;
  auto& [base, ours, theirs] = all;
  faults = {base.read(arrays.base, keys), ours.read(arrays.ours, keys), theirs.read(arrays.theirs, keys)};
  if (!faults.none()) return std::nullopt;
  Keyed keyed;
  for (;;) {
    const Node* const* least = nullptr;
    for (const auto& index : all) {
      if (index.done()) continue;
      if (least == nullptr || index.compare_keys(index.next_key(), least) < 0) least = index.next_key();
    }
    if (least == nullptr) break;
    const auto number = static_cast<Keyed::Number>(keyed.elements.size());
    keyed.elements.push_back(
        {.key = {least, least + keys.size()},
         .sides = {base.take(least, number), ours.take(least, number), theirs.take(least, number)}});
  }
  keyed.base = std::move(base).numbers();
  keyed.ours = std::move(ours).numbers();
  keyed.theirs = std::move(theirs).numbers();
  return keyed;
}

const Node* Merger::merge_keyed(const Sides& sides, const Keys& keys, ArrayFaults& faults) {
  const Run<Node> nothing;
  const auto keyed = match_by_key({sides.base == nullptr ? nothing : *array_at(sides.base),
                                   *array_at(sides.ours), *array_at(sides.theirs)},
                                  keys, faults);
  if (!keyed) return nullptr;

  // What is merged inside of an element depends on where it will stand, and that on which elements there are.
  std::vector<bool> stays(keyed->elements.size());
  for (std::size_t number = 0; number < stays.size(); ++number) {
    const auto& [base, ours, theirs] = keyed->elements[number].sides;
    stays[number] = (ours != nullptr && theirs != nullptr) ||  // both are objects
                    !same(base, ours == nullptr ? theirs : ours);
  }
  const auto arrangement = arrange(*keyed, stays);
  if (arrangement.is_open) {
    report_.add(ResidualKind::order,
                {listed(*keyed, arrangement.merged, memory_), listed(*keyed, arrangement.ours, memory_),
                 listed(*keyed, arrangement.theirs, memory_)});
  }
  const auto begin = items_.size();
  for (const auto number : arrangement.merged) {
    items_.push_back(*merge_element(items_.size() - begin, keyed->elements[number].sides));
  }
  const auto* merged = new_node(items_.data() + begin, items_.data() + items_.size(), memory_);
  items_.resize(begin);
  return merged;
}

}  // namespace metaqore::json
