#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "metaqore/schema.hpp"
#include "support/json_text.hpp"

using namespace metaqore;

namespace {

constexpr auto draft_07 = R"("$schema":"http://json-schema.org/draft-07/schema#",)";

Validation validate(const std::string& schema, const std::string& data, const SchemaOptions& options = {}) {
  return Schema(Json(schema), options).validate(Json(data));
}

bool accepts(const std::string& schema, const std::string& data, const SchemaOptions& options = {}) {
  return validate(schema, data, options).valid;
}

/// The sentences of all errors, one a line.
std::string messages(const std::string& schema, const std::string& data, const SchemaOptions& options = {}) {
  std::string all;
  for (const auto& error : validate(schema, data, options).errors) {
    if (!all.empty()) all += '\n';
    all += error.message;
  }
  return all;
}

}  // namespace

TEST_CASE("schema: the example of an artifact is told everything that is wrong with it", "[schema]") {
  const auto schema = R"({
    "type":"object",
    "required":["name","services"],
    "properties":{
      "name":{"type":"string","minLength":3},
      "services":{"type":"array","items":{"$ref":"#/$defs/service"}}},
    "additionalProperties":false,
    "$defs":{"service":{"type":"object","required":["port"],"properties":{"port":{"type":"integer","maximum":65535}}}}})";
  CHECK(accepts(schema, R"({"name":"ledger","services":[{"port":80},{"port":443.0}]})"));
  const auto result = validate(schema, R"({"services":[{"port":"http"},{},{"port":70000}],"nmae":"ledger"})");
  CHECK_FALSE(result.valid);
  CHECK_FALSE(result.truncated);
  const std::vector<SchemaError> expected{
      {"", "/required", "", "the data lacks `name`, which it has to have"},
      {"/nmae", "/additionalProperties", "", "`/nmae` is `\"ledger\"`, but nothing may stand here"},
      {"/services/0/port", "/$defs/service/properties/port/type", "",
       "`/services/0/port` is `\"http\"`, but has to be an integer"},
      {"/services/1", "/$defs/service/required", "", "`/services/1` lacks `port`, which it has to have"},
      {"/services/2/port", "/$defs/service/properties/port/maximum", "",
       "`/services/2/port` is `70000`, but has to be at most `65535`"},
  };
  CHECK(result.errors == expected);
}

TEST_CASE("schema: types, of which an integer is one by its value", "[schema]") {
  CHECK(accepts("true", "1"));
  CHECK(messages("false", "1") == "the data is `1`, but nothing may stand here");
  CHECK(accepts(R"({"type":"integer"})", "1.0"));
  CHECK(accepts(R"({"type":"integer"})", "1e300"));
  CHECK(accepts(R"({"type":"number"})", "1"));
  CHECK(messages(R"({"type":"integer"})", "1.5") == "the data is `1.5`, but has to be an integer");
  CHECK(messages(R"({"type":["array","null","number","boolean"]})", R"({"a":[1,{}]})") ==
        "the data is `{\"a\":[1,{}]}`, but has to be a number, an array, a boolean or null");
  CHECK(messages(R"({"type":"object"})", "\"a\\nb\"") == "the data is `\"a\\nb\"`, but has to be an object");
}

TEST_CASE("schema: const and enum take equal values, numbers by their value", "[schema]") {
  CHECK(accepts(R"({"const":{"a":1,"b":[2]}})", R"({"b":[2.0],"a":1e0})"));
  CHECK(messages(R"({"const":1})", "true") == "the data is `true`, but has to be `1`");
  CHECK(accepts(R"({"enum":["a",{"b":0}]})", R"({"b":-0.0})"));
  CHECK(messages(R"({"enum":["a","b"]})", "\"c\"") ==
        "the data is `\"c\"`, but has to be `\"a\"` or `\"b\"`");
  CHECK(messages(R"({"enum":[0,1,2,3,4,5,6,7,8,9]})", "\"a\"") ==
        "the data is `\"a\"`, but has to be `0`, `1`, `2`, `3`, `4`, `5`, `6`, `7` or one of 2 more");
  CHECK_FALSE(accepts(R"({"enum":[]})", "1"));
  for (const auto* value : {"0", "9", "true", "null", "\"k\"", "[0]", "{\"a\":0}"}) {
    INFO(value);  // sought among many, of all types
    CHECK(accepts(R"({"enum":[{"a":0},"k",0,1,2,3,4,5,6,7,8,9,true,null,[0]]})", value));
  }
  CHECK_FALSE(accepts(R"({"enum":[0,1,2,3,4,5,6,7,8,9]})", "10"));
}

