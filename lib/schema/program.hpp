#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "schema/format.hpp"
#include "schema/pattern.hpp"
#include "schema/resources.hpp"

// What a schema is compiled to. Views and nodes lie in the sources of its resources.

namespace metaqore::schema {

/// The types of JSON Schema as bits of a set; an integer is a number as well.
using Types = std::uint8_t;
inline constexpr Types null_type = 1, boolean_type = 2, integer_type = 4, fraction_type = 8, string_type = 16,
                       array_type = 32, object_type = 64, any_type = 127;

inline constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

inline Types type_of_value(const Node& node) noexcept {
  constexpr std::array types{null_type,     boolean_type, integer_type, integer_type,
                             fraction_type, string_type,  array_type,   object_type};
  static_assert(types.size() == std::variant_size_v<decltype(Node::value)>);
  // An integer beyond 64 bits is one as well.
  const auto* real = std::get_if<double>(&node.value);
  return real != nullptr && std::trunc(*real) == *real ? integer_type : types[node.value.index()];
}

/// The values of `enum` or `const`, in the order of compare() where they are many.
struct Values {
  std::vector<const Node*> nodes{};
  std::vector<std::uint64_t> costs{};  ///< of a comparison with each, in steps
};

struct Numbers {
  const Node *minimum = nullptr, *maximum = nullptr, *exclusive_minimum = nullptr,
             *exclusive_maximum = nullptr, *multiple_of = nullptr;
};

/// In code points.
struct Strings {
  std::uint64_t min_length = 0, max_length = unlimited;
  const Pattern* pattern = nullptr;
  std::string_view pattern_text{};
  Format format = nullptr;
  std::string_view format_name{};
};

struct Arrays {
  std::uint64_t min_items = 0, max_items = unlimited, min_contains = 1, max_contains = unlimited;
  bool is_unique = false;
  bool marks_contained = false;  ///< items that `contains` matches are evaluated (2020-12 alone)
  std::vector<Index> first{};    ///< schemas of the first items, one by one
  Index rest = none;             ///< of those behind them
  Index contains = none;
};

/// A name, and the schema of it, if there is one.
struct Property {
  std::string_view name;
  Index schema = none;
  bool is_required = false;
};

struct PatternProperty {
  const Pattern* pattern;
  Index schema = none;
};

struct Dependency {
  std::string_view name, keyword;
  std::vector<std::string_view> required;
};

/// Names are in canonical order.
struct Objects {
  std::uint64_t min_properties = 0, max_properties = unlimited;
  std::size_t required = 0;            ///< how many of the properties are
  std::vector<Property> properties{};  ///< and what is required
  std::vector<PatternProperty> patterns{};
  Index additional = none;
  Index names = none;
  std::vector<Dependency> dependencies{};
  std::vector<Property> dependent_schemas{};
};

/// What is applied to the same value.
struct InPlace {
  Index ref = none;
  Index dynamic_ref = none;   ///< where it leads without a dynamic scope
  Index dynamic_name = none;  ///< in Program::dynamic; none where the scope does not matter
  std::vector<Index> all_of{}, any_of{}, one_of{};
  Index not_ = none, if_ = none, then = none, else_ = none;
};

struct Subschema {
  Index site = none;
  Index resource = none;
  Types types = any_type;
  bool is_false = false;
  bool is_type_alone = false;  ///< asks for nothing but the type
  Index unevaluated_items = none, unevaluated_properties = none;
  std::unique_ptr<Values> constant{}, enumeration{};
  std::unique_ptr<Numbers> numbers{};
  std::unique_ptr<Strings> strings{};
  std::unique_ptr<Arrays> arrays{};
  std::unique_ptr<Objects> objects{};
  std::unique_ptr<InPlace> in_place{};
};

/// The places that a dynamic anchor names, by resource, in ascending order.
using DynamicAnchor = std::vector<std::pair<Index, Index>>;

struct Program {
  std::shared_ptr<const Resources> resources;
  std::vector<Subschema> subschemas;
  std::vector<DynamicAnchor> dynamic;
  std::deque<Pattern> patterns;
  Index root = none;
};

/// Calls `use` with every schema that a subschema applies to the same value; those of `$dynamicRef` only
/// where the scope does not matter.
template <class SubschemaType, class Use>
void each_in_place(SubschemaType& schema, Use&& use) {
  const auto one = [&use](auto& index) {
    if (index != none) use(index);
  };
  if (schema.objects) {
    for (auto& property : schema.objects->dependent_schemas) one(property.schema);
  }
  if (!schema.in_place) return;
  auto& rules = *schema.in_place;
  one(rules.ref);
  if (rules.dynamic_name == none) one(rules.dynamic_ref);
  for (auto* list : {&rules.all_of, &rules.any_of, &rules.one_of}) {
    for (auto& index : *list) one(index);
  }
  one(rules.not_);
  one(rules.if_);
  one(rules.then);
  one(rules.else_);
}

/// And those that it applies to what is in the value.
template <class SubschemaType, class Use>
void each_below(SubschemaType& schema, Use&& use) {
  const auto one = [&use](auto& index) {
    if (index != none) use(index);
  };
  if (schema.arrays) {
    for (auto& index : schema.arrays->first) one(index);
    one(schema.arrays->rest);
    one(schema.arrays->contains);
  }
  if (schema.objects) {
    for (auto& property : schema.objects->properties) one(property.schema);
    for (auto& property : schema.objects->patterns) one(property.schema);
    one(schema.objects->additional);
    one(schema.objects->names);
  }
  one(schema.unevaluated_items);
  one(schema.unevaluated_properties);
}

}  // namespace metaqore::schema
