#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "json/document.hpp"

using namespace std::string_literals;
using metaqore::Json;

namespace {

std::optional<metaqore::Error> refusal(std::string_view text) {
  try {
    metaqore::json::Document document(text);
  } catch (const metaqore::Error& error) {
    return error;
  }
  return std::nullopt;
}

/// Expects `text` to be refused for `reason` at the place given, in the message as in the details. Where
/// the grammar holds, a pointer follows.
void check_refused(const std::string& text, const std::string& reason, std::size_t line, std::size_t column) {
  INFO(text.substr(0, 200));
  const auto error = refusal(text);
  REQUIRE(error);
  const auto row = std::to_string(line);
  const auto place = std::to_string(column);
  CHECK(error->code() == metaqore::ErrorCode::invalid_argument);
  CHECK(error->reason() == reason);
  const bool has_pointer = reason == "json.lone_surrogate" || reason == "json.too_deep" ||
                           reason == "json.duplicate_name" || reason == "json.number_not_finite" ||
                           reason == "json.exponent_out_of_range" || reason == "json.integer_out_of_range";
  const auto end = has_pointer ? ",\"pointer\":\""s : "}"s;
  CHECK(error->details().starts_with("{\"column\":" + place + ",\"line\":" + row + end));
  const std::string message = error->what();
  const auto found = message.find(" at line " + row + ", column " + place);
  REQUIRE(found != std::string::npos);
  const auto behind = message.substr(found + (" at line " + row + ", column " + place).size());
  CHECK((behind.starts_with("; ") || (has_pointer && behind.starts_with(" (`/"))));
  CHECK(message.find('\n') == std::string::npos);
  CHECK(message.size() < 300);
}

}  // namespace

TEST_CASE("json: broken grammar is refused where it breaks", "[json]") {
  const auto reason = "json.syntax";
  check_refused("", reason, 1, 1);
  check_refused(" \n ", reason, 2, 2);
  check_refused("[1,\n 2", reason, 2, 3);
  check_refused("{\n\"a\": tru }", reason, 2, 6);
  check_refused("[1,]", reason, 1, 4);
  check_refused("{\"a\":1,}", reason, 1, 8);
  check_refused("{\"a\" 1}", reason, 1, 6);
  check_refused("{a:1}", reason, 1, 2);
  check_refused("[1]x", reason, 1, 4);
  check_refused("[1] [2]", reason, 1, 5);
  check_refused("01", reason, 1, 2);
  check_refused("[1.]", reason, 1, 4);
  check_refused("[.5]", reason, 1, 2);
  check_refused("[+1]", reason, 1, 2);
  check_refused("[1e]", reason, 1, 4);
  check_refused("NaN", reason, 1, 1);
  check_refused("[Infinity]", reason, 1, 2);
  check_refused("['a']", reason, 1, 2);
  check_refused("[1 /* one */]", reason, 1, 4);
  check_refused("\"a\nb\"", reason, 1, 3);
  check_refused("[\"a\tb\"]", reason, 1, 4);
  check_refused("[\"\\x41\"]", reason, 1, 4);
  check_refused("[\"\\u00zz\"]", reason, 1, 7);
  check_refused("\0"s, reason, 1, 1);
  check_refused("\"\u20ac\u20ac\" x", reason, 1, 10);  // columns are bytes
}

TEST_CASE("json: text that is not UTF-8 is refused at the byte", "[json]") {
  const auto reason = "json.invalid_utf8";
  check_refused("[\"abc\xFF\"]", reason, 1, 6);
  check_refused("[\n\"\xC0\x80\"]", reason, 2, 2);        // overlong
  check_refused("[\"\xED\xA0\x80\"]", reason, 1, 3);      // a surrogate
  check_refused("[\"\xF4\x90\x80\x80\"]", reason, 1, 3);  // above U+10FFFF
  check_refused("[\"a\\n\xE2\x82\"]", reason, 1, 6);      // cut off
  check_refused("{\"\x80\":1}", reason, 1, 3);            // in a name
  check_refused("\xFF\xFE[\0]\0"s, reason, 1, 1);         // UTF-16
}

TEST_CASE("json: a byte order mark is refused", "[json]") {
  check_refused("\xEF\xBB\xBF{}", "json.byte_order_mark", 1, 1);
  CHECK_FALSE(refusal("[\"\xEF\xBB\xBF\"]"));  // within a string it is a character
}

