#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "metaqore/schema.hpp"
#include "schema/uri.hpp"

using namespace metaqore;
using schema::resolve_uri;

namespace {

bool accepts(const std::string& schema, const std::string& data, const SchemaOptions& options = {}) {
  return Schema(Json(schema), options).validate(Json(data)).valid;
}

SchemaOptions with(std::string uri, const std::string& document) {
  SchemaOptions options;
  options.documents.push_back({std::move(uri), Json(document)});
  return options;
}

/// The reason of a refusal, and the pointer and document in its details.
std::string refusal(const std::string& schema, const SchemaOptions& options = {}) {
  try {
    Schema{Json(schema), options};
  } catch (const Error& error) {
    return error.reason() + ' ' + error.details();
  }
  return "";
}

}  // namespace

TEST_CASE("schema: references resolve as RFC 3986 §5.4 has it", "[schema]") {
  const auto from = [](std::string_view reference) { return resolve_uri("http://a/b/c/d;p?q", reference); };
  CHECK(from("g:h") == "g:h");
  CHECK(from("g") == "http://a/b/c/g");
  CHECK(from("./g") == "http://a/b/c/g");
  CHECK(from("g/") == "http://a/b/c/g/");
  CHECK(from("/g") == "http://a/g");
  CHECK(from("//g") == "http://g");
  CHECK(from("?y") == "http://a/b/c/d;p?y");
  CHECK(from("g?y") == "http://a/b/c/g?y");
  CHECK(from("#s") == "http://a/b/c/d;p?q");
  CHECK(from(";x") == "http://a/b/c/;x");
  CHECK(from("") == "http://a/b/c/d;p?q");
  CHECK(from(".") == "http://a/b/c/");
  CHECK(from("..") == "http://a/b/");
  CHECK(from("../..") == "http://a/");
  CHECK(from("../../../g") == "http://a/g");
  CHECK(from("/./g") == "http://a/g");
  CHECK(from("/../g") == "http://a/g");
  CHECK(from("g.") == "http://a/b/c/g.");
  CHECK(from("..g") == "http://a/b/c/..g");
  CHECK(from("./g/.") == "http://a/b/c/g/");
  CHECK(from("g/../h") == "http://a/b/c/h");
  CHECK(from("g;x=1/../y") == "http://a/b/c/y");
  CHECK(from("g?y/../x") == "http://a/b/c/g?y/../x");
  CHECK(resolve_uri("", "HTTP://Example.COM/A") == "http://example.com/A");
  CHECK(resolve_uri("http://a", "b") == "http://a/b");
  CHECK(resolve_uri("urn:example:a?=b", "#c") == "urn:example:a?=b");
  CHECK(resolve_uri("", "a/../b") == "b");
}

TEST_CASE("schema: registered documents are found by their address and by the identifiers in them",
          "[schema]") {
  const auto options = with("https://example.com/schemas/common.json",
                            R"({"$id":"https://example.com/other.json","$defs":{"port":{"$id":"port.json",
                               "$anchor":"it","type":"integer"}}})");
  for (const auto* reference :
       {"https://example.com/schemas/common.json#/$defs/port", "https://example.com/other.json#/$defs/port",
        "HTTPS://EXAMPLE.COM/a/../other.json#/%24defs/port", "https://example.com/port.json",
        "https://example.com/port.json#it", "https://example.com/port.json#"}) {
    INFO(reference);
    const auto schema = std::string(R"({"$ref":")") + reference + "\"}";
    CHECK(accepts(schema, "1", options));
    CHECK_FALSE(accepts(schema, "\"1\"", options));
  }
}

TEST_CASE("schema: an error in a registered document says which", "[schema]") {
  auto options =
      with("https://example.com/port.json", R"({"$id":"/known-as.json","$defs":{"a":{"type":"null"}}})");
  options.uri = "https://example.com/schemas/here.json";
  const Schema schema(Json(R"({"properties":{"a":{"$ref":"../port.json#/$defs/a"},"b":{"$ref":"#/$defs/b"}},
                              "$defs":{"b":{"type":"null"}}})"),
                      options);
  const auto errors = schema.validate(Json(R"({"a":1,"b":1})")).errors;
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].document == "https://example.com/port.json");
  CHECK(errors[0].keyword_location == "/$defs/a/type");
  CHECK(errors[1].document == "https://example.com/schemas/here.json");
  CHECK(errors[1].keyword_location == "/$defs/b/type");
}

