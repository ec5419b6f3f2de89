#include "schema/metaschema.hpp"

#include <algorithm>
#include <array>
#include <utility>

// Which keyword takes what, as the drafts say it (Core and Validation, their §8 to §10 and §6 to §9), in the
// form whose errors name what is at fault: `if` where a value is one of several kinds, rather than `anyOf`.

namespace metaqore::schema {

namespace {

constexpr std::string_view draft_07_uri = "http://json-schema.org/draft-07/schema";
constexpr std::string_view draft_2020_12_uri = "https://json-schema.org/draft/2020-12/schema";

constexpr std::string_view draft_07_text = R"json({
"$schema":"http://json-schema.org/draft-07/schema#",
"$id":"http://json-schema.org/draft-07/schema#",
"type":["object","boolean"],
"default":true,
"definitions":{
  "nonNegativeInteger":{"type":"integer","minimum":0},
  "schemaArray":{"type":"array","minItems":1,"items":{"$ref":"#"}},
  "map":{"type":"object","additionalProperties":{"$ref":"#"}},
  "stringArray":{"type":"array","items":{"type":"string"},"uniqueItems":true},
  "simpleTypes":{"enum":["array","boolean","integer","null","number","object","string"]},
  "nonNegativeIntegerDefault0":{"$ref":"#/definitions/nonNegativeInteger"}
},
"properties":{
  "$id":{"type":"string","format":"uri-reference"},
  "$schema":{"type":"string","format":"uri"},
  "$ref":{"type":"string","format":"uri-reference"},
  "$comment":{"type":"string"},
  "title":{"type":"string"},
  "description":{"type":"string"},
  "default":true,
  "readOnly":{"type":"boolean"},
  "writeOnly":{"type":"boolean"},
  "examples":{"type":"array","items":true},
  "multipleOf":{"type":"number","exclusiveMinimum":0},
  "maximum":{"type":"number"},
  "exclusiveMaximum":{"type":"number"},
  "minimum":{"type":"number"},
  "exclusiveMinimum":{"type":"number"},
  "maxLength":{"$ref":"#/definitions/nonNegativeInteger"},
  "minLength":{"$ref":"#/definitions/nonNegativeInteger"},
  "pattern":{"type":"string","format":"regex"},
  "additionalItems":{"$ref":"#"},
  "items":{"if":{"type":"array"},"then":{"$ref":"#/definitions/schemaArray"},"else":{"$ref":"#"}},
  "maxItems":{"$ref":"#/definitions/nonNegativeInteger"},
  "minItems":{"$ref":"#/definitions/nonNegativeInteger"},
  "uniqueItems":{"type":"boolean"},
  "contains":{"$ref":"#"},
  "maxProperties":{"$ref":"#/definitions/nonNegativeInteger"},
  "minProperties":{"$ref":"#/definitions/nonNegativeInteger"},
  "required":{"$ref":"#/definitions/stringArray"},
  "additionalProperties":{"$ref":"#"},
  "definitions":{"$ref":"#/definitions/map"},
  "properties":{"$ref":"#/definitions/map"},
  "patternProperties":{"allOf":[{"$ref":"#/definitions/map"},{"propertyNames":{"format":"regex"}}]},
  "dependencies":{"type":"object","additionalProperties":
    {"if":{"type":"array"},"then":{"$ref":"#/definitions/stringArray"},"else":{"$ref":"#"}}},
  "propertyNames":{"$ref":"#"},
  "const":true,
  "enum":{"type":"array","items":true},
  "type":{"if":{"type":"array"},
    "then":{"items":{"$ref":"#/definitions/simpleTypes"},"minItems":1,"uniqueItems":true},
    "else":{"$ref":"#/definitions/simpleTypes"}},
  "format":{"type":"string"},
  "contentMediaType":{"type":"string"},
  "contentEncoding":{"type":"string"},
  "if":{"$ref":"#"},
  "then":{"$ref":"#"},
  "else":{"$ref":"#"},
  "allOf":{"$ref":"#/definitions/schemaArray"},
  "anyOf":{"$ref":"#/definitions/schemaArray"},
  "oneOf":{"$ref":"#/definitions/schemaArray"},
  "not":{"$ref":"#"}
}})json";

