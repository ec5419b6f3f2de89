#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "base/text.hpp"
#include "json/canonical.hpp"
#include "json/compare.hpp"
#include "json/schema/compiler.hpp"

// What each keyword takes is checked here too: a registered meta-schema may allow anything.

namespace metaqore::json::schema {

namespace {

constexpr std::size_t max_patterns = 10'000;
constexpr std::uint64_t max_pattern_size = 1'000'000;  // instructions, of all
// Up to here, values are compared one by one.
constexpr std::size_t few_values = 8;

template <class T>
T& made(std::unique_ptr<T>& rules) {
  if (!rules) rules = std::make_unique<T>();
  return *rules;
}

std::uint64_t cost_of(const Node& node) noexcept {
  std::uint64_t cost = 1;
  if (const auto* text = std::get_if<std::string_view>(&node.value)) return cost + text->size() / 16;
  if (const auto* items = std::get_if<Run<Node>>(&node.value)) {
    for (const auto& item : *items) cost += cost_of(item);
  } else if (const auto* members = std::get_if<Run<Member>>(&node.value)) {
    for (const auto& member : *members) cost += cost_of(member.value) + member.name.size() / 16;
  }
  return cost;
}

bool name_order(const Property& one, const Property& other) { return name_less(one.name, other.name); }

/// What `properties` and `required` say of the same name becomes one. REQUIRES: both are in order.
void merge_properties(Objects& objects, std::vector<Property> more) {
  std::vector<Property> merged;
  merged.reserve(objects.properties.size() + more.size());
  std::merge(objects.properties.begin(), objects.properties.end(), more.begin(), more.end(),
             std::back_inserter(merged), name_order);
  auto end = merged.begin();
  for (const auto& property : merged) {
    if (end != merged.begin() && std::prev(end)->name == property.name) {
      auto& same = *std::prev(end);
      same.schema = std::min(same.schema, property.schema);  // `none` is the largest
      same.is_required |= property.is_required;
    } else {
      *end++ = property;
    }
  }
  merged.erase(end, merged.end());
  objects.required = static_cast<std::size_t>(
      std::count_if(merged.begin(), merged.end(), [](const Property& one) { return one.is_required; }));
  objects.properties = std::move(merged);
}

}  // namespace

void Compiler::read_keyword(Index at, const KeywordRule& rule, const Member& member) {
  const Place place{program_.subschemas[at].site, member.name};
  switch (rule.keyword) {
    case Keyword::ref:
      return read_reference(at, place, member.value);
    case Keyword::dynamic_ref:
      return read_dynamic_reference(at, place, member.value);
    case Keyword::dependencies:
    case Keyword::dependent_required:
    case Keyword::dependent_schemas:
      return read_dependencies(at, place, member.value);
    case Keyword::anchor:
    case Keyword::content_schema:
    case Keyword::definitions:
    case Keyword::dynamic_anchor:
    case Keyword::id:
    case Keyword::schema:
      return;
    default:
      return rule.shape == Shape::plain ? read_validation(at, rule, place, member.value)
                                        : read_applicator(at, rule, place, member.value);
  }
}

void Compiler::read_validation(Index at, const KeywordRule& rule, const Place& place, const Node& value) {
  auto& schema = program_.subschemas[at];
  switch (rule.keyword) {
    case Keyword::type:
      schema.types = read_types(place, value);
      return;
    case Keyword::constant:
      made(schema.constant) = read_values({&value});
      return;
    case Keyword::enumeration: {
      const auto* items = std::get_if<Run<Node>>(&value.value);
      if (items == nullptr) refuse_value(place, value, "has to be an array of values");
      std::vector<const Node*> nodes;
      for (const auto& item : *items) nodes.push_back(&item);
      made(schema.enumeration) = read_values(nodes);
      return;
    }
    case Keyword::max_contains:
      made(schema.arrays).max_contains = count_in(place, value);
      return;
    case Keyword::min_contains:
      made(schema.arrays).min_contains = count_in(place, value);
      return;
    case Keyword::max_items:
      made(schema.arrays).max_items = count_in(place, value);
      return;
    case Keyword::min_items:
      made(schema.arrays).min_items = count_in(place, value);
      return;
    case Keyword::unique_items: {
      const auto* is_unique = std::get_if<bool>(&value.value);
      if (is_unique == nullptr) refuse_value(place, value, "has to be a boolean");
      if (*is_unique) made(schema.arrays).is_unique = true;
      return;
    }
    case Keyword::max_properties:
      made(schema.objects).max_properties = count_in(place, value);
      return;
    case Keyword::min_properties:
      made(schema.objects).min_properties = count_in(place, value);
      return;
    case Keyword::required: {
      std::vector<Property> names;
      for (const auto name : names_in(place, value)) names.push_back({name, none, true});
      merge_properties(made(schema.objects), std::move(names));
      return;
    }
    default:
      return read_number_or_text(at, rule, place, value);
  }
}

void Compiler::read_number_or_text(Index at, const KeywordRule& rule, const Place& place, const Node& value) {
  auto& schema = program_.subschemas[at];
  switch (rule.keyword) {
    case Keyword::maximum:
      made(schema.numbers).maximum = number_in(place, value);
      return;
    case Keyword::minimum:
      made(schema.numbers).minimum = number_in(place, value);
      return;
    case Keyword::exclusive_maximum:
      made(schema.numbers).exclusive_maximum = number_in(place, value);
      return;
    case Keyword::exclusive_minimum:
      made(schema.numbers).exclusive_minimum = number_in(place, value);
      return;
    case Keyword::multiple_of: {
      const auto* number = number_in(place, value);
      if (compare_numbers(*number, Node{std::int64_t{0}}) <= 0) {
        refuse_value(place, value, "has to be more than `0`");
      }
      made(schema.numbers).multiple_of = number;
      return;
    }
    case Keyword::max_length:
      made(schema.strings).max_length = count_in(place, value);
      return;
    case Keyword::min_length:
      made(schema.strings).min_length = count_in(place, value);
      return;
    case Keyword::pattern: {
      const auto text = text_in(place, value);
      const auto* pattern = pattern_in(place, text);
      made(schema.strings).pattern = pattern;
      schema.strings->pattern_text = text;
      return;
    }
    case Keyword::format:
      return read_format(at, place, text_in(place, value));
    default:
      return;
  }
}

void Compiler::read_format(Index at, const Place& place, std::string_view name) {
  const auto& dialect = *resources_->resource_of(place.site).dialect;
  const bool is_asserted = assert_formats_ || (dialect.draft == SchemaDialect::draft_2020_12 &&
                                               (dialect.vocabularies & vocabulary::format_assertion) != 0);
  if (!is_asserted) return;
  const auto format = find_format(name, dialect.draft);
  if (format == nullptr) {
    resources_->refuse("schema.format", place.site, place.keyword,
                       fmt::format("the format `{}` is not known", base::shown(name)),
                       "leave it out, or do not have formats asserted");
  }
  auto& strings = made(program_.subschemas[at].strings);
  strings.format = format;
  strings.format_name = name;
}

void Compiler::read_applicator(Index at, const KeywordRule& rule, const Place& place, const Node& value) {
  // Read before the subschema is looked at: reading adds others, which moves it.
  const auto keyword = rule.keyword;
  if (keyword == Keyword::properties || keyword == Keyword::pattern_properties) {
    auto properties = properties_in(place, value);
    std::vector<PatternProperty> patterns;
    if (keyword == Keyword::pattern_properties) {
      for (const auto& one : properties) patterns.push_back({pattern_in(place, one.name), one.schema});
    }
    auto& objects = made(program_.subschemas[at].objects);
    if (keyword == Keyword::properties) {
      merge_properties(objects, std::move(properties));
    } else {
      objects.patterns = std::move(patterns);
    }
    return;
  }
  if (keyword == Keyword::all_of || keyword == Keyword::any_of || keyword == Keyword::one_of) {
    auto list = schemas_in(place, value);
    auto& in_place = made(program_.subschemas[at].in_place);
    (keyword == Keyword::all_of   ? in_place.all_of
     : keyword == Keyword::any_of ? in_place.any_of
                                  : in_place.one_of) = std::move(list);
    return;
  }
  const bool is_draft_07 = resources_->resource_of(place.site).dialect->draft == SchemaDialect::draft_07;
  const bool is_list = std::holds_alternative<Run<Node>>(value.value);
  if (keyword == Keyword::prefix_items || (keyword == Keyword::items && is_draft_07 && is_list)) {
    auto list = schemas_in(place, value);
    made(program_.subschemas[at].arrays).first = std::move(list);
    return;
  }
  if (is_list) refuse_value(place, value, "has to be a schema: an object or a boolean");
  const auto index = schema_in(place, value);
  auto& schema = program_.subschemas[at];
  switch (keyword) {
    case Keyword::additional_items:
    case Keyword::items:
      made(schema.arrays).rest = index;
      return;
    case Keyword::additional_properties:
      made(schema.objects).additional = index;
      return;
    case Keyword::contains:
      made(schema.arrays).contains = index;
      schema.arrays->marks_contained = !is_draft_07;
      return;
    case Keyword::else_:
      made(schema.in_place).else_ = index;
      return;
    case Keyword::if_:
      made(schema.in_place).if_ = index;
      return;
    case Keyword::not_:
      made(schema.in_place).not_ = index;
      return;
    case Keyword::property_names:
      made(schema.objects).names = index;
      return;
    case Keyword::then:
      made(schema.in_place).then = index;
      return;
    case Keyword::unevaluated_items:
      schema.unevaluated_items = index;
      return;
    case Keyword::unevaluated_properties:
      schema.unevaluated_properties = index;
      return;
    default:
      return;
  }
}

void Compiler::read_dependencies(Index at, const Place& place, const Node& value) {
  std::vector<Dependency> required;
  std::vector<Property> schemas;
  for (const auto& [name, node] : object_in(place, value)) {
    if (place.keyword != "dependentSchemas" && std::holds_alternative<Run<Node>>(node.value)) {
      required.push_back({name, place.keyword, names_in(place, node)});
    } else if (place.keyword == "dependentRequired") {
      refuse_value(place, node, "has to be an array of names");
    } else {
      schemas.push_back({name, schema_in(place, node), false});
    }
  }
  // There may be three keywords that ask this.
  auto& objects = made(program_.subschemas[at].objects);
  std::move(required.begin(), required.end(), std::back_inserter(objects.dependencies));
  std::sort(objects.dependencies.begin(), objects.dependencies.end(),
            [](const auto& one, const auto& other) { return name_less(one.name, other.name); });
  objects.dependent_schemas.insert(objects.dependent_schemas.end(), schemas.begin(), schemas.end());
  std::sort(objects.dependent_schemas.begin(), objects.dependent_schemas.end(), name_order);
}

void Compiler::settle(Index at, const Run<Member>& members) {
  auto& schema = program_.subschemas[at];
  if (schema.in_place && schema.in_place->if_ == none) schema.in_place->then = schema.in_place->else_ = none;
  if (!schema.arrays || resources_->resource_of(schema.site).dialect->draft != SchemaDialect::draft_07)
    return;
  // Draft-07 §6.4.2: `additionalItems` counts behind `items` alone; where that is one schema, it was read
  // after it.
  if (find_member(members, "items") == nullptr) schema.arrays->rest = none;
}

Types Compiler::read_types(const Place& place, const Node& value) const {
  constexpr std::array<std::pair<std::string_view, Types>, 7> known{{
      {"array", array_type},
      {"boolean", boolean_type},
      {"integer", integer_type},
      {"null", null_type},
      {"number", integer_type | fraction_type},
      {"object", object_type},
      {"string", string_type},
  }};
  const auto read = [&](const Node& node) {
    const auto* text = std::get_if<std::string_view>(&node.value);
    for (const auto& [name, types] : known) {
      if (text != nullptr && *text == name) return types;
    }
    refuse_value(place, node, "has to be the name of a type, such as `string`");
  };
  const auto* items = std::get_if<Run<Node>>(&value.value);
  if (items == nullptr) return read(value);
  Types types = 0;
  for (const auto& item : *items) types |= read(item);
  return types;
}

Values Compiler::read_values(const std::vector<const Node*>& nodes) const {
  Values values{nodes, {}};
  if (nodes.size() > few_values) {
    std::sort(values.nodes.begin(), values.nodes.end(),
              [](const Node* one, const Node* other) { return compare(*one, *other) < 0; });
  }
  for (const auto* node : values.nodes) values.costs.push_back(cost_of(*node));
  return values;
}

std::vector<Index> Compiler::schemas_in(const Place& place, const Node& node) {
  const auto* items = std::get_if<Run<Node>>(&node.value);
  if (items == nullptr || items->size == 0) refuse_value(place, node, "has to be an array of schemas");
  std::vector<Index> schemas;
  schemas.reserve(items->size);
  for (const auto& item : *items) schemas.push_back(schema_in(place, item));
  return schemas;
}

std::vector<Property> Compiler::properties_in(const Place& place, const Node& node) {
  std::vector<Property> properties;
  for (const auto& [name, value] : object_in(place, node))
    properties.push_back({name, schema_in(place, value), false});
  return properties;
}

const Run<Member>& Compiler::object_in(const Place& place, const Node& node) const {
  const auto* members = std::get_if<Run<Member>>(&node.value);
  if (members == nullptr) refuse_value(place, node, "has to be an object");
  return *members;
}

std::vector<std::string_view> Compiler::names_in(const Place& place, const Node& node) const {
  const auto* items = std::get_if<Run<Node>>(&node.value);
  if (items == nullptr) refuse_value(place, node, "has to be an array of names");
  std::vector<std::string_view> names;
  for (const auto& item : *items) names.push_back(text_in(place, item));
  std::sort(names.begin(), names.end(), name_less);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::uint64_t Compiler::count_in(const Place& place, const Node& node) const {
  constexpr auto asked = "has to be an integer of at least `0`";
  if (const auto* integer = std::get_if<std::int64_t>(&node.value)) {
    if (*integer < 0) refuse_value(place, node, asked);
    return static_cast<std::uint64_t>(*integer);
  }
  if (const auto* integer = std::get_if<std::uint64_t>(&node.value)) return *integer;
  const auto* real = std::get_if<double>(&node.value);
  if (real == nullptr || *real < 0 || std::trunc(*real) != *real) refuse_value(place, node, asked);
  return unlimited;  // beyond 64 bits, which no data reaches
}

const Node* Compiler::number_in(const Place& place, const Node& node) const {
  if (!is_number(node)) refuse_value(place, node, "has to be a number");
  return &node;
}

std::string_view Compiler::text_in(const Place& place, const Node& node) const {
  const auto* text = std::get_if<std::string_view>(&node.value);
  if (text == nullptr) refuse_value(place, node, "has to be a string");
  return *text;
}

const Pattern* Compiler::pattern_in(const Place& place, std::string_view text) {
  const auto known = patterns_.find(text);
  if (known != patterns_.end()) return known->second;
  if (program_.patterns.size() == max_patterns || pattern_size_ > max_pattern_size) {
    resources_->refuse("schema.too_large", place.site, place.keyword,
                       fmt::format("the patterns are more than `{}`, or take more than `{}` instructions",
                                   max_patterns, max_pattern_size),
                       "merge them, or repeat less in them");
  }
  try {
    const auto& pattern = program_.patterns.emplace_back(text);
    pattern_size_ += pattern.size();
    return patterns_[text] = &pattern;
  } catch (const Error& error) {
    if (error.reason() != "schema.pattern") throw;
    const auto where = resources_->pointer(place.site, place.keyword);
    ObjectWriter details;
    details.member("document", quoted(resources_->address(place.site)));
    details.member("pointer", quoted(where));
    throw Error(error.code(), error.reason(), fmt::format("at `{}`, {}", base::shown(where), error.what()),
                std::move(details).finish());
  }
}

}  // namespace metaqore::json::schema