TEST_CASE("json: a surrogate without its partner is refused where its escape begins", "[json]") {
  const auto reason = "json.lone_surrogate";
  check_refused(R"(["\ud800"])", reason, 1, 3);
  check_refused(R"(["a\uDBFF"])", reason, 1, 4);
  check_refused(R"(["\udc00"])", reason, 1, 3);
  check_refused(R"(["\ud83d\n"])", reason, 1, 3);
  check_refused(R"(["\ud83dx"])", reason, 1, 3);
  check_refused(R"(["\ud83d\u0041"])", reason, 1, 3);
  check_refused(R"(["\ud83d\ud83d"])", reason, 1, 3);
  check_refused(R"(["\ud83d\ude02\ude02"])", reason, 1, 15);
  check_refused(R"({"\\ud800":1,"\ud800":2})", reason, 1, 15);  // the first is a backslash and letters
}

TEST_CASE("json: a lone surrogate at a piece's end is refused like any other", "[json]") {
  for (std::size_t size = 4070; size < 4110; ++size) {
    const auto before = "\"\\n" + std::string(size, 'x');
    check_refused(before + R"(\ud83d\u0041")", "json.lone_surrogate", 1, before.size() + 1);
    check_refused(before + R"(\ude02")", "json.lone_surrogate", 1, before.size() + 1);
  }
}

TEST_CASE("json: documents deeper than the bound are refused at the bracket that is too many", "[json]") {
  check_refused(std::string(Json::max_depth + 1, '['), "json.too_deep", 1, Json::max_depth + 1);
  check_refused(std::string(1'000'000, '['), "json.too_deep", 1, Json::max_depth + 1);
  std::string objects;
  for (std::size_t depth = 0; depth < 100'000; ++depth) objects += "{\"a\":";
  check_refused(objects, "json.too_deep", 1, 5 * Json::max_depth + 1);
}

TEST_CASE("json: documents larger than the bound are refused", "[json]") {
  const std::string largest(Json::max_size - 2, 'x');
  CHECK_FALSE(refusal('"' + largest + '"'));
  check_refused("\"x" + largest + '"', "json.too_large", 1, Json::max_size + 1);
}

TEST_CASE("json: duplicate names are refused by name", "[json]") {
  const auto reason = "json.duplicate_name";
  check_refused(R"({"a":1,"a":1})", reason, 1, 8);
  check_refused("{\"a\":1,\n \"b\":2, \"a\":3}", reason, 2, 9);
  check_refused(R"({"":1,"":2})", reason, 1, 7);
  check_refused(R"([{"x":{"a":1,"b":2,"b":3}}])", reason, 1, 20);
  check_refused(R"({"b":1,"a":2,"c":1,"a":3,"b":4})", reason, 1, 20);  // the first that repeats
  const auto error = refusal(R"({"depends_on":1,"depends_on":2})");
  REQUIRE(error);
  CHECK(std::string(error->what()).find("`depends_on`") != std::string::npos);
  CHECK_FALSE(refusal(R"([{"a":{"a":1}},{"a":1}])"));  // one name in several objects
}

TEST_CASE("json: names that are the same only after unescaping are duplicates", "[json]") {
  const auto reason = "json.duplicate_name";
  check_refused(R"({"a":1,"\u0061":2})", reason, 1, 8);
  check_refused(R"({"\u0061":1,"a":2})", reason, 1, 13);
  check_refused(R"({"q\"\\":1, "q\u0022\u005c":2})", reason, 1, 13);
  check_refused(R"({"q\"\\":1, "q\"\\":2})", reason, 1, 13);
  check_refused(R"({"\"":1,"\"":2})", reason, 1, 9);
  check_refused("{\"\U0001F602\":1,\"\\ud83d\\ude02\":2}", reason, 1, 11);
  check_refused(R"({"\n":1,"\u000a":2})", reason, 1, 9);  // and shown on one line
  CHECK_FALSE(refusal(R"({"a":1,"\\u0061":2})"));
}

