#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "metaqore/schema.hpp"

using namespace metaqore;

namespace {

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t at = 0; at < times; ++at) text += part;
  return text;
}

/// `make(0)`, `make(1)`, … with commas between them.
std::string listed(std::size_t count, const std::function<std::string(std::size_t)>& make) {
  std::string text;
  for (std::size_t at = 0; at < count; ++at) {
    if (at > 0) text += ',';
    text += make(at);
  }
  return text;
}

/// "valid", "invalid", or the reason of a refusal, which has to be one short line. Both have to come soon:
/// what takes exponential time never does, so that a slow machine has time enough.
std::string outcome(const std::string& schema, const std::string& data, const ValidationLimits& limits = {}) {
  const auto start = std::chrono::steady_clock::now();
  std::string found;
  try {
    const auto result = Schema(Json(schema)).validate(Json(data), limits);
    found = result.valid ? "valid" : "invalid";
    CHECK(result.valid == result.errors.empty());
    CHECK(result.errors.size() <= limits.max_errors);
    std::size_t size = 0;
    for (const auto& error : result.errors) {
      CHECK(base::is_utf8(error.message));
      CHECK_FALSE(base::has_control(error.message));
      CHECK(error.message.size() < 1'000);
      size += error.instance_location.size() + error.keyword_location.size();
    }
    CHECK(size < (4 << 20));
  } catch (const Error& error) {
    found = error.reason();
    const std::string message = error.what();
    CHECK(error.code() == ErrorCode::invalid_argument);
    CHECK(base::is_utf8(message));
    CHECK_FALSE(base::has_control(message));
    CHECK(message.size() < 600);
    CHECK_NOTHROW(Json(error.details()));
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  INFO(schema.substr(0, 100) << " takes " << taken.count() << " s");
  CHECK(taken.count() < 120);
  return found;
}

/// Definitions of which each applies the next twice: 2^depth applications.
std::string doubling(std::size_t depth, std::string_view last) {
  return listed(depth,
                [&](std::size_t at) {
                  return fmt::format(
                      R"("a{0}":{{"allOf":[{{"$ref":"#/$defs/a{1}"}},{{"$ref":"#/$defs/a{1}"}}]}})", at,
                      at + 1);
                }) +
         fmt::format(R"(,"a{}":{})", depth, last);
}

}  // namespace

TEST_CASE("schema: one that applies itself to the same value is refused when it is compiled", "[schema]") {
  CHECK(outcome(R"({"$ref":"#"})", "1") == "schema.recursive");
  CHECK(outcome(R"({"allOf":[{"anyOf":[{"not":{"$ref":"#"}}]}]})", "1") == "schema.recursive");
  CHECK(
      outcome(
          R"({"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"oneOf":[true,{"$ref":"#/$defs/a"}]}}})",
          "1") == "schema.recursive");
  CHECK(outcome(R"({"if":true,"then":{"$ref":"#"}})", "1") == "schema.recursive");
  CHECK(outcome(R"({"dependentSchemas":{"a":{"$ref":"#"}}})", "1") == "schema.recursive");
  CHECK(outcome(R"({"$dynamicAnchor":"a","$dynamicRef":"#a"})", "1") == "schema.recursive");
  CHECK(outcome(R"({"$schema":"http://json-schema.org/draft-07/schema#","dependencies":{"a":{"$ref":"#"}}})",
                "1") == "schema.recursive");
  // Below, it ends where the data does; where nothing leads to it, it is not there.
  CHECK(outcome(R"({"properties":{"a":{"$ref":"#"}},"items":{"$ref":"#"}})", R"({"a":{"a":[[{}]]}})") ==
        "valid");
  CHECK(outcome(R"({"$defs":{"a":{"$ref":"#/$defs/a"}}})", "1") == "valid");
}

TEST_CASE("schema: a recursion that only the dynamic scope closes ends at the depth", "[schema]") {
  const auto schema = R"({"$id":"https://example.com/outer","$dynamicAnchor":"a","$ref":"inner",
    "$defs":{"inner":{"$id":"inner","$dynamicRef":"#a","$defs":{"other":{"$dynamicAnchor":"a"}}}}})";
  CHECK(outcome(schema, "1") == "schema.too_deep");
  ValidationLimits limits;
  limits.max_depth = 1'000'000;  // taken as the most that there can be
  CHECK(outcome(schema, "1", limits) == "schema.too_deep");
}

TEST_CASE("schema: patterns that make others hang are matched in linear time", "[schema]") {
  const auto as = '"' + std::string(1'000'000, 'a') + "!\"";
  CHECK(outcome(R"({"pattern":"^(a+)+$"})", as) == "invalid");
  CHECK(outcome(R"({"pattern":"^(a|b)*$"})", as) == "invalid");
  CHECK(outcome(R"({"pattern":"^(a|a)*b"})", as) == "invalid");
  CHECK(outcome(R"({"pattern":"(.*)*(.*)*(.*)*x"})", as) == "invalid");
  const auto names = '{' + listed(10'000, [](auto at) { return fmt::format(R"("n{}":1)", at); }) + '}';
  const auto patterns = listed(10'000, [](auto at) { return fmt::format(R"("^(n|m)+{}$":true)", at); });
  CHECK(outcome("{\"patternProperties\":{" + patterns + "}}", names) == "schema.too_costly");
  CHECK(outcome(R"({"propertyNames":{"pattern":"^(n+)+[0-9]+$"}})", names) == "valid");
}

TEST_CASE("schema: a hundred thousand alternatives are applied once each", "[schema][large]") {
  for (const std::string_view keyword : {"allOf", "anyOf", "oneOf"}) {
    const auto many = listed(100'000, [](auto at) { return fmt::format(R"({{"const":{}}})", at); });
    const auto schema = fmt::format(R"({{"{}":[{}]}})", keyword, many);
    CHECK(outcome(schema, "99999") == (keyword == "allOf" ? "invalid" : "valid"));
    CHECK(outcome(schema, "-1") == "invalid");
    const auto data = '[' + listed(1'000, [](auto) { return "-1"; }) + ']';
    CHECK(outcome(fmt::format(R"({{"items":{}}})", schema), data) != "valid");
  }
}

TEST_CASE("schema: applications that double at each step end at the steps", "[schema][large]") {
  CHECK(outcome(R"({"$ref":"#/$defs/a0","$defs":{)" + doubling(40, R"({"type":"integer"})") + "}}", "1") ==
        "schema.too_costly");
  CHECK(outcome(R"({"$ref":"#/$defs/a0","unevaluatedProperties":false,"$defs":{)" +
                    doubling(40, R"({"properties":{"a":true}})") + "}}",
                R"({"a":1,"b":2})") == "schema.too_costly");
  // Each step has an own look at what is evaluated.
  const auto marked = listed(40, [](auto at) {
    return fmt::format(
        R"("a{0}":{{"anyOf":[{{"$ref":"#/$defs/a{1}"}},{{"$ref":"#/$defs/a{1}"}}],"unevaluatedProperties":false}})",
        at, at + 1);
  });
  CHECK(outcome(R"({"$ref":"#/$defs/a0","$defs":{)" + marked + R"(,"a40":{"properties":{"a":true}}}})",
                R"({"a":1})") == "schema.too_costly");
  // Invalid at once, but not to be explained before the end of time.
  const auto explained =
      outcome(R"({"type":"string","$ref":"#/$defs/a0","$defs":{)" + doubling(40, "false") + "}}", "1");
  CHECK(explained == "invalid");
}

TEST_CASE("schema: what explains one fault does not multiply", "[schema]") {
  // Alternatives in alternatives, 60 of them 20 deep.
  auto schema = std::string(R"({"properties":{"b":{"type":"string"}}})");
  for (int depth = 0; depth < 20; ++depth) {
    schema = R"({"anyOf":[{"properties":{"a":)" + schema + R"(}},{"required":["z"]}]})";
  }
  std::string data = R"({"b":1})";
  for (int depth = 0; depth < 20; ++depth) data = R"({"a":)" + data + "}";
  CHECK(outcome(schema, data) == "invalid");
  // A long name above many faults.
  const auto name = std::string(1 << 20, 'n');
  ValidationLimits limits;
  limits.max_errors = 1'000'000;
  const auto items = listed(100'000, [](auto) { return "1"; });
  CHECK(outcome(R"({"additionalProperties":{"items":{"type":"string"}}})",
                "{\"" + name + "\":[" + items + "]}", limits) == "invalid");
  const auto result =
      Schema(Json(R"({"items":{"type":"string"}})")).validate(Json("[" + items + "]"), limits);
  CHECK(result.truncated);
}

TEST_CASE("schema: unique items are found without comparing all with all", "[schema][large]") {
  const auto schema = R"({"uniqueItems":true})";
  const auto array_with = [](std::size_t at) { return "[" + repeated("0,", 60) + std::to_string(at) + "]"; };
  const auto arrays = listed(100'000, array_with);
  CHECK(outcome(schema, "[" + arrays + "]") == "valid");
  CHECK(outcome(schema, "[" + arrays + "," + array_with(5) + "]") == "invalid");
  const auto numbers = listed(1'000'000, [](auto at) { return std::to_string(at); });
  CHECK(outcome(schema, "[" + numbers + "]") == "valid");
  CHECK(outcome(schema, "[" + numbers + ",7]") == "invalid");
  const auto half = std::string(4 << 20, 'x');
  CHECK(outcome(schema, "[\"" + half + "\",\"" + half + "y\",\"" + half + "\"]") == "invalid");
}

TEST_CASE("schema: a value is looked up among many, not compared with each", "[schema][large]") {
  const auto values =
      listed(100'000, [](auto at) { return fmt::format(R"("{}{}")", std::string(60, 'v'), at); });
  const auto data =
      listed(50'000, [](auto at) { return fmt::format(R"("{}{}")", std::string(60, 'v'), at); });
  CHECK(outcome(R"({"items":{"enum":[)" + values + "]}}", "[" + data + "]") == "valid");
  CHECK(outcome(R"({"items":{"enum":[)" + values + "]}}", "[" + data + ",\"v\"]") == "invalid");
  // Few, but long.
  const auto text = std::string(4 << 20, 'x');
  const auto same = listed(1'000, [](auto) { return std::string(1'000, 'x'); });
  CHECK(outcome(R"({"items":{"enum":[")" + text + "\"]}}", "[\"" + text + "\"]") == "valid");
}

TEST_CASE("schema: long chains of references are followed without a deep stack", "[schema][large]") {
  const auto chain = [](std::size_t length, std::string_view more) {
    return R"({"$ref":"#/$defs/a0","$defs":{)" +
           listed(length,
                  [&](auto at) {
                    return fmt::format(R"("a{}":{{"$ref":"#/$defs/a{}"{}}})", at, at + 1, more);
                  }) +
           fmt::format(R"(,"a{}":{{"type":"integer"}}}}}})", length);
  };
  CHECK(outcome(chain(100'000, ""), "1") == "valid");
  CHECK(outcome(chain(100'000, ""), "true") == "invalid");
  CHECK(outcome(chain(100'000, R"(,"minimum":0)"), "1") == "schema.too_deep");
  CHECK(outcome(chain(900, R"(,"minimum":0)"), "1") == "valid");
  ValidationLimits limits;
  limits.max_depth = 2'000;
  CHECK(outcome(chain(1'990, R"(,"minimum":0)"), "1", limits) == "valid");
}

TEST_CASE("schema: data and schemas of the greatest depth are taken", "[schema]") {
  const auto arrays = std::string(Json::max_depth, '[') + std::string(Json::max_depth, ']');
  CHECK(outcome(R"({"items":{"$ref":"#"}})", arrays) == "valid");
  CHECK(outcome(R"({"items":{"$ref":"#"},"contains":{"not":{"$ref":"#"}},"unevaluatedItems":false})",
                arrays) == "invalid");
  std::string deep = "true";
  for (std::size_t depth = 0; depth < Json::max_depth; ++depth) deep = R"({"not":)" + deep + "}";
  CHECK(outcome(deep, "1") == "valid");
  CHECK(outcome(R"({"$ref":"https://json-schema.org/draft/2020-12/schema"})", deep) == "valid");
  CHECK(outcome(R"({"$ref":"http://json-schema.org/draft-07/schema#"})", deep) == "valid");
}

TEST_CASE("schema: recursion into data, with all that it fails in, ends at the steps", "[schema]") {
  // Each level of the data is applied twice: 2^128.
  const auto arrays = std::string(Json::max_depth, '[') + std::string(Json::max_depth, ']');
  CHECK(outcome(R"({"allOf":[{"items":{"$ref":"#"}},{"items":{"$ref":"#"}}]})", arrays) ==
        "schema.too_costly");
  CHECK(
      outcome(
          R"({"$dynamicAnchor":"a","allOf":[{"items":{"$dynamicRef":"#a"}},{"contains":{"$dynamicRef":"#a"}}]})",
          arrays) != "valid");
}

TEST_CASE("schema: numbers at the ends of their range compare exactly", "[schema]") {
  CHECK(outcome(R"({"multipleOf":1e-300})", "1e308") == "valid");
  CHECK(outcome(R"({"multipleOf":1e-300,"maximum":1e308})", "1.5e308") == "invalid");
  CHECK(outcome(R"({"type":"integer"})", "1e308") == "valid");
  CHECK(outcome(R"({"maxLength":1e300,"maxItems":1e300,"minProperties":0.0})", "\"a\"") == "valid");
  CHECK(outcome(R"({"minItems":18446744073709551615})", "[]") == "invalid");
  CHECK(outcome(R"({"exclusiveMinimum":9007199254740992})", "9007199254740993") == "valid");
  const auto numbers = listed(100'000, [](auto at) { return fmt::format("{}.1e-290", at); });
  CHECK(outcome(R"({"items":{"multipleOf":1e-300}})", "[" + numbers + "]") == "valid");
}

TEST_CASE("schema: many names beside many members are met in one pass", "[schema][large]") {
  const auto name = [](std::size_t at) { return fmt::format(R"("{}{:06}")", std::string(20, 'p'), at); };
  const auto properties = listed(100'000, [&](auto at) { return name(at) + ":true"; });
  const auto names = listed(100'000, name);
  const auto schema =
      R"({"properties":{)" + properties + R"(},"required":[)" + names + R"(],"additionalProperties":false})";
  CHECK(outcome(schema, '{' + properties + '}') == "valid");
  CHECK(outcome(schema, "{}") == "invalid");
  // Each of many objects is looked up in them.
  const auto objects = listed(100'000, [&](auto at) { return '{' + name(at * 7'919 % 100'000) + ":1}"; });
  CHECK(outcome(R"({"items":{"properties":{)" + properties + "}}}", '[' + objects + ']') == "valid");
}

TEST_CASE("schema: addresses are bounded together, not one by one", "[schema][hostile]") {
  const auto ids = listed(40'000, [](std::size_t at) { return fmt::format(R"("{0}":{{"$id":"{0}"}})", at); });
  const auto schema = [&](std::size_t size) {
    return fmt::format(R"({{"$id":"https://x/{}/","$defs":{{{}}}}})", std::string(size, 'y'), ids);
  };
  CHECK(outcome(schema(2'000), "1") == "schema.too_large");
  CHECK(outcome(schema(1'000), "1") == "valid");
}

TEST_CASE("schema: those that are too large to be compiled are refused", "[schema][large]") {
  CHECK(outcome(R"({"allOf":[)" + listed(600'000, [](auto) { return "{}"; }) + "]}", "1") ==
        "schema.too_large");
  CHECK(
      outcome(R"({"properties":{)" +
                  listed(20'000, [](auto at) { return fmt::format(R"("p{0}":{{"pattern":"^{0}$"}})", at); }) +
                  "}}",
              "1") == "schema.too_large");
  CHECK(outcome(R"({"properties":{)" +
                    listed(9'000,
                           [](auto at) {
                             return fmt::format(R"("p{0}":{{"pattern":"(a{0}[a-z]{{900}}){{1}}"}})", at);
                           }) +
                    "}}",
                "1") == "schema.too_large");
  const auto name = std::string(8 << 20, 'n');
  CHECK(outcome("{\"properties\":{\"" + name + "\":{\"properties\":{" +
                    listed(100'000, [](auto at) { return fmt::format(R"("{}":{{}})", at); }) + "}}}}",
                "{}") == "valid");
  CHECK(outcome("{\"properties\":{\"" + name + "\":{\"type\":7}}}", "{}") == "schema.invalid");
  SchemaOptions options;
  for (int at = 0; at < 5; ++at) {
    options.documents.push_back(
        {fmt::format("https://example.com/{}", at), Json('"' + name + name.substr(4) + '"')});
  }
  CHECK_THROWS_AS(Schema(Json("true"), options), Error);
}

TEST_CASE("schema: a validation without enough time ends", "[schema]") {
  ValidationLimits limits;
  limits.max_steps = ~std::uint64_t{0};
  limits.timeout = std::chrono::milliseconds(50);
  CHECK(outcome(R"({"$ref":"#/$defs/a0","$defs":{)" + doubling(60, "true") + "}}", "1", limits) ==
        "schema.too_costly");
  limits.max_steps = 10'000;
  limits.timeout = std::chrono::milliseconds(0);
  CHECK(outcome(R"({"$ref":"#/$defs/a0","$defs":{)" + doubling(60, "true") + "}}", "1", limits) ==
        "schema.too_costly");
}
