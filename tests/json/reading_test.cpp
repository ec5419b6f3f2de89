#include "metaqore/json.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "json/document.hpp"

using namespace std::string_literals;
using metaqore::Json;
using metaqore::json::Document;
using metaqore::json::Kind;

namespace {

std::string canonical(std::string_view text) { return Document(text).root().canonical(); }

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

TEST_CASE("json: a document tells the kind and value of everything in it", "[json]") {
  const Document document(
      R"( {"text":"a\u20ac","yes":true,"no":false,"none":null,"list":[1,"b",[]],"whole":-7,"part":0.5} )");
  const auto root = document.root();
  CHECK(root.kind() == Kind::object);
  CHECK(root.find("text")->string() == "a\u20ac");
  CHECK(root.find("yes")->boolean() == true);
  CHECK(root.find("no")->boolean() == false);
  CHECK(root.find("none")->kind() == Kind::null);
  CHECK(root.find("whole")->kind() == Kind::integer);
  CHECK(root.find("whole")->signed_integer() == -7);
  CHECK(root.find("part")->kind() == Kind::real);
  CHECK(root.find("part")->number() == 0.5);
  const auto items = root.find("list")->items();
  REQUIRE(items.size() == 3);
  CHECK(items[0].unsigned_integer() == 1u);
  CHECK(items[1].string() == "b");
  CHECK(items[2].kind() == Kind::array);
  CHECK(items[2].items().empty());
}

TEST_CASE("json: a value of another kind is absent, never converted", "[json]") {
  const Document document(R"({"text":"1","number":1,"list":[1]})");
  const auto root = document.root();
  CHECK_FALSE(root.find("text")->signed_integer());
  CHECK_FALSE(root.find("text")->number());
  CHECK_FALSE(root.find("number")->boolean());
  CHECK_FALSE(root.find("number")->string());
  CHECK_FALSE(root.find("list")->find("0"));
  CHECK(root.find("list")->members().empty());
  CHECK(root.items().empty());
}

TEST_CASE("json: a member is found by its exact name alone", "[json]") {
  const Document document("{\"b\":1,\"a\":2,\"\":3,\"\\u0000\":4,\"\u00e9\":5}");
  const auto root = document.root();
  CHECK(root.find("a")->signed_integer() == 2);
  CHECK(root.find("")->signed_integer() == 3);
  CHECK(root.find("\0"s)->signed_integer() == 4);
  CHECK(root.find("\u00e9")->signed_integer() == 5);
  CHECK_FALSE(root.find("A"));
  CHECK_FALSE(root.find("aa"));
  CHECK_FALSE(root.find("e\u0301"));  // the same to the eye
}

TEST_CASE("json: a document does not need the text it was read from, and can be moved", "[json]") {
  auto text = std::make_unique<std::string>(R"({"name":"a value that is not short","n":"\n"})");
  Document first(*text);
  text.reset();
  Document second(std::move(first));
  first = Document("[1]");
  CHECK(first.root().canonical() == "[1]");
  CHECK(second.root().find("name")->string() == "a value that is not short");
  CHECK(second.root().canonical() == R"({"n":"\n","name":"a value that is not short"})");
}

TEST_CASE("json: canonical form has no blanks, sorted names and minimal escapes", "[json]") {
  CHECK(canonical(" { \"b\" : [ 1 , 2 ] ,\r\n\t\"a\" : { } } ") == R"({"a":{},"b":[1,2]})");
  CHECK(canonical("[ ]") == "[]");
  CHECK(canonical("[null,true,false]") == "[null,true,false]");
  CHECK(canonical(R"("\u0000\u0001\b\t\n\u000b\f\r\u001F\"\\\/\u007f\u20ac\ud83d\ude02")") ==
        "\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\/\x7F\u20ac\U0001F602\"");
}

TEST_CASE("json: names sort by UTF-16 code units", "[json]") {
  // U+10000 is D800 DC00 in UTF-16, and so comes before U+E000 and U+FFFD, but after U+D7FF.
  CHECK(canonical("{\"\uFFFD\":1,\"\U00010000\":2,\"\uE000\":3,\"\uD7FF\":4,\"\U0010FFFF\":5,\"a\":6}") ==
        "{\"a\":6,\"\uD7FF\":4,\"\U00010000\":2,\"\U0010FFFF\":5,\"\uE000\":3,\"\uFFFD\":1}");
  CHECK(canonical("{\"a\uFFFD\":1,\"a\U00010000\":2,\"a\":3,\"ab\":4}") ==
        "{\"a\":3,\"ab\":4,\"a\U00010000\":2,\"a\uFFFD\":1}");
  const Document document("{\"\uFFFD\":1,\"\U00010000\":2}");
  CHECK(document.root().find("\U00010000")->signed_integer() == 2);
  CHECK(document.root().find("\uFFFD")->signed_integer() == 1);
}

TEST_CASE("json: strings of every length survive escapes at every place", "[json]") {
  // Around the sizes at which the reader hands over a string in pieces.
  for (const std::size_t size :
       {0, 1, 15, 16, 255, 256, 4085, 4086, 4090, 4095, 4096, 4097, 8191, 8192, 70000}) {
    for (const auto& middle :
         {"\n"s, "\u00e9"s, "\u20ac"s, "\U0001F602"s, "\"\U0001F602"s, "\\\u20ac\x01"s}) {
      const auto text = std::string(size, 'x') + middle + std::string(size / 2, 'y') + middle;
      const auto written = metaqore::json::quoted(text);
      const Document document("{" + written + ":" + written + ",\"\\n\":1}");
      const auto value = document.root().find(text);
      REQUIRE(value);
      CHECK(value->string() == text);
    }
  }
  for (std::size_t size = 4070; size < 4110; ++size) {
    const Document document("\"\\n" + std::string(size, 'x') + R"(\ud83d\ude02\u20ac)" + "\u20ac\"");
    CHECK(document.root().string() == "\n" + std::string(size, 'x') + "\U0001F602\u20ac\u20ac");
  }
}

TEST_CASE("json: documents nest as deep as the bound", "[json]") {
  CHECK(canonical(nested(Json::max_depth)) == nested(Json::max_depth));
  std::string objects = "1";
  for (std::size_t depth = 0; depth < Json::max_depth; ++depth) objects = "{\"a\":" + objects + "}";
  CHECK(canonical(objects) == objects);
}

TEST_CASE("json: an object of many members is read, found in and written", "[json]") {
  constexpr std::size_t count = 100'000;
  std::string text;
  for (std::size_t at = 0; at < count; ++at) {
    text += (at == 0 ? "{\"" : ",\"") + std::to_string((at * 7919) % count) + "\":" + std::to_string(at);
  }
  text += '}';
  const Document document(text);
  CHECK(document.root().members().size() == count);
  CHECK(document.root().find("7919")->signed_integer() == 1);
  const auto first = document.root().canonical();
  CHECK(first.size() == text.size());
  CHECK(canonical(first) == first);
}

TEST_CASE("json: a Json keeps its text, and is equal by canonical form", "[json]") {
  CHECK(Json().text() == "{}");
  CHECK(Json() == Json(" { } "));
  const Json json(R"({ "b": 1.0, "a": "\u0041" })");
  CHECK(json.text() == R"({ "b": 1.0, "a": "\u0041" })");
  CHECK(json.canonical() == R"({"a":"A","b":1})");
  CHECK(json == Json(R"({"a":"A","b":1})"));
  CHECK_FALSE(json == Json(R"({"a":"A","b":1.5})"));
  CHECK_FALSE(Json("9007199254740993") == Json("9007199254740992"));
  CHECK(Json("[1e2]") == Json("[100]"));
  CHECK_THROWS_AS(Json("{"), metaqore::Error);
}

TEST_CASE("json: an object is written in canonical order from members in any order", "[json]") {
  using metaqore::json::ObjectWriter;
  ObjectWriter writer;
  writer.member("b", "1");
  writer.member("a", metaqore::json::quoted("x\"y"));
  writer.member("B", "[1,[]]");
  const auto text = std::move(writer).finish();
  CHECK(text == R"({"B":[1,[]],"a":"x\"y","b":1})");
  CHECK(canonical(text) == text);
  CHECK(ObjectWriter().finish() == "{}");
}