constexpr std::string_view draft_2020_12_text = R"json({
"$schema":"https://json-schema.org/draft/2020-12/schema",
"$id":"https://json-schema.org/draft/2020-12/schema",
"$vocabulary":{
  "https://json-schema.org/draft/2020-12/vocab/core":true,
  "https://json-schema.org/draft/2020-12/vocab/applicator":true,
  "https://json-schema.org/draft/2020-12/vocab/unevaluated":true,
  "https://json-schema.org/draft/2020-12/vocab/validation":true,
  "https://json-schema.org/draft/2020-12/vocab/meta-data":true,
  "https://json-schema.org/draft/2020-12/vocab/format-annotation":true,
  "https://json-schema.org/draft/2020-12/vocab/content":true
},
"$dynamicAnchor":"meta",
"type":["object","boolean"],
"allOf":[
  {"$ref":"meta/core"},
  {"$ref":"meta/applicator"},
  {"$ref":"meta/unevaluated"},
  {"$ref":"meta/validation"},
  {"$ref":"meta/meta-data"},
  {"$ref":"meta/format-annotation"},
  {"$ref":"meta/content"}
],
"properties":{
  "definitions":{"deprecated":true,"type":"object","additionalProperties":{"$dynamicRef":"#meta"}},
  "dependencies":{"deprecated":true,"type":"object","additionalProperties":{
    "if":{"type":"array"},
    "then":{"$ref":"meta/validation#/$defs/stringArray"},
    "else":{"$dynamicRef":"#meta"}}},
  "$recursiveAnchor":{"deprecated":true,"$ref":"meta/core#/$defs/anchorString"},
  "$recursiveRef":{"deprecated":true,"$ref":"meta/core#/$defs/uriReferenceString"}
}})json";

constexpr std::string_view core_text = R"json({
"$schema":"https://json-schema.org/draft/2020-12/schema",
"$id":"https://json-schema.org/draft/2020-12/meta/core",
"$dynamicAnchor":"meta",
"type":["object","boolean"],
"$defs":{
  "anchorString":{"type":"string","pattern":"^[A-Za-z_][-A-Za-z0-9._]*$"},
  "uriString":{"type":"string","format":"uri"},
  "uriReferenceString":{"type":"string","format":"uri-reference"}
},
"properties":{
  "$id":{"$ref":"#/$defs/uriReferenceString","pattern":"^[^#]*#?$"},
  "$schema":{"$ref":"#/$defs/uriString"},
  "$ref":{"$ref":"#/$defs/uriReferenceString"},
  "$anchor":{"$ref":"#/$defs/anchorString"},
  "$dynamicRef":{"$ref":"#/$defs/uriReferenceString"},
  "$dynamicAnchor":{"$ref":"#/$defs/anchorString"},
  "$vocabulary":{"type":"object","propertyNames":{"$ref":"#/$defs/uriString"},
    "additionalProperties":{"type":"boolean"}},
  "$comment":{"type":"string"},
  "$defs":{"type":"object","additionalProperties":{"$dynamicRef":"#meta"}}
}})json";

constexpr std::string_view applicator_text = R"json({
"$schema":"https://json-schema.org/draft/2020-12/schema",
"$id":"https://json-schema.org/draft/2020-12/meta/applicator",
"$dynamicAnchor":"meta",
"type":["object","boolean"],
"$defs":{
  "schemaArray":{"type":"array","minItems":1,"items":{"$dynamicRef":"#meta"}},
  "map":{"type":"object","additionalProperties":{"$dynamicRef":"#meta"}}
},
"properties":{
  "prefixItems":{"$ref":"#/$defs/schemaArray"},
  "items":{"$dynamicRef":"#meta"},
  "contains":{"$dynamicRef":"#meta"},
  "additionalProperties":{"$dynamicRef":"#meta"},
  "properties":{"$ref":"#/$defs/map"},
  "patternProperties":{"$ref":"#/$defs/map","propertyNames":{"format":"regex"}},
  "dependentSchemas":{"$ref":"#/$defs/map"},
  "propertyNames":{"$dynamicRef":"#meta"},
  "if":{"$dynamicRef":"#meta"},
  "then":{"$dynamicRef":"#meta"},
  "else":{"$dynamicRef":"#meta"},
  "allOf":{"$ref":"#/$defs/schemaArray"},
  "anyOf":{"$ref":"#/$defs/schemaArray"},
  "oneOf":{"$ref":"#/$defs/schemaArray"},
  "not":{"$dynamicRef":"#meta"}
}})json";

constexpr std::string_view unevaluated_text = R"json({
"$schema":"https://json-schema.org/draft/2020-12/schema",
"$id":"https://json-schema.org/draft/2020-12/meta/unevaluated",
"$dynamicAnchor":"meta",
"type":["object","boolean"],
"properties":{
  "unevaluatedItems":{"$dynamicRef":"#meta"},
  "unevaluatedProperties":{"$dynamicRef":"#meta"}
}})json";