TEST_CASE("schema: numbers are compared exactly", "[schema]") {
  CHECK(messages(R"({"minimum":2})", "1") == "the data is `1`, but has to be at least `2`");
  CHECK(messages(R"({"maximum":2})", "2.5") == "the data is `2.5`, but has to be at most `2`");
  CHECK(messages(R"({"exclusiveMinimum":2})", "2") == "the data is `2`, but has to be more than `2`");
  CHECK(messages(R"({"exclusiveMaximum":2})", "2") == "the data is `2`, but has to be less than `2`");
  CHECK(messages(R"({"multipleOf":0.1})", "0.35") == "the data is `0.35`, but has to be a multiple of `0.1`");
  CHECK(accepts(R"({"multipleOf":0.1})", "0.3"));
  CHECK(accepts(R"({"minimum":2,"maximum":2,"multipleOf":2})", "2"));
  CHECK(accepts(R"({"minimum":2,"multipleOf":2})", "\"1\""));
  CHECK_FALSE(accepts(R"({"maximum":9007199254740992})", "9007199254740993"));
  CHECK_FALSE(accepts(R"({"minimum":18446744073709551615})", "18446744073709551614"));
}

TEST_CASE("schema: strings have the length of their code points", "[schema]") {
  CHECK(accepts(R"({"minLength":2,"maxLength":2})", "\"\U0001F602\u00e9\""));
  CHECK(messages(R"({"minLength":3})", "\"\u00e9\u00e9\"") ==
        "the data is `\"\u00e9\u00e9\"` with 2 characters, but has to have at least `3`");
  CHECK(messages(R"({"maxLength":0})", "\"\u00e9\"") ==
        "the data is `\"\u00e9\"` with 1 character, but has to have at most `0`");
  CHECK(accepts(R"({"maxLength":4})", "\"\u00e9\u00e9\u00e9\u00e9\""));
  CHECK(messages(R"({"pattern":"^[a-z]+$"})", "\"A\"") ==
        "the data is `\"A\"`, but has to match the pattern `^[a-z]+$`");
  CHECK(accepts(R"({"pattern":"b"})", "\"abc\""));
}

TEST_CASE("schema: formats are annotations unless they are asserted", "[schema]") {
  SchemaOptions options;
  CHECK(accepts(R"({"format":"date"})", "\"2026-02-30\"", options));
  CHECK(accepts(R"({"format":"of our own"})", "\"x\"", options));
  options.assert_formats = true;
  CHECK(messages(R"({"format":"date"})", "\"2026-02-30\"", options) ==
        "the data is `\"2026-02-30\"`, but has to be of the format `date`");
  CHECK(accepts(R"({"format":"date"})", "7", options));
}

TEST_CASE("schema: arrays by their items", "[schema]") {
  CHECK(messages(R"({"minItems":2})", "[1]") ==
        "the data is `[1]` with 1 item, but has to have at least `2`");
  CHECK(messages(R"({"maxItems":1})", "[1,2]") ==
        "the data is `[1,2]` with 2 items, but has to have at most `1`");
  CHECK(messages(R"({"prefixItems":[{"type":"null"}],"items":{"type":"string"}})", "[1,2]") ==
        "`/0` is `1`, but has to be null\n`/1` is `2`, but has to be a string");
  CHECK(messages(R"({"uniqueItems":true})", R"(["a",1,"a"])") ==
        "the data is `[\"a\",1,\"a\"]` with equal items at `0` and `2`, but has to have each once");
  CHECK(messages(R"({"uniqueItems":true})", R"([{"a":[1]},0,1,2,3,4,5,6,7,8,{"a":[1.0]}])")
            .ends_with("with equal items at `0` and `10`, but has to have each once"));
  CHECK(accepts(R"({"uniqueItems":true})", R"([1,true,"1",[1],{"1":1},null,0,false,"",[],{}])"));
  CHECK(accepts(R"({"uniqueItems":false})", "[1,1]"));
  CHECK(messages(R"({"contains":{"type":"null"}})", "[1]") ==
        "the data is `[1]` with 0 items as `contains` asks for, but has to have at least `1`");
  CHECK(messages(R"({"contains":{"type":"null"},"maxContains":1})", "[null,1,null]") ==
        "the data is `[null,1,null]` with 2 items as `contains` asks for, but has to have at most `1`");
  CHECK(accepts(R"({"contains":false,"minContains":0})", "[1]"));
  const auto draft = std::string("{") + draft_07;
  CHECK_FALSE(accepts(draft + R"("items":[{"type":"null"}],"additionalItems":false})", "[null,1]"));
  CHECK(accepts(draft + R"("items":[{"type":"null"}],"additionalItems":true})", "[null,1]"));
  CHECK(accepts(draft + R"("additionalItems":false})", "[null,1]"));
  CHECK(accepts(draft + R"("items":{"type":"integer"},"additionalItems":false})", "[2,1]"));
}

