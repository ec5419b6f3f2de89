#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "metaqore/schema.hpp"

using namespace metaqore;

namespace {

constexpr auto free_meta_schema = R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$vocabulary":{
  "https://json-schema.org/draft/2020-12/vocab/core":true,
  "https://json-schema.org/draft/2020-12/vocab/applicator":true,
  "https://json-schema.org/draft/2020-12/vocab/validation":true}})";

/// Expects the schema to be refused for `reason` at a keyword, in one sentence.
void check_refused(const std::string& schema, const std::string& reason, const std::string& pointer,
                   const std::string& message, const SchemaOptions& options = {}) {
  INFO(schema);
  try {
    Schema{Json(schema), options};
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    CHECK(error.reason() == reason);
    CHECK(error.details() == R"({"document":"","pointer":")" + pointer + "\"}");
    CHECK(std::string(error.what()) == message);
    return;
  }
  FAIL_CHECK("is accepted");
}

}  // namespace

TEST_CASE("schema: one that breaks its meta-schema is refused at the keyword", "[schema]") {
  const auto refused = [](const std::string& schema, const std::string& pointer, const std::string& message) {
    check_refused(schema, "schema.invalid", pointer, message);
  };
  refused("7", "", "the schema is neither an object nor a boolean; write an object of keywords");
  refused(R"({"type":"strin"})", "/type",
          "`/type` is `\"strin\"`, but has to be `\"array\"`, `\"boolean\"`, `\"integer\"`, `\"null\"`, "
          "`\"number\"`, "
          "`\"object\"` or `\"string\"`; mend the schema");
  refused(R"({"properties":{"a":{"minLength":-1}}})", "/properties/a/minLength",
          "`/properties/a/minLength` is `-1`, but has to be at least `0`; mend the schema");
  refused(R"({"allOf":[]})", "/allOf",
          "`/allOf` is `[]` with 0 items, but has to have at least `1`; mend the schema");
  refused(R"({"items":[true]})", "/items",
          "`/items` is `[true]`, but has to be a boolean or an object; mend the schema");
  refused(R"({"required":["a","a"]})", "/required",
          "`/required` is `[\"a\",\"a\"]` with equal items at `0` and `1`, but has to have each once; mend "
          "the schema");
  refused(R"({"$defs":{"unused":{"multipleOf":0}}})", "/$defs/unused/multipleOf",
          "`/$defs/unused/multipleOf` is `0`, but has to be more than `0`; mend the schema");
  refused(
      R"({"a":{"b":[{"type":7}]},"$ref":"#/a/b/0"})", "/a/b/0/type",
      "`/type` is `7`, but has to be `\"array\"`, `\"boolean\"`, `\"integer\"`, `\"null\"`, `\"number\"`, "
      "`\"object\"` or `\"string\"` in the schema at `/a/b/0`; mend the schema");
}

TEST_CASE("schema: keywords are checked where a meta-schema leaves them free", "[schema]") {
  SchemaOptions options;
  options.documents.push_back({"https://example.com/free", Json(free_meta_schema)});
  const auto refused = [&](const std::string& keyword, const std::string& value, const std::string& asked) {
    check_refused(R"({"$schema":"https://example.com/free",")" + keyword + "\":" + value + "}",
                  "schema.invalid", "/" + keyword, "at `/" + keyword + "`, " + asked + "; mend the schema",
                  options);
  };
  refused("type", "7", "`7` has to be the name of a type, such as `string`");
  refused("type", R"(["string","text"])", "`\"text\"` has to be the name of a type, such as `string`");
  refused("enum", "{}", "`{}` has to be an array of values");
  refused("minLength", "-1", "`-1` has to be an integer of at least `0`");
  refused("maxLength", "1.5", "`1.5` has to be an integer of at least `0`");
  refused("maxItems", "\"1\"", "`\"1\"` has to be an integer of at least `0`");
  refused("minimum", "\"1\"", "`\"1\"` has to be a number");
  refused("multipleOf", "-2", "`-2` has to be more than `0`");
  refused("pattern", "[]", "`[]` has to be a string");
  refused("required", "\"a\"", "`\"a\"` has to be an array of names");
  refused("required", "[1]", "`1` has to be a string");
  refused("uniqueItems", "1", "`1` has to be a boolean");
  refused("properties", "[]", "`[]` has to be an object");
  refused("properties", R"({"a":1})", "`1` has to be a schema: an object or a boolean");
  refused("dependentRequired", R"({"a":{}})", "`{}` has to be an array of names");
  refused("dependentSchemas", R"({"a":[]})", "`[]` has to be a schema: an object or a boolean");
  refused("allOf", "{}", "`{}` has to be an array of schemas");
  refused("items", "[{}]", "`[{}]` has to be a schema: an object or a boolean");
  refused("not", "null", "`null` has to be a schema: an object or a boolean");
  refused("$ref", "1", "`1` has to be a string");
}