constexpr std::string_view validation_text = R"json({
"$schema":"https://json-schema.org/draft/2020-12/schema",
"$id":"https://json-schema.org/draft/2020-12/meta/validation",
"$dynamicAnchor":"meta",
"type":["object","boolean"],
"$defs":{
  "nonNegativeInteger":{"type":"integer","minimum":0},
  "stringArray":{"type":"array","items":{"type":"string"},"uniqueItems":true},
  "simpleTypes":{"enum":["array","boolean","integer","null","number","object","string"]},
  "nonNegativeIntegerDefault0":{"$ref":"#/$defs/nonNegativeInteger"}
},
"properties":{
  "type":{"if":{"type":"array"},
    "then":{"items":{"$ref":"#/$defs/simpleTypes"},"minItems":1,"uniqueItems":true},
    "else":{"$ref":"#/$defs/simpleTypes"}},
  "const":true,
  "enum":{"type":"array","items":true},
  "multipleOf":{"type":"number","exclusiveMinimum":0},
  "maximum":{"type":"number"},
  "exclusiveMaximum":{"type":"number"},
  "minimum":{"type":"number"},
  "exclusiveMinimum":{"type":"number"},
  "maxLength":{"$ref":"#/$defs/nonNegativeInteger"},
  "minLength":{"$ref":"#/$defs/nonNegativeInteger"},
  "pattern":{"type":"string","format":"regex"},
  "maxItems":{"$ref":"#/$defs/nonNegativeInteger"},
  "minItems":{"$ref":"#/$defs/nonNegativeInteger"},
  "uniqueItems":{"type":"boolean"},
  "maxContains":{"$ref":"#/$defs/nonNegativeInteger"},
  "minContains":{"$ref":"#/$defs/nonNegativeInteger"},
  "maxProperties":{"$ref":"#/$defs/nonNegativeInteger"},
  "minProperties":{"$ref":"#/$defs/nonNegativeInteger"},
  "required":{"$ref":"#/$defs/stringArray"},
  "dependentRequired":{"type":"object","additionalProperties":{"$ref":"#/$defs/stringArray"}}
}})json";

constexpr std::string_view meta_data_text = R"json({
"$schema":"https://json-schema.org/draft/2020-12/schema",
"$id":"https://json-schema.org/draft/2020-12/meta/meta-data",
"$dynamicAnchor":"meta",
"type":["object","boolean"],
"properties":{
  "title":{"type":"string"},
  "description":{"type":"string"},
  "default":true,
  "deprecated":{"type":"boolean"},
  "readOnly":{"type":"boolean"},
  "writeOnly":{"type":"boolean"},
  "examples":{"type":"array","items":true}
}})json";

constexpr std::string_view format_annotation_text = R"json({
"$schema":"https://json-schema.org/draft/2020-12/schema",
"$id":"https://json-schema.org/draft/2020-12/meta/format-annotation",
"$dynamicAnchor":"meta",
"type":["object","boolean"],
"properties":{"format":{"type":"string"}}})json";

constexpr std::string_view format_assertion_text = R"json({
"$schema":"https://json-schema.org/draft/2020-12/schema",
"$id":"https://json-schema.org/draft/2020-12/meta/format-assertion",
"$dynamicAnchor":"meta",
"type":["object","boolean"],
"properties":{"format":{"type":"string"}}})json";

constexpr std::string_view content_text = R"json({
"$schema":"https://json-schema.org/draft/2020-12/schema",
"$id":"https://json-schema.org/draft/2020-12/meta/content",
"$dynamicAnchor":"meta",
"type":["object","boolean"],
"properties":{
  "contentEncoding":{"type":"string"},
  "contentMediaType":{"type":"string"},
  "contentSchema":{"$dynamicRef":"#meta"}
}})json";

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> texts{{
    {draft_07_uri, draft_07_text},
    {draft_2020_12_uri, draft_2020_12_text},
    {"https://json-schema.org/draft/2020-12/meta/core", core_text},
    {"https://json-schema.org/draft/2020-12/meta/applicator", applicator_text},
    {"https://json-schema.org/draft/2020-12/meta/unevaluated", unevaluated_text},
    {"https://json-schema.org/draft/2020-12/meta/validation", validation_text},
    {"https://json-schema.org/draft/2020-12/meta/meta-data", meta_data_text},
    {"https://json-schema.org/draft/2020-12/meta/format-annotation", format_annotation_text},
    {"https://json-schema.org/draft/2020-12/meta/format-assertion", format_assertion_text},
    {"https://json-schema.org/draft/2020-12/meta/content", content_text},
}};

}  // namespace

std::string_view meta_schema_uri(SchemaDialect draft) noexcept {
  return draft == SchemaDialect::draft_07 ? draft_07_uri : draft_2020_12_uri;
}

std::optional<SchemaDialect> find_draft(std::string_view uri) noexcept {
  if (uri == draft_07_uri) return SchemaDialect::draft_07;
  if (uri == draft_2020_12_uri) return SchemaDialect::draft_2020_12;
  return std::nullopt;
}

const std::string_view* find_meta_schema(std::string_view uri) noexcept {
  const auto* found =
      std::find_if(texts.begin(), texts.end(), [uri](const auto& one) { return one.first == uri; });
  return found == texts.end() ? nullptr : &found->second;
}

}  // namespace metaqore::schema