TEST_CASE("schema: objects by their members", "[schema]") {
  CHECK(messages(R"({"minProperties":2})", R"({"a":1})") ==
        "the data is `{\"a\":1}` with 1 member, but has to have at least `2`");
  CHECK(messages(R"({"maxProperties":0})", R"({"a":1})") ==
        "the data is `{\"a\":1}` with 1 member, but has to have at most `0`");
  CHECK(messages(R"({"required":["b","a"]})", R"({"c":1})") ==
        "the data lacks `a`, which it has to have\nthe data lacks `b`, which it has to have");
  CHECK(accepts(R"({"required":["b","a"],"properties":{"b":true,"c":true}})", R"({"a":0,"b":0,"d":0})"));
  CHECK_FALSE(
      accepts(R"({"required":["b","a"],"properties":{"b":true,"c":true}})", R"({"b":0,"c":0,"d":0})"));
  CHECK(messages(R"({"properties":{"a":{"type":"null"}},"patternProperties":{"^a":{"type":"string"}},
                     "additionalProperties":{"type":"integer"}})",
                 R"({"a":1,"ab":2,"c":true})") ==
        "`/a` is `1`, but has to be null\n`/a` is `1`, but has to be a string\n"
        "`/ab` is `2`, but has to be a string\n`/c` is `true`, but has to be an integer");
  CHECK(messages(R"({"propertyNames":{"maxLength":1}})", R"({"a~b/c":1})") ==
        "the name of `/a~0b~1c` is `\"a~b/c\"` with 5 characters, but has to have at most `1`");
  CHECK(messages(R"({"dependentRequired":{"a":["b"],"x":["y"]}})", R"({"a":1})") ==
        "the data has `a`, but lacks `b`, which it has to have then");
  CHECK(messages(R"({"dependentSchemas":{"a":{"minProperties":2}}})", R"({"a":1})") ==
        "the data is `{\"a\":1}` with 1 member, but has to have at least `2`");
  const auto draft = std::string("{") + draft_07;
  CHECK_FALSE(accepts(draft + R"("dependencies":{"a":["b"]}})", R"({"a":1})"));
  CHECK_FALSE(accepts(draft + R"("dependencies":{"a":{"required":["b"]}}})", R"({"a":1})"));
  CHECK(accepts(draft + R"("dependencies":{"a":{"required":["b"]}}})", R"({"c":1})"));
}

TEST_CASE("schema: conditions choose what is asked", "[schema]") {
  const auto schema = R"({"if":{"type":"integer"},"then":{"minimum":3},"else":{"type":"string"}})";
  CHECK(messages(schema, "1") == "the data is `1`, but has to be at least `3`");
  CHECK(messages(schema, "null") == "the data is `null`, but has to be a string");
  CHECK(accepts(R"({"then":false,"else":false})", "1"));
  CHECK(messages(R"({"not":{"type":"string"}})", "\"x\"") ==
        "the data is `\"x\"`, which is what `not` excludes");
}

