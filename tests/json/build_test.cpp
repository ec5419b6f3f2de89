#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "metaqore/json.hpp"
#include "support/json_text.hpp"

using namespace metaqore;

namespace {

/// Why something is refused, as "reason: message details".
template <class Make>
std::string refusal(Make&& make) {
  try {
    (void)make();
    return "made";
  } catch (const Error& error) {
    return error.reason() + ": " + error.what() + ' ' + error.details();
  }
}

template <class T>
constexpr bool is_value = std::is_convertible_v<T, Json::Value>;

}  // namespace

TEST_CASE("build: a text is a document whatever is in it, and comes back as it was", "[json]") {
  std::string source =
      "int main() { std::puts(\"\\\\ \\\"\xC3\xA9\\u00e9\xF0\x9F\x98\x82\"); }\r\n\t\x01\x7f";
  source += '\0';
  const auto document = Json::string(source);
  CHECK(document == Json(document.text()));
  CHECK(document.canonical() == Json(document.text()).canonical());
  CHECK(document.string_at("") == source);
  CHECK(Json::string("").text() == "\"\"");
  for (int byte = 0; byte < 0x80; ++byte) {
    const std::string text(3, static_cast<char>(byte));
    CHECK(Json(Json::string(text).text()).string_at("") == text);
  }
}

TEST_CASE("build: a text that is not UTF-8 or too large is refused", "[json]") {
  CHECK(
      refusal([] { return Json::string("ab\xFF"); }) ==
      "json.invalid_utf8: the byte `0xff` at offset 2 is not valid UTF-8; encode the text as UTF-8, or bytes "
      "that are no text as Base64 {\"offset\":2}");
  CHECK(refusal([] {
          return Json::object({{"a", 1}, {"b", "\xED\xA0\x80"}});
        }).starts_with("json.invalid_utf8: `b`: the byte `0xed` at offset 0 "));
  CHECK(refusal([] {
          return Json::object({{"a\xC0", 1}});
        }).starts_with("json.invalid_utf8: the name `a…`: the byte `0xc0` at offset 1 "));
  CHECK(refusal([] {
          return Json::array({"a", "\x80"});
        }).starts_with("json.invalid_utf8: `[1]`: the byte `0x80` at offset 0 "));
  const std::string largest(Json::max_size - 2, 'x');
  CHECK(Json::string(largest).text().size() == Json::max_size);
  CHECK(
      refusal([&] { return Json::string(largest + "x"); }).starts_with("json.too_large: the document would"));
  CHECK(refusal([&] { return Json::array({Json::string(largest)}); }).starts_with("json.too_large: "));
  CHECK(refusal([&] { return Json::object({{"a", largest}}); }).starts_with("json.too_large: "));
}

TEST_CASE("build: an object is made of texts, numbers, booleans, null and documents", "[json]") {
  const std::string text = "line\n\"quoted\"";
  const auto made = Json::object({{"path", "src/main.cpp"},
                                  {"source", text},
                                  {"lines", 120},
                                  {"share", 0.25},
                                  {"done", true},
                                  {"by", nullptr},
                                  {"tags", Json::array({"a", std::string_view("b"), 3u, Json(" [ ] ")})},
                                  {"é\"", Json()}});
  CHECK(made.text() == R"({"by":null,"done":true,"lines":120,"path":"src/main.cpp","share":0.25,)"
                       R"("source":"line\n\"quoted\"","tags":["a","b",3,[]],"é\"":{}})");
  CHECK(made.text() == Json(made.text()).canonical());
  CHECK(Json::object({}).text() == "{}");
  CHECK(Json::array({}).text() == "[]");
  // Names stand in the order of UTF-16 (RFC 8785 §3.2.3), as wherever.
  CHECK(Json::object({{"\uFB33", 1}, {"\U0001F602", 2}, {"", 3}}).text() ==
        "{\"\":3,\"\U0001F602\":2,\"\uFB33\":1}");

  std::vector<Json::Value> many;
  for (int at = 0; at < 3; ++at) many.emplace_back(at);
  CHECK(Json::array(many).text() == "[0,1,2]");
}

TEST_CASE("build: numbers are what they are, to the last digit", "[json]") {
  CHECK(Json::array({std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::uint64_t>::max(),
                     std::int8_t{-1}, std::uint8_t{200}, 1.0, -0.0, 1e21, 5e-324, 0.1})
            .text() == "[-9223372036854775808,18446744073709551615,-1,200,1,0,1e+21,5e-324,0.1]");
  CHECK(refusal([] { return Json::object({{"ratio", std::numeric_limits<double>::infinity()}}); }) ==
        "json.number_not_finite: `ratio`: the number `inf` is not finite; leave it out, or write it as a "
        "string "
        "{}");
  CHECK(refusal([] {
          return Json::array({std::numeric_limits<double>::quiet_NaN()});
        }).starts_with("json.number_not_finite: `[0]`: the number `nan`"));
}

