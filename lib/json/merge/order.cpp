#include "json/merge/order.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace metaqore::json {

namespace {

using Order = std::vector<Keyed::Number>;

bool is_shared(const Keyed& keyed, Keyed::Number number) {
  const auto& sides = keyed.elements[number].sides;
  return sides.ours != nullptr && sides.theirs != nullptr;
}

/// Those of an order that both sides have.
Order shared(const Keyed& keyed, const Order& order) {
  Order result;
  std::copy_if(order.begin(), order.end(), std::back_inserter(result),
               [&](auto number) { return is_shared(keyed, number); });
  return result;
}

/// Those of an order that the base has, or those that it does not.
Order of_base(const Keyed& keyed, const Order& order, bool has) {
  Order result;
  std::copy_if(order.begin(), order.end(), std::back_inserter(result),
               [&](auto number) { return (keyed.elements[number].sides.base != nullptr) == has; });
  return result;
}

/// One side's elements that the other does not have, by what they follow.
class Followers {
 public:
  Followers(const Keyed& keyed, const Order& side, const std::vector<bool>& stays)
      : begins_(keyed.elements.size() + 1), ends_(keyed.elements.size() + 1) {
    auto last = keyed.elements.size();  // the start
    for (const auto number : side) {
      if (is_shared(keyed, number)) {
        last = number;
        begins_[last] = ends_[last] = elements_.size();
      } else if (stays[number]) {
        elements_.push_back(number);
        ends_[last] = elements_.size();
      }
    }
  }

  /// What follows a shared element, or the start, whose number is that of elements.
  std::pair<const Keyed::Number*, const Keyed::Number*> of(std::size_t number) const {
    return {elements_.data() + begins_[number], elements_.data() + ends_[number]};
  }

 private:
  Order elements_;
  std::vector<std::size_t> begins_, ends_;  // in elements_
};

}  // namespace

Arrangement arrange(const Keyed& keyed, const std::vector<bool>& stays) {
  const auto start = keyed.elements.size();
  const Followers ours(keyed, keyed.ours, stays), theirs(keyed, keyed.theirs, stays);
  const auto completed = [&](const Order& spine) {
    Order order;
    const auto append = [&](std::size_t number) {
      auto one = ours.of(number), other = theirs.of(number);
      const bool are_both = one.first != one.second && other.first != other.second;
      if (are_both && *other.first < *one.first) std::swap(one, other);
      order.insert(order.end(), one.first, one.second);
      order.insert(order.end(), other.first, other.second);
    };
    append(start);
    for (const auto number : spine) {
      order.push_back(number);
      append(number);
    }
    return order;
  };

  auto base = shared(keyed, keyed.base);
  const auto our_order = shared(keyed, keyed.ours), their_order = shared(keyed, keyed.theirs);
  if (our_order == their_order) return {.merged = completed(our_order)};
  // The base says nothing of what both sides added. Where they agree on the order of that, and one of them
  // alone moved something of the base, its order is the merged one; else neither is right.
  auto added = of_base(keyed, our_order, false);
  const bool we_moved = of_base(keyed, our_order, true) != base;
  const bool they_moved = of_base(keyed, their_order, true) != base;
  if (added == of_base(keyed, their_order, false) && we_moved != they_moved) {
    return {.merged = completed(we_moved ? our_order : their_order)};
  }
  std::sort(added.begin(), added.end());
  base.insert(base.end(), added.begin(), added.end());
  return {.merged = completed(base),
          .is_open = true,
          .ours = completed(our_order),
          .theirs = completed(their_order)};
}

}  // namespace metaqore::json
