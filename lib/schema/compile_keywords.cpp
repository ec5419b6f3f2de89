#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "json/canonical.hpp"
#include "json/compare.hpp"
#include "schema/compiler.hpp"

// What each keyword becomes.

namespace metaqore::schema {

namespace {

template <class T>
T& made(std::unique_ptr<T>& rules) {
  if (!rules) rules = std::make_unique<T>();
  return *rules;
}

bool name_order(const Property& one, const Property& other) { return json::name_less(one.name, other.name); }

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
            [](const auto& one, const auto& other) { return json::name_less(one.name, other.name); });
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

}  // namespace metaqore::schema