TEST_CASE("schema: of alternatives that all fail, the closest is explained", "[schema]") {
  const auto kinds = R"({"oneOf":[
    {"required":["kind","port"],"properties":{"kind":{"const":"http"},"port":{"type":"integer"}}},
    {"required":["kind","path"],"properties":{"kind":{"const":"file"},"path":{"type":"string"}}},
    {"type":"null"}]})";
  CHECK(messages(kinds, R"({"kind":"file","path":7})") ==
        "the data is `{\"kind\":\"file\",\"path\":7}`, which none of the 3 alternatives takes\n"
        "`/path` is `7`, but has to be a string in the closest alternative");
  // Two faults, but of the kind that it says it is.
  CHECK(messages(R"({"anyOf":[{"properties":{"kind":{"const":"a"}}},
                 {"properties":{"kind":{"const":"b"}},"required":["y","z"]}]})",
                 R"({"kind":"b"})") ==
        "the data is `{\"kind\":\"b\"}`, which none of the 2 alternatives takes\n"
        "the data lacks `y`, which it has to have in the closest alternative\n"
        "the data lacks `z`, which it has to have in the closest alternative");
  CHECK(messages(R"({"anyOf":[{"anyOf":[{"minimum":2},{"minimum":3}]},{"type":"null"}]})", "1") ==
        "the data is `1`, which none of the 2 alternatives takes\n"
        "the data is `1`, which none of the 2 alternatives takes in the closest alternative\n"
        "the data is `1`, but has to be at least `2` in the closest alternative");
  CHECK(messages(R"({"anyOf":[{"type":"string"},{"type":"null"}]})", "1") ==
        "the data is `1`, but has to be a string or null");
  CHECK(messages(R"({"anyOf":[{"minimum":2}]})", "1") ==
        "the data is `1`, which the only alternative does not take\n"
        "the data is `1`, but has to be at least `2`");
  CHECK(messages(R"({"dependentSchemas":{"a":false}})", R"({"a":1})") ==
        "the data is `{\"a\":1}`, which the schema `false` never takes");
  CHECK(messages(R"({"oneOf":[{"type":"integer"},{"type":"null"},{"minimum":1}]})", "2") ==
        "the data is `2`, which the alternatives `0` and `2` both take, but one alone has to");
  CHECK(validate(kinds, R"({"kind":"file","path":7})").errors.back().keyword_location ==
        "/oneOf/1/properties/path/type");
}

TEST_CASE("schema: where all alternatives are choices, all that may be chosen is named", "[schema]") {
  const auto message = [](const std::string& alternatives, const std::string& data) {
    return messages("{" + alternatives + "}", data);
  };
  CHECK(message(R"("oneOf":[{"const":null},{"enum":["a","b"]}])", "\"c\"") ==
        "the data is `\"c\"`, but has to be `null`, `\"a\"` or `\"b\"`");
  CHECK(message(R"("anyOf":[{"type":"null"},{"enum":["a","b"]},{"$ref":"#/$defs/c"},false],
                   "$defs":{"c":{"anyOf":[{"const":3},{"type":["object","null"]}]}})",
                "\"c\"") == "the data is `\"c\"`, but has to be `\"a\"`, `\"b\"`, `3`, an object or null");
  CHECK(message(R"("anyOf":[{"type":"string","enum":["a",1]},{"const":2}])", "1") ==
        "the data is `1`, but has to be `\"a\"` or `2`");
  CHECK(message(R"("anyOf":[{"enum":[1,2]},{"enum":[2,3]}])", "4") ==
        "the data is `4`, but has to be `1`, `2` or `3`");
  CHECK(message(R"("anyOf":[{"type":"integer"},{"enum":[1,"a"]}])", "null") ==
        "the data is `null`, but has to be `\"a\"` or an integer");
  // What two alternatives take, `oneOf` does not.
  CHECK(message(R"("oneOf":[{"enum":[1,2]},{"enum":[2,3]}])", "4") ==
        "the data is `4`, but has to be `1` or `3`");
  CHECK(message(R"("oneOf":[{"type":["integer","null"]},{"type":["boolean","null"]},{"enum":[1,"a"]}])",
                "[]") == "the data is `[]`, but has to be `\"a\"`, an integer or a boolean");
  CHECK(message(R"("oneOf":[{"const":1},{"const":1.0}])", "4") ==
        "the data is `4`, which none of the 2 alternatives takes\nthe data is `4`, but has to be `1`");
  // Alternatives that a member tells apart.
  const std::string kinds = R"("oneOf":[
    {"required":["kind","port"],"properties":{"kind":{"const":"http"},"port":{"type":"integer"}}},
    {"required":["kind","path"],"properties":{"kind":{"enum":["file","pipe"]}}},{"type":"null"}])";
  CHECK(message(kinds, R"({"kind":"ftp"})") ==
        "the data is `{\"kind\":\"ftp\"}`, which none of the 3 alternatives takes\n"
        "`/kind` is `\"ftp\"`, but has to be `\"http\"`, `\"file\"` or `\"pipe\"`");
  CHECK(message(kinds, R"({"kind":"http"})") ==
        "the data is `{\"kind\":\"http\"}`, which none of the 3 alternatives takes\n"
        "the data lacks `port`, which it has to have in the closest alternative");
  // One that does not ask for the member is as close as its faults are few.
  CHECK(message(R"("anyOf":[{"properties":{"k":{"const":1}}},{"properties":{"k":{"type":"string"}}}])",
                R"({"k":2})") ==
        "the data is `{\"k\":2}`, which none of the 2 alternatives takes\n"
        "`/k` is `2`, but has to be a string in the closest alternative");
}

