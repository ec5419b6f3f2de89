#include "metaqore/json_pointer.hpp"

#include <catch2/catch.hpp>

#include "json/compare.hpp"
#include "json/pointer.hpp"
#include "json/tree.hpp"

using namespace metaqore;

namespace {

std::string found(const std::string& document, const std::string& pointer) {
  const auto value = Json(document).find(pointer);
  return value ? value->text() : "nothing";
}

std::string refusal(const std::string& pointer) {
  try {
    pointer_tokens(pointer);
    return "taken";
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    CHECK(error.reason() == "pointer.syntax");
    return std::string(error.what()) + ' ' + error.details();
  }
}

}  // namespace

TEST_CASE("pointer: the examples of RFC 6901 §5 find their values", "[json]") {
  const std::string document =
      R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})";
  CHECK(found(document, "") == Json(document).canonical());
  CHECK(found(document, "/foo") == R"(["bar","baz"])");
  CHECK(found(document, "/foo/0") == R"("bar")");
  CHECK(found(document, "/") == "0");
  CHECK(found(document, "/a~1b") == "1");
  CHECK(found(document, "/c%d") == "2");
  CHECK(found(document, "/e^f") == "3");
  CHECK(found(document, "/g|h") == "4");
  CHECK(found(document, "/i\\j") == "5");
  CHECK(found(document, "/k\"l") == "6");
  CHECK(found(document, "/ ") == "7");
  CHECK(found(document, "/m~0n") == "8");
}

TEST_CASE("pointer: what is not there is nothing, not an error", "[json]") {
  CHECK(found("[1,2]", "/-") == "nothing");
  CHECK(found("[1,2]", "/01") == "nothing");
  CHECK(found("[1,2]", "/2") == "nothing");
  CHECK(found("[1,2]", "/99999999999999999999999") == "nothing");
  CHECK(found("[1,2]", "/+1") == "nothing");
  CHECK(found(R"({"a":null})", "/a/b") == "nothing");
  CHECK(found(R"({"a":null})", "/a") == "null");
}

TEST_CASE("pointer: a broken one is refused with the offset and the way to write it", "[json]") {
  CHECK(refusal("a/b") ==
        "no `/` stands before the first name in the JSON Pointer `a/b` at offset 0; begin with `/`, or give "
        "nothing "
        R"(for the whole document {"offset":0})");
  CHECK(refusal("/a~2") ==
        "a `~` without `0` or `1` stands in the JSON Pointer `/a~2` at offset 2; write `~0` for `~` and `~1` "
        "for `/` "
        R"({"offset":2})");
  CHECK(refusal("/a~").ends_with(R"({"offset":2})"));
  CHECK(refusal("/a\xff").ends_with(R"({"offset":2})"));
}

TEST_CASE("pointer: text and tokens say the same", "[json]") {
  CHECK(pointer_tokens("/~01") == std::vector<std::string>{"~1"});
  CHECK(pointer_tokens("").empty());
  for (const std::string pointer : {"", "/", "//", "/a~1b/~0/0", "/é/-"}) {
    CHECK(pointer_text(pointer_tokens(pointer)) == pointer);
  }
}

TEST_CASE("pointer: pointers sort by token, indices as numbers", "[json]") {
  // The order is one of all: an index before any other token, so that no three can go round in a circle.
  const std::vector<std::string> ascending{
      "",    "/0", "/0/a", "/2",   "/2/0", "/2/",  "/10", "/10/", "/",    "//x",  "/01",
      "/1a", "/a", "/a/2", "/a/b", "/a!",  "/a~1", "/ab", "/b",   "/m~1", "/m~0", "/\xee\x80\x80"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      CAPTURE(ascending[i], ascending[j]);
      CHECK(json::pointer_less(ascending[i], ascending[j]) == (i < j));
    }
  }
}

TEST_CASE("compare: numbers are in one exact order, whatever they are written as", "[json]") {
  const auto order = [](const char* left, const char* right) {
    return json::compare(json::Tree(left).root(), json::Tree(right).root());
  };
  const std::vector<const char*> ascending{"-1e300",
                                           "-9223372036854775808",
                                           "-1.5",
                                           "-1",
                                           "0",
                                           "0.5",
                                           "1",
                                           "1.5",
                                           "9007199254740991.5",
                                           "9007199254740993",
                                           "9223372036854775807",
                                           "9223372036854775808",
                                           "18446744073709551615",
                                           "1e300",
                                           "\"a\"",
                                           "[]"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      CAPTURE(ascending[i], ascending[j]);
      CHECK(order(ascending[i], ascending[j]) == (i <=> j));
    }
  }
  CHECK(order("1", "1.0") == std::strong_ordering::equal);
  CHECK(order("[1,{\"a\":2}]", "[1.0,{\"a\":2e0}]") == std::strong_ordering::equal);
  CHECK(order("[1]", "[1,0]") == std::strong_ordering::less);
}