TEST_CASE("build: what would be no document is refused by name", "[json]") {
  CHECK(refusal([] { return Json::object({{"a", 1}, {"b", 2}, {"a", 3}}); }) ==
        "json.duplicate_name: the name `a` is given twice; give each name once {}");
  const Json deepest(test::nested(Json::max_depth)), deep(test::nested(Json::max_depth - 1));
  CHECK(Json::array({deep}) == deepest);
  CHECK(refusal([&] { return Json::object({{"a", deepest}}); }) ==
        "json.too_deep: `a`: arrays and objects would nest deeper than `128` around it; flatten the document "
        "{}");
  CHECK(refusal([&] { return Json::array({1, deepest}); }).starts_with("json.too_deep: `[1]`: "));
}

TEST_CASE("build: what would be taken for another value is no value", "[json]") {
  STATIC_REQUIRE(is_value<bool>);
  STATIC_REQUIRE(is_value<const char*>);
  STATIC_REQUIRE(is_value<std::nullptr_t>);
  STATIC_REQUIRE(is_value<float>);
  STATIC_REQUIRE_FALSE(is_value<char>);
  STATIC_REQUIRE_FALSE(is_value<char32_t>);
  STATIC_REQUIRE_FALSE(is_value<const int*>);
  STATIC_REQUIRE_FALSE(is_value<void*>);
}

TEST_CASE("build: what lies at a pointer is read as what it has to be", "[json]") {
  const Json plan(
      R"({"plan":[{"title":"a\n\u00e9","done":false,"hours":2.5,"rank":3.0,"big":18446744073709551615}],
                      "by":{"b":null,"a":[]}})");
  CHECK(plan.string_at("/plan/0/title") == "a\né");
  CHECK_FALSE(plan.boolean_at("/plan/0/done"));
  CHECK(plan.number_at("/plan/0/hours") == 2.5);
  CHECK(plan.integer_at("/plan/0/rank") == 3);
  CHECK(plan.number_at("/plan/0/rank") == 3.0);
  CHECK(plan.number_at("/plan/0/big") == 18446744073709551616.0);
  REQUIRE(plan.items_at("/plan").size() == 1);
  CHECK(plan.items_at("/plan")[0].string_at("/title") == "a\né");
  CHECK(plan.items_at("/by/a").empty());
  const auto by = plan.members_at("/by");
  REQUIRE(by.size() == 2);
  CHECK(by[0] == std::pair{std::string("a"), Json("[]")});
  CHECK(by[1] == std::pair{std::string("b"), Json("null")});
  CHECK(plan.members_at("").size() == 2);
  CHECK(plan.find("/plan/0/done") == Json("false"));
  CHECK(plan.find("/plan/1") == std::nullopt);

  CHECK(refusal([&] { return plan.string_at("/plan/0/hours"); }) ==
        "json.wrong_type: `/plan/0/hours` is `2.5`, not a string; read it as what it is "
        R"({"pointer":"/plan/0/hours"})");
  CHECK(refusal([&] {
          return plan.items_at("/by");
        }).starts_with("json.wrong_type: `/by` is an object of size `2`, not an array; "));
  CHECK(refusal([&] {
          return plan.members_at("/plan");
        }).starts_with("json.wrong_type: `/plan` is an array of size `1`, not an object; "));
  CHECK(
      refusal([&] { return plan.integer_at("/plan/0/big"); })
          .starts_with(
              "json.wrong_type: `/plan/0/big` is `18446744073709551615`, not a signed integer of 64 bits; "));
  CHECK(
      refusal([&] { return plan.boolean_at("/by/b"); }).starts_with("json.wrong_type: `/by/b` is `null`, "));
  CHECK(
      refusal([&] { return plan.number_at(""); }).starts_with("json.wrong_type: the document is an object"));
  CHECK(refusal([&] { return plan.string_at("plan"); }).starts_with("pointer.syntax: "));

  CHECK(refusal([&] { return plan.string_at("/plan/1/title"); }) ==
        "json.not_found: there is nothing at `/plan/1/title`: `/plan` is an array of size `1`, which has no "
        "`1`; "
        R"(ask find() for what may be absent {"pointer":"/plan/1/title"})");
  CHECK(refusal([&] {
          return plan.number_at("/plans");
        }).starts_with("json.not_found: there is nothing at `/plans`: the document has no member `plans`; "));
  CHECK(
      refusal([&] {
        return plan.number_at("/by/b/c");
      }).starts_with("json.not_found: there is nothing at `/by/b/c`: `/by/b` is `null`, which has no `c`; "));
  try {
    plan.string_at("/x");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::not_found);
  }
}
