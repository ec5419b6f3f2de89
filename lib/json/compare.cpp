#include "json/compare.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "json/canonical.hpp"

namespace metaqore::json {

namespace {

template <class T>
const T* get(const Node& node) noexcept {
  return std::get_if<T>(&node.value);
}

std::strong_ordering compare_doubles(double left, double right) noexcept {
  return left < right   ? std::strong_ordering::less
         : left > right ? std::strong_ordering::greater
                        : std::strong_ordering::equal;
}

/// Of an integer and a double that is none of 64 bits, so that they are never equal.
template <class Integer>
std::strong_ordering compare_mixed(Integer integer, double real) noexcept {
  // Exact: below 2^53 a double has every integer, and from there on a double has no fraction.
  constexpr double exact = 9007199254740992;  // 2^53
  if (std::abs(real) < exact) {
    const auto whole = static_cast<std::int64_t>(std::floor(real));
    return std::cmp_less_equal(integer, whole) ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  if (real < 0) {
    if (real < -9223372036854775808.0) return std::strong_ordering::greater;
    return std::cmp_less(integer, static_cast<std::int64_t>(real)) ? std::strong_ordering::less
                                                                   : std::strong_ordering::greater;
  }
  if (real >= 18446744073709551616.0) return std::strong_ordering::less;
  return std::cmp_less(integer, static_cast<std::uint64_t>(real)) ? std::strong_ordering::less
                                                                  : std::strong_ordering::greater;
}

std::strong_ordering compare_strings(std::string_view left, std::string_view right) noexcept {
  if (left == right) return std::strong_ordering::equal;
  return name_less(left, right) ? std::strong_ordering::less : std::strong_ordering::greater;
}

}  // namespace

Type type_of(const Node& node) noexcept {
  constexpr std::array types{Type::null,   Type::boolean, Type::number, Type::number,
                             Type::number, Type::string,  Type::array,  Type::object};
  static_assert(types.size() == std::variant_size_v<decltype(Node::value)>);
  return types[node.value.index()];
}

bool is_number(const Node& node) noexcept { return type_of(node) == Type::number; }

bool is_scalar(const Node& node) noexcept { return type_of(node) < Type::array; }

std::strong_ordering compare_numbers(const Node& left, const Node& right) noexcept {
  // An uint64 is always beyond an int64, and equal numbers are of one kind (node.hpp).
  if (const auto* a = get<double>(left)) {
    if (const auto* b = get<double>(right)) return compare_doubles(*a, *b);
    return 0 <=> compare_numbers(right, left);
  }
  if (const auto* a = get<std::int64_t>(left)) {
    if (const auto* b = get<std::int64_t>(right)) return *a <=> *b;
    if (const auto* b = get<double>(right)) return compare_mixed(*a, *b);
    return std::strong_ordering::less;
  }
  const auto a = *get<std::uint64_t>(left);
  if (const auto* b = get<std::uint64_t>(right)) return a <=> *b;
  if (const auto* b = get<double>(right)) return compare_mixed(a, *b);
  return std::strong_ordering::greater;
}

std::strong_ordering compare(const Node& left, const Node& right) noexcept {
  const auto type = type_of(left);
  if (const auto order = type <=> type_of(right); order != 0) return order;
  switch (type) {
    case Type::null:
      break;
    case Type::boolean:
      return *get<bool>(left) <=> *get<bool>(right);
    case Type::number:
      return compare_numbers(left, right);
    case Type::string:
      return compare_strings(*get<std::string_view>(left), *get<std::string_view>(right));
    case Type::array: {
      const auto &a = *get<Run<Node>>(left), &b = *get<Run<Node>>(right);
      for (std::size_t at = 0; at < std::min(a.size, b.size); ++at) {
        if (const auto order = compare(a.first[at], b.first[at]); order != 0) return order;
      }
      return a.size <=> b.size;
    }
    case Type::object: {
      const auto &a = *get<Run<Member>>(left), &b = *get<Run<Member>>(right);
      for (std::size_t at = 0; at < std::min(a.size, b.size); ++at) {
        const auto &one = a.first[at], &other = b.first[at];
        if (const auto order = compare_strings(one.name, other.name); order != 0) return order;
        if (const auto order = compare(one.value, other.value); order != 0) return order;
      }
      return a.size <=> b.size;
    }
  }
  return std::strong_ordering::equal;
}

bool equal(const Node& left, const Node& right) noexcept {
  // Sizes first: most documents that differ do so in them.
  if (left.value.index() != right.value.index()) return false;
  if (const auto* a = get<Run<Node>>(left)) {
    const auto& b = *get<Run<Node>>(right);
    return a->first == b.first ||
           std::equal(a->begin(), a->end(), b.begin(), b.end(),
                      [](const Node& one, const Node& other) { return equal(one, other); });
  }
  if (const auto* a = get<Run<Member>>(left)) {
    const auto& b = *get<Run<Member>>(right);
    return a->first == b.first ||
           std::equal(a->begin(), a->end(), b.begin(), b.end(), [](const Member& one, const Member& other) {
             return one.name == other.name && equal(one.value, other.value);
           });
  }
  return compare(left, right) == 0;
}

const Node* find_member(const Run<Member>& members, std::string_view name) noexcept {
  const auto* found = std::lower_bound(
      members.begin(), members.end(), name,
      [](const Member& member, std::string_view key) { return name_less(member.name, key); });
  return found == members.end() || found->name != name ? nullptr : &found->value;
}

}  // namespace metaqore::json