TEST_CASE("schema: what reads like what is asked for is told apart from it", "[schema]") {
  const auto start = test::repeated("word ", 40);
  const auto schema = [](const std::string& value) {
    return R"({"properties":{"a":{"const":)" + value + "}}}";
  };
  const auto data = [](const std::string& value) { return R"({"a":)" + value + "}"; };
  const auto behind = [](const std::string& text) { return text.substr(text.find("…`: ") + 6); };
  CHECK(behind(messages(schema('"' + start + "one\""), data('"' + start + "two\""))) ==
        "it is `…ord word word word word two\"`, not `…ord word word word word one\"`");
  const auto list = [&](const std::string& last) { return "[\"" + start + "\"" + last + "]"; };
  CHECK(behind(messages(schema(list(",1")), data(list(",2")))) == "`/a/1` is `2`, not `1`");
  CHECK(behind(messages(schema(list(",1")), data(list("")))) == "`/a/1` is missing, and has to be `1`");
  CHECK(behind(messages(schema(list("")), data(list(",[2]")))) == "`/a/1` is `[2]`, and may not be there");
  CHECK(behind(messages(R"({"properties":{"a":{"enum":[1,)" + list(",1") + "]}}}", data(list(",2")))) ==
        "`/a/1` is `2`, not `1`");
}

TEST_CASE("schema: each sentence is told once of a place, and an empty name is seen", "[schema]") {
  const auto many = R"({"allOf":[{"type":"null"},{"type":"null"},{"$ref":"#/$defs/a"}],
                        "$defs":{"a":{"type":"null"}}})";
  CHECK(messages(many, "1") == "the data is `1`, but has to be null");
  CHECK(validate(many, "1").errors[0].keyword_location == "/allOf/0/type");
  CHECK(messages(R"({"required":[""]})", "{}") == "the data lacks `\"\"`, which it has to have");
  CHECK(messages(R"({"dependentRequired":{"":["b"]}})", R"({"":1})") ==
        "the data has `\"\"`, but lacks `b`, which it has to have then");
}

