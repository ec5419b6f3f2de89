#pragma once

#include <cstdint>
#include <string_view>

#include "metaqore/schema.hpp"

namespace metaqore::schema {

enum class Keyword : std::uint8_t {
  additional_items,
  additional_properties,
  all_of,
  anchor,
  any_of,
  constant,
  contains,
  content_schema,
  definitions,
  dependencies,
  dependent_required,
  dependent_schemas,
  dynamic_anchor,
  dynamic_ref,
  else_,
  enumeration,
  exclusive_maximum,
  exclusive_minimum,
  format,
  id,
  if_,
  items,
  max_contains,
  max_items,
  max_length,
  max_properties,
  maximum,
  min_contains,
  min_items,
  min_length,
  min_properties,
  minimum,
  multiple_of,
  not_,
  one_of,
  pattern,
  pattern_properties,
  prefix_items,
  properties,
  property_names,
  ref,
  required,
  schema,
  then,
  type,
  unevaluated_items,
  unevaluated_properties,
  unique_items,
};

/// Where the value of a keyword has schemas.
enum class Shape : std::uint8_t {
  plain,            ///< nowhere
  schema,           ///< it is one
  schema_or_list,   ///< it is one, or an array of them
  schema_map,       ///< its members are
  schema_map_some,  ///< its members are, but those that are arrays
};

/// The vocabularies of draft 2020-12 that have keywords of ours, as bits of a set.
using Vocabularies = std::uint8_t;
namespace vocabulary {
inline constexpr Vocabularies core = 1, applicator = 2, unevaluated = 4, validation = 8,
                              format_annotation = 16, format_assertion = 32, content = 64;
inline constexpr Vocabularies by_default =
    core | applicator | unevaluated | validation | format_annotation | content;
}  // namespace vocabulary

/// Those vocabularies by their URIs; 0 for one that has none of our keywords (meta-data), -1 for one
/// that is not known.
int find_vocabulary(std::string_view uri) noexcept;

struct KeywordRule {
  std::string_view name;
  Keyword keyword;
  Shape shape;
  Vocabularies vocabularies;  ///< one of them has it in draft 2020-12; none is draft-07 alone
  bool in_draft_07;
};

/// nullptr for what is no keyword that asks anything or has schemas.
const KeywordRule* find_keyword(std::string_view name) noexcept;

}  // namespace metaqore::schema