TEST_CASE("schema: the meta-schemas of both drafts are known, and take themselves", "[schema]") {
  for (const auto* uri :
       {"http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2020-12/schema"}) {
    const auto schema = std::string(R"({"$ref":")") + uri + "\"}";
    CHECK(accepts(
        schema,
        R"({"properties":{"a":{"minLength":1,"type":["string"]}},"dependencies":{"a":["b"],"c":{}}})"));
    CHECK_FALSE(accepts(schema, R"({"properties":{"a":{"minLength":1.5}}})"));
    CHECK_FALSE(accepts(schema, R"({"type":["string","string"]})"));
    CHECK_FALSE(accepts(schema, R"({"dependencies":{"a":["b","b"]}})"));
    CHECK_FALSE(accepts(schema, "7"));
  }
  for (const auto* vocabulary : {"core", "applicator", "unevaluated", "validation", "meta-data",
                                 "format-annotation", "format-assertion", "content"}) {
    const auto schema =
        std::string(R"({"$ref":"https://json-schema.org/draft/2020-12/meta/)") + vocabulary + "\"}";
    INFO(schema);
    CHECK(accepts(schema, schema));
    CHECK_FALSE(accepts(schema, "1"));
  }
}

TEST_CASE("schema: each resource is of the draft that its own $schema says", "[schema]") {
  const auto old = R"({"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"null"}],
                       "additionalItems":false})";
  const auto options = with("https://example.com/old", old);
  CHECK(accepts(R"({"$ref":"https://example.com/old"})", "[null]", options));
  CHECK_FALSE(accepts(R"({"$ref":"https://example.com/old"})", "[1]", options));
  // Inside another, where the meta-schema around it would not take it.
  const auto embedded =
      R"({"$ref":"old","$defs":{"a":{"$id":"old","$schema":"http://json-schema.org/draft-07/schema#",
                            "items":[{"type":"null"}]}}})";
  CHECK(accepts(embedded, "[null]"));
  CHECK_FALSE(accepts(embedded, "[1]"));
  SchemaOptions draft_07;
  draft_07.dialect = SchemaDialect::draft_07;
  CHECK(accepts(R"({"$ref":"#/definitions/a","type":"null","definitions":{"a":{"type":"integer"}}})", "1",
                draft_07));
  CHECK_FALSE(accepts(R"({"$ref":"#/$defs/a","type":"null","$defs":{"a":{"type":"integer"}}})", "1"));
}

TEST_CASE("schema: a registered meta-schema says which vocabularies count, and what a schema may be",
          "[schema]") {
  const auto options = with("https://example.com/meta", R"({
    "$schema":"https://json-schema.org/draft/2020-12/schema",
    "$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/core":true,
                   "https://json-schema.org/draft/2020-12/vocab/applicator":true,
                   "https://example.com/vocab":false},
    "$dynamicAnchor":"meta","$ref":"https://json-schema.org/draft/2020-12/schema",
    "properties":{"properties":{"propertyNames":{"pattern":"^[a-z]+$"}}}})");
  const auto schema =
      R"({"$schema":"https://example.com/meta","properties":{"a":{"type":"null"},"b":false}})";
  CHECK(accepts(schema, R"({"a":1})", options));
  CHECK_FALSE(accepts(schema, R"({"b":1})", options));
  CHECK(refusal(R"({"$schema":"https://example.com/meta","items":{"properties":{"A":true}}})", options) ==
        R"(schema.invalid {"document":"","pointer":"/items/properties/A"})");
  CHECK(refusal(R"({"$schema":"https://example.com/other"})", options) ==
        R"(schema.dialect {"document":"","pointer":"/$schema"})");
  CHECK(refusal(R"({"$schema":"https://example.com/self"})",
                with("https://example.com/self", R"({"$schema":"https://example.com/self"})")) ==
        R"(schema.dialect {"document":"","pointer":"/$schema"})");
  CHECK(refusal(R"({"$schema":"https://example.com/v"})",
                with("https://example.com/v", R"({"$vocabulary":{"https://example.com/vocab":true}})")) ==
        R"(schema.vocabulary {"document":"","pointer":"/$schema"})");
}

TEST_CASE("schema: what nothing refers to may be of any kind", "[schema]") {
  auto options = with("https://example.com/unknown", R"({"$schema":"https://example.com/nowhere","type":7})");
  options.documents.push_back({"https://example.com/no-schema", Json("7")});
  options.documents.push_back({"https://example.com/broken", Json(R"({"type":7})")});
  CHECK(accepts("true", "1", options));
  CHECK(refusal(R"({"$ref":"https://example.com/unknown"})", options) ==
        R"(schema.dialect {"document":"https://example.com/unknown","pointer":"/$schema"})");
  CHECK(refusal(R"({"$ref":"https://example.com/no-schema"})", options) ==
        R"(schema.reference {"document":"","pointer":"/$ref"})");
  CHECK(refusal(R"({"$ref":"https://example.com/broken"})", options) ==
        R"(schema.invalid {"document":"https://example.com/broken","pointer":"/type"})");
}

TEST_CASE("schema: one address has one schema", "[schema]") {
  CHECK(refusal(R"({"$defs":{"a":{"$id":"x","type":"null"},"b":{"$id":"x"}}})") ==
        R"(schema.reference {"document":"","pointer":"/$defs/b"})");
  CHECK(refusal(R"({"$defs":{"a":{"$anchor":"x"},"b":{"$anchor":"x"}}})") ==
        R"(schema.reference {"document":"","pointer":"/$defs/b/$anchor"})");
  // The schema may be among the documents.
  auto options = with("https://example.com/a", R"({"type":"null"})");
  options.uri = "https://example.com/a";
  CHECK(accepts(R"({"type":"null"})", "null", options));
  CHECK(refusal(R"({"type":"string"})", options) ==
        R"(schema.reference {"document":"https://example.com/a","pointer":""})");
}