TEST_CASE("schema: of data that is not valid there is an error, whatever the limits are", "[schema]") {
  const auto schema = R"({"items":{"pattern":"^\\p{L}{1,50}$"}})";
  const auto words = "[" + test::listed(100, [](auto) { return "\"word\""; });
  const Schema compiled{Json(schema)};
  const auto with = [&](std::uint64_t max_steps) {
    return compiled.validate(Json(words + ",\"1\"]"), {.max_steps = max_steps});
  };
  // As few steps as decide find the error.
  std::uint64_t enough = 1;
  while (true) {
    try {
      (void)with(enough);
      break;
    } catch (const Error&) {
      enough += 1 + enough / 16;
    }
  }
  CHECK(enough > 1'000);
  CHECK(with(enough).errors.front().instance_location == "/100");
  // Where all the steps are gone before there is one, the error says that.
  const auto names = [](std::string_view rest) {
    return test::listed(500, [&](auto at) { return "\"n" + std::to_string(at) + '"' + std::string(rest); });
  };
  const Schema all{Json(R"({"properties":{"z":false},"required":[)" + names("") + "]}")};
  const Json data("{\"z\":1," + names(":1") + "}");
  std::optional<Validation> least;
  for (std::uint64_t steps = 100; !least; steps += 100) {
    try {
      least = all.validate(data, {.max_steps = steps});
    } catch (const Error& error) {
      REQUIRE(error.reason() == "schema.too_costly");
    }
  }
  CHECK_FALSE(least->valid);
  CHECK(least->truncated);
  REQUIRE(least->errors.size() == 1);
  CHECK(least->errors[0].message ==
        "the data does not satisfy the schema, and the limits did not let it be found where; allow more "
        "steps or "
        "time, or give less at once");
  CHECK(all.validate(data).errors[0].instance_location == "/z");
}

TEST_CASE("schema: what is unevaluated is told of what no keyword has looked at", "[schema]") {
  const auto schema = R"({"allOf":[{"properties":{"a":{"type":"integer"}}}],"anyOf":[{"properties":{"b":true},
    "required":["b"]},{"properties":{"c":true}}],"unevaluatedProperties":false})";
  CHECK(accepts(schema, R"({"a":1,"b":2,"c":3})"));
  CHECK(messages(schema, R"({"a":1,"d":2})") == "`/d` is `2`, but nothing may stand here");
  CHECK(messages(schema, R"({"a":"1","d":2})") ==
        "`/a` is `\"1\"`, but has to be an integer\n`/d` is `2`, but nothing may stand here");
  CHECK(messages(R"({"required":["z"],"unevaluatedProperties":false})", R"({"b":2})") ==
        "the data lacks `z`, which it has to have\n`/b` is `2`, but nothing may stand here");
  CHECK(messages(R"({"prefixItems":[{"type":"string"}],"unevaluatedItems":false})", "[1,2]") ==
        "`/0` is `1`, but has to be a string\n`/1` is `2`, but nothing may stand here");
  // Where no alternative holds, nobody knows what would be evaluated.
  CHECK(messages(
            R"({"oneOf":[{"required":["k"],"properties":{"k":{"const":1}}}],"unevaluatedProperties":false})",
            R"({"k":2})") ==
        "the data is `{\"k\":2}`, which the only alternative does not take\n`/k` is `2`, but has to be `1`");
  CHECK(messages(R"({"contains":{"type":"string"},"unevaluatedItems":false})", "[1]") ==
        "the data is `[1]` with 0 items as `contains` asks for, but has to have at least `1`");
  CHECK(messages(R"({"prefixItems":[true],"contains":{"type":"null"},"unevaluatedItems":{"type":"string"}})",
                 "[1,null,2]") == "`/2` is `2`, but has to be a string");
  // What an alternative evaluates before it fails does not count.
  CHECK(
      messages(R"({"anyOf":[{"properties":{"a":true},"required":["z"]},true],"unevaluatedProperties":false})",
               R"({"a":1})") == "`/a` is `1`, but nothing may stand here");
  // More members than one word has bits.
  std::string properties, data;
  for (int at = 0; at < 200; ++at) {
    properties += "\"p" + std::to_string(at) + "\":true,";
    data += "\"p" + std::to_string(at) + "\":0,";
  }
  const auto many =
      "{\"anyOf\":[{\"properties\":{" + properties + "\"z\":true}}],\"unevaluatedProperties\":false}";
  CHECK(accepts(many, "{" + data + "\"z\":0}"));
  CHECK(messages(many, "{" + data + "\"q\":0}") == "`/q` is `0`, but nothing may stand here");
}

TEST_CASE("schema: each cause is told once, and no more than asked for", "[schema]") {
  const auto twice = R"({"allOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}],"$defs":{"a":{"type":"null"}}})";
  CHECK(validate(twice, "1").errors.size() == 1);
  const Schema schema(Json(R"({"items":{"type":"null"}})"));
  ValidationLimits limits;
  limits.max_errors = 2;
  auto result = schema.validate(Json("[1,2,3]"), limits);
  CHECK(result.errors.size() == 2);
  CHECK(result.truncated);
  result = schema.validate(Json("[1,2]"), limits);
  CHECK(result.errors.size() == 2);
  CHECK_FALSE(result.truncated);
  limits.max_errors = 0;  // taken as 1
  CHECK(schema.validate(Json("[1,2]"), limits).errors.size() == 1);
}

TEST_CASE("schema: an answer is the same for every thread and every copy", "[schema]") {
  auto schema = Schema(Json(R"({"items":{"pattern":"^(a|b)+$"},"uniqueItems":true})"));
  const auto copy = schema;
  const Json good(R"(["a","ab","b"])"), bad(R"(["a","c"])");
  std::vector<int> faults(4);
  std::vector<std::thread> threads;
  for (auto& fault : faults) {
    threads.emplace_back([&, mine = copy] {
      for (int round = 0; round < 200; ++round) {
        fault += mine.validate(good).valid ? 0 : 1;
        fault += mine.validate(bad).errors.size() == 1 ? 0 : 1;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(faults == std::vector<int>(4));
  schema = Schema(Json("false"));
  CHECK_FALSE(schema.validate(good).valid);
  CHECK(copy.validate(good).valid);
}
