#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "json/compare.hpp"
#include "schema/validator.hpp"

namespace metaqore::schema {

namespace {

// Up to here, scalars are compared one by one.
constexpr std::size_t few_items = 8;

/// Equal values have equal hashes. Adds to `steps` what it takes.
std::uint64_t hash_of(const Node& node, std::uint64_t& steps) noexcept {
  const auto mix = [](std::uint64_t hash, std::uint64_t more) {
    hash = (hash ^ more) * 0x9E3779B97F4A7C15;  // of the golden ratio, which spreads the bits
    return hash ^ hash >> 29;
  };
  const auto text_hash = [&steps](std::string_view text) {
    steps += text.size() / 16;
    return static_cast<std::uint64_t>(std::hash<std::string_view>{}(text));
  };
  steps += 1;
  // Equal numbers are of one kind (node.hpp).
  std::uint64_t hash = mix(0, node.value.index());
  if (const auto* flag = std::get_if<bool>(&node.value)) return mix(hash, *flag ? 1 : 2);
  if (const auto* integer = std::get_if<std::int64_t>(&node.value)) {
    return mix(hash, static_cast<std::uint64_t>(*integer));
  }
  if (const auto* integer = std::get_if<std::uint64_t>(&node.value)) return mix(hash, *integer);
  if (const auto* real = std::get_if<double>(&node.value)) return mix(hash, std::hash<double>{}(*real));
  if (const auto* text = std::get_if<std::string_view>(&node.value)) return mix(hash, text_hash(*text));
  if (const auto* items = std::get_if<Run<Node>>(&node.value)) {
    for (const auto& item : *items) hash = mix(hash, hash_of(item, steps));
  } else if (const auto* members = std::get_if<Run<Member>>(&node.value)) {
    for (const auto& member : *members)
      hash = mix(mix(hash, text_hash(member.name)), hash_of(member.value, steps));
  }
  return hash;
}

struct Hashed {
  std::uint64_t hash, cost;
  std::size_t position;
};

}  // namespace

bool Validator::check_array(const Subschema& schema, const Node& node, const Run<Node>& items, Marks* marks) {
  const auto& rules = *schema.arrays;
  charge(1);
  const auto fails = [&](std::string_view keyword, std::string_view asked, std::uint64_t bound) {
    const auto says = [&] {
      return fmt::format("is {} with {}, but has to have at {} `{}`", shown_value(node),
                         counted(items.size, "item", "items"), asked, bound);
    };
    return !miss(schema, keyword, says);
  };
  if (items.size < rules.min_items && fails("minItems", "least", rules.min_items)) return false;
  if (items.size > rules.max_items && fails("maxItems", "most", rules.max_items)) return false;

  const auto first = std::min(rules.first.size(), items.size);
  for (std::size_t at = 0; at < first; ++at) {
    if (!apply_item(rules.first[at], items, at) && !goes_on()) return false;
    if (marks != nullptr) mark(*marks, at);
  }
  if (rules.rest != none) {
    for (auto at = first; at < items.size; ++at) {
      if (!apply_item(rules.rest, items, at) && !goes_on()) return false;
      if (marks != nullptr) mark(*marks, at);
    }
  }
  if (rules.contains != none && !check_contains(schema, node, items, marks)) return false;
  return !rules.is_unique || check_unique(schema, node, items);
}

bool Validator::check_contains(const Subschema& schema, const Node& node, const Run<Node>& items,
                               Marks* marks) {
  const auto& rules = *schema.arrays;
  auto* evaluated = rules.marks_contained ? marks : nullptr;
  std::uint64_t count = 0;
  for (std::size_t at = 0; at < items.size; ++at) {
    // Enough is enough where nobody asks for more.
    if (evaluated == nullptr && rules.max_contains == unlimited && count >= rules.min_contains) return true;
    if (!matches(rules.contains, items.first[at], nullptr)) continue;
    ++count;
    if (evaluated != nullptr) mark(*evaluated, at);
  }
  const auto fails = [&](std::string_view keyword, std::string_view asked, std::uint64_t bound) {
    const auto says = [&] {
      return fmt::format("is {} with {} as `contains` asks for, but has to have at {} `{}`",
                         shown_value(node), counted(count, "item", "items"), asked, bound);
    };
    return !miss(schema, keyword, says);
  };
  if (count < rules.min_contains) {
    if (explaining_ && evaluated != nullptr) mark_all(*evaluated);  // nobody knows which items were meant
    if (fails(rules.min_contains == 1 ? "contains" : "minContains", "least", rules.min_contains))
      return false;
  }
  return count <= rules.max_contains || !fails("maxContains", "most", rules.max_contains);
}

bool Validator::check_unique(const Subschema& schema, const Node& node, const Run<Node>& items) {
  if (items.size < 2) return true;
  const auto says_equal = [&](std::size_t one, std::size_t other) {
    return miss(schema, "uniqueItems", [&] {
      return fmt::format("is {} with equal items at `{}` and `{}`, but has to have each once",
                         shown_value(node), std::min(one, other), std::max(one, other));
    });
  };
  if (items.size <= few_items && std::all_of(items.begin(), items.end(), json::is_scalar)) {
    for (std::size_t one = 0; one < items.size; ++one) {
      const auto* text = std::get_if<std::string_view>(&items.first[one].value);
      charge(items.size + (text == nullptr ? 0 : items.size * text->size() / 16));
      for (std::size_t other = one + 1; other < items.size; ++other) {
        if (equal(items.first[one], items.first[other])) return says_equal(one, other);
      }
    }
    return true;
  }
  // Hashing is linear; what has one hash is compared, which chosen values make costly, and that is charged.
  std::vector<Hashed> hashed;
  hashed.reserve(items.size);
  for (std::size_t at = 0; at < items.size; ++at) {
    std::uint64_t cost = 0;
    const auto hash = hash_of(items.first[at], cost);
    charge(cost + 2);
    hashed.push_back({hash, cost, at});
  }
  std::sort(hashed.begin(), hashed.end(), [](const Hashed& one, const Hashed& other) {
    return one.hash != other.hash ? one.hash < other.hash : one.position < other.position;
  });
  for (auto first = hashed.begin(); first != hashed.end();) {
    const auto last =
        std::find_if(first, hashed.end(), [first](const Hashed& one) { return one.hash != first->hash; });
    for (auto one = first; one != last; ++one) {
      for (auto other = one + 1; other != last; ++other) {
        charge(std::min(one->cost, other->cost));
        if (equal(items.first[one->position], items.first[other->position])) {
          return says_equal(one->position, other->position);
        }
      }
    }
    first = last;
  }
  return true;
}

}  // namespace metaqore::schema