TEST_CASE("json: one duplicate among a hundred thousand names is found", "[json]") {
  std::string text = "{";
  for (int at = 0; at < 100'000; ++at) text += "\"n" + std::to_string((at * 7919LL) % 100'000) + "\":0,";
  const auto column = text.size() + 1;
  text += "\"n5\":0}";
  check_refused(text, "json.duplicate_name", 1, column);
}

TEST_CASE("json: a long name or number is cut in the message, at a character", "[json]") {
  std::string name;
  for (int at = 0; at < 1000; ++at) name += "\u20ac";
  check_refused("{\"" + name + "\":1,\"" + name + "\":2}", "json.duplicate_name", 1, name.size() + 7);
  check_refused("[" + std::string(100'000, '9') + "]", "json.integer_out_of_range", 1, 2);
  check_refused("[" + std::string(100'000, '9') + ".0]", "json.number_not_finite", 1, 2);
}

TEST_CASE("json: a number that no double holds is refused where it begins", "[json]") {
  const auto reason = "json.number_not_finite";
  check_refused("[1e400]", reason, 1, 2);
  check_refused("{\"a\":\n-1e400}", reason, 2, 1);
  check_refused("1.7976931348623159e308", reason, 1, 1);
  check_refused("1E+2147483647", reason, 1, 1);
  check_refused("0.001e312", reason, 1, 1);
  CHECK_FALSE(refusal("1.7976931348623157e308"));
  CHECK_FALSE(refusal("0.001e311"));
  check_refused("[1e99999999999]", "json.exponent_out_of_range", 1, 2);
  check_refused("1e-99999999999", "json.exponent_out_of_range", 1, 1);
}

TEST_CASE("json: an integer beyond 64 bits is refused unless a double prints as its digits", "[json]") {
  const auto reason = "json.integer_out_of_range";
  check_refused("18446744073709551616", reason, 1, 1);
  check_refused("[1,\n -9223372036854775809]", reason, 2, 2);
  check_refused("18446744073709552001", reason, 1, 1);
  check_refused("-18446744073709551615", reason, 1, 1);
  check_refused("1000000000000000000000", reason, 1, 1);  // a double prints it as 1e+21
  CHECK_FALSE(refusal("18446744073709552000"));
  CHECK_FALSE(refusal("100000000000000000000"));
  const auto error = refusal("18446744073709551616");
  REQUIRE(error);
  CHECK(std::string(error->what()).find("`18446744073709551616`") != std::string::npos);
  CHECK(std::string(error->what()).find("write it as a string") != std::string::npos);
}

TEST_CASE("json: what is wrong with a value is told with its pointer", "[json]") {
  const auto told = [](const std::string& text) {
    const auto error = refusal(text);
    REQUIRE(error);
    return std::string(error->what()) + ' ' + error->details();
  };
  CHECK(
      told("\n[0,{\"a/b\":[1,[],{},1e400]}]") ==
      "the number `1e400` is too large for a double at line 2, column 20 (`/1/a~1b/3`); write it as a string "
      R"({"column":20,"line":2,"pointer":"/1/a~1b/3"})");
  CHECK(told(R"({"a":[],"b":{"c":18446744073709551616}})") ==
        "the integer `18446744073709551616` is beyond 64 bits at line 1, column 18 (`/b/c`); write it as a "
        "string "
        R"({"column":18,"line":1,"pointer":"/b/c"})");
  CHECK(told(R"([[],{"a":1,"b":{},"a":2}])") ==
        "the name `a` appears a second time in its object at line 1, column 19 (`/1/a`); give each name once "
        R"({"column":19,"line":1,"pointer":"/1/a"})");
  CHECK(told(R"({"a":[{"b":0},{"\ud800":1}]})").find(R"(column 17 (`/a/1`); )") != std::string::npos);
  CHECK(told(R"({"a":[{"b":0},{"b":"\ud800"}]})").find(R"(column 21 (`/a/1/b`); )") != std::string::npos);
  CHECK(told(R"({"a":[1,1e99999999999]})").find(R"(column 9 (`/a/1`); )") != std::string::npos);
  CHECK(told("[[],[0," + std::string(Json::max_depth - 1, '[')).find("/1/1/0/0/0/0/0/0/0/0") !=
        std::string::npos);
  CHECK(told("1e400") ==
        R"(the number `1e400` is too large for a double at line 1, column 1; write it as a string)"
        R"( {"column":1,"line":1,"pointer":""})");
}
