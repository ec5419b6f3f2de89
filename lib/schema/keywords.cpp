#include "schema/keywords.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace metaqore::schema {

namespace {

using enum Keyword;
using namespace vocabulary;
constexpr Vocabularies any_format = format_annotation | format_assertion;

// By name, in the order of bytes. `definitions` and `dependencies` are of draft-07; 2020-12 keeps their
// places in its meta-schema, and allows both to be heeded (Validation, appendix A).
constexpr std::array rules{
    KeywordRule{"$anchor", anchor, Shape::plain, core, false},
    KeywordRule{"$defs", definitions, Shape::schema_map, core, false},
    KeywordRule{"$dynamicAnchor", dynamic_anchor, Shape::plain, core, false},
    KeywordRule{"$dynamicRef", dynamic_ref, Shape::plain, core, false},
    KeywordRule{"$id", id, Shape::plain, core, true},
    KeywordRule{"$ref", ref, Shape::plain, core, true},
    KeywordRule{"$schema", Keyword::schema, Shape::plain, core, true},
    KeywordRule{"additionalItems", additional_items, Shape::schema, 0, true},
    KeywordRule{"additionalProperties", additional_properties, Shape::schema, applicator, true},
    KeywordRule{"allOf", all_of, Shape::schema_or_list, applicator, true},
    KeywordRule{"anyOf", any_of, Shape::schema_or_list, applicator, true},
    KeywordRule{"const", constant, Shape::plain, validation, true},
    KeywordRule{"contains", contains, Shape::schema, applicator, true},
    KeywordRule{"contentSchema", content_schema, Shape::schema, content, false},
    KeywordRule{"definitions", definitions, Shape::schema_map, core, true},
    KeywordRule{"dependencies", dependencies, Shape::schema_map_some, applicator, true},
    KeywordRule{"dependentRequired", dependent_required, Shape::plain, validation, false},
    KeywordRule{"dependentSchemas", dependent_schemas, Shape::schema_map, applicator, false},
    KeywordRule{"else", else_, Shape::schema, applicator, true},
    KeywordRule{"enum", enumeration, Shape::plain, validation, true},
    KeywordRule{"exclusiveMaximum", exclusive_maximum, Shape::plain, validation, true},
    KeywordRule{"exclusiveMinimum", exclusive_minimum, Shape::plain, validation, true},
    KeywordRule{"format", format, Shape::plain, any_format, true},
    KeywordRule{"if", if_, Shape::schema, applicator, true},
    KeywordRule{"items", items, Shape::schema_or_list, applicator, true},
    KeywordRule{"maxContains", max_contains, Shape::plain, validation, false},
    KeywordRule{"maxItems", max_items, Shape::plain, validation, true},
    KeywordRule{"maxLength", max_length, Shape::plain, validation, true},
    KeywordRule{"maxProperties", max_properties, Shape::plain, validation, true},
    KeywordRule{"maximum", maximum, Shape::plain, validation, true},
    KeywordRule{"minContains", min_contains, Shape::plain, validation, false},
    KeywordRule{"minItems", min_items, Shape::plain, validation, true},
    KeywordRule{"minLength", min_length, Shape::plain, validation, true},
    KeywordRule{"minProperties", min_properties, Shape::plain, validation, true},
    KeywordRule{"minimum", minimum, Shape::plain, validation, true},
    KeywordRule{"multipleOf", multiple_of, Shape::plain, validation, true},
    KeywordRule{"not", not_, Shape::schema, applicator, true},
    KeywordRule{"oneOf", one_of, Shape::schema_or_list, applicator, true},
    KeywordRule{"pattern", pattern, Shape::plain, validation, true},
    KeywordRule{"patternProperties", pattern_properties, Shape::schema_map, applicator, true},
    KeywordRule{"prefixItems", prefix_items, Shape::schema_or_list, applicator, false},
    KeywordRule{"properties", properties, Shape::schema_map, applicator, true},
    KeywordRule{"propertyNames", property_names, Shape::schema, applicator, true},
    KeywordRule{"required", required, Shape::plain, validation, true},
    KeywordRule{"then", then, Shape::schema, applicator, true},
    KeywordRule{"type", type, Shape::plain, validation, true},
    KeywordRule{"unevaluatedItems", unevaluated_items, Shape::schema, unevaluated, false},
    KeywordRule{"unevaluatedProperties", unevaluated_properties, Shape::schema, unevaluated, false},
    KeywordRule{"uniqueItems", unique_items, Shape::plain, validation, true},
};
static_assert(std::is_sorted(rules.begin(), rules.end(),
                             [](const auto& one, const auto& other) { return one.name < other.name; }));

}  // namespace

const KeywordRule* find_keyword(std::string_view name) noexcept {
  const auto* found =
      std::lower_bound(rules.begin(), rules.end(), name,
                       [](const KeywordRule& rule, std::string_view wanted) { return rule.name < wanted; });
  return found == rules.end() || found->name != name ? nullptr : found;
}

int find_vocabulary(std::string_view uri) noexcept {
  constexpr std::string_view place = "https://json-schema.org/draft/2020-12/vocab/";
  constexpr std::array<std::pair<std::string_view, int>, 8> known{{
      {"core", core},
      {"applicator", applicator},
      {"unevaluated", unevaluated},
      {"validation", validation},
      {"meta-data", 0},
      {"format-annotation", format_annotation},
      {"format-assertion", format_assertion},
      {"content", content},
  }};
  if (!uri.starts_with(place)) return -1;
  uri.remove_prefix(place.size());
  const auto* found =
      std::find_if(known.begin(), known.end(), [uri](const auto& one) { return one.first == uri; });
  return found == known.end() ? -1 : found->second;
}

}  // namespace metaqore::schema