TEST_CASE("schema: a reference that leads nowhere is refused", "[schema]") {
  const auto refused = [](const std::string& schema, const std::string& pointer, const std::string& message) {
    check_refused(schema, "schema.reference", pointer, message);
  };
  refused(R"({"$ref":"#/a"})", "/$ref",
          "at `/$ref`, the reference `#/a` leads to nothing; mend the reference");
  refused(R"({"$ref":"#/a","a":7})", "/$ref",
          "at `/$ref`, the reference `#/a` leads to no schema; mend the reference");
  refused(R"({"$ref":"#a"})", "/$ref",
          "at `/$ref`, the reference `#a` leads to no anchor; mend the reference");
  refused(
      R"({"$ref":"#/~2"})", "/$ref",
      "at `/$ref`, a `~` without `0` or `1` stands in the JSON Pointer `/~2` of the reference at offset 1; "
      "write `~0` for `~` and `~1` for `/`");
  refused(
      R"({"$ref":"#/%ff"})", "/$ref",
      "at `/$ref`, the fragment of the reference `#/%ff` is not percent-encoded UTF-8; write `%25` for `%`");
  refused(R"({"items":{"$dynamicRef":"b#c"}})", "/items/$dynamicRef",
          "at `/items/$dynamicRef`, the reference `b#c` leads to `b`, where no schema is known; register "
          "that document, or mend the reference");
}

TEST_CASE("schema: patterns, formats and dialects that are not known are refused", "[schema]") {
  check_refused(R"({"$schema":"http://json-schema.org/draft-04/schema#"})", "schema.dialect", "/$schema",
                "at `/$schema`, the dialect `http://json-schema.org/draft-04/schema#` is not known; write "
                "`https://json-schema.org/draft/2020-12/schema` or `http://json-schema.org/draft-07/schema`, "
                "or register its meta-schema");
  SchemaOptions options;
  options.assert_formats = true;
  check_refused(
      R"({"format":"colour"})", "schema.format", "/format",
      "at `/format`, the format `colour` is not known; leave it out, or do not have formats asserted",
      options);
  for (const auto& [schema, pointer] :
       {std::pair(R"({"items":{"pattern":"(?=b)a"}})", "/items/pattern"),
        std::pair(R"({"items":{"patternProperties":{"(?=b)a":true}}})", "/items/patternProperties/(?=b)a")}) {
    try {
      Schema{Json(schema)};
      FAIL_CHECK("is accepted");
    } catch (const Error& error) {
      CHECK(error.reason() == "schema.pattern");
      CHECK(error.details() == fmt::format(R"({{"document":"","pointer":"{}"}})", pointer));
      CHECK(std::string(error.what()).starts_with(fmt::format("at `{}`, ", pointer)));
    }
  }
}

TEST_CASE("schema: addresses have to be whole, and short", "[schema]") {
  SchemaOptions options;
  options.uri = "schemas/a.json";
  CHECK_THROWS_AS(Schema(Json("true"), options), Error);
  options.uri = "https://example.com/a#b";
  CHECK_THROWS_AS(Schema(Json("true"), options), Error);
  options.uri = "https://example.com/" + std::string(2'048, 'a');
  CHECK_THROWS_AS(Schema(Json("true"), options), Error);
  options.uri = "https://example.com/a";
  CHECK_NOTHROW(Schema(Json("true"), options));
  options.documents.push_back({"b.json", Json("true")});
  CHECK_THROWS_AS(Schema(Json("true"), options), Error);
}

TEST_CASE("schema: the limits of a validation are refused by name", "[schema]") {
  const auto refusal = [](const Schema& schema, const std::string& data, const ValidationLimits& limits) {
    try {
      (void)schema.validate(Json(data), limits);
    } catch (const Error& error) {
      return error.reason() + ": " + error.what() + ' ' + error.details();
    }
    return std::string();
  };
  const Schema schema(Json(R"({"items":{"items":{"minimum":0}}})"));
  ValidationLimits limits;
  limits.max_steps = 10;
  CHECK(refusal(schema, "[[1,2,3,4,5,6]]", limits) ==
        "schema.too_costly: the validation takes more than max_steps, `10`; give smaller data, simplify the "
        "patterns of the schema, or allow more "
        R"({"max_steps":10})");
  limits = {};
  limits.max_depth = 2;
  CHECK(refusal(schema, "[[1]]", limits) ==
        "schema.too_deep: the validation applies schemas inside each other beyond max_depth, `2`; flatten "
        "the data, or end the recursion of the schema "
        R"({"max_depth":2})");
  CHECK(refusal(schema, "[[]]", limits).empty());
}
