#include "json/members.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <optional>
#include <string>

#include "json/document.hpp"
#include "support/random_value.hpp"
#include "support/rounds.hpp"

using namespace metaqore;
using namespace metaqore::test;

namespace {

using Found = std::map<std::string, std::string>;

/// The members as they stand; nothing where they were not all gone through.
std::optional<Found> members_of(std::string_view object) {
  Found found;
  json::Members members(object);
  while (members.next()) found.emplace(members.name(), members.value());
  CHECK_FALSE(members.next());
  return members.is_whole() ? std::optional(found) : std::nullopt;
}

}  // namespace

TEST_CASE("members: each comes as it stands, whatever it holds", "[json][members]") {
  CHECK(members_of("{}") == Found{});
  CHECK(members_of(R"({"a":1,"b":"x","c":null,"d":[1,{"e":"}"}],"f":{"g":["]","\"}"]},"h":true})") ==
        Found{{"a", "1"},
              {"b", R"("x")"},
              {"c", "null"},
              {"d", R"([1,{"e":"}"}])"},
              {"f", R"({"g":["]","\"}"]})"},
              {"h", "true"}});
  CHECK(members_of(R"({"a":"\\","b\"":"\\\"","c":"x,y}"})") ==
        Found{{"a", R"("\\")"}, {R"(b\")", R"("\\\"")"}, {"c", R"("x,y}")"}});
  CHECK(json::Members::plain_text(R"("x")") == "x");
  CHECK(json::Members::plain_text(R"("a\"b")").empty());
  CHECK(json::Members::plain_text("12").empty());
}

TEST_CASE("members: they are those of the document", "[json][members]") {
  for (std::size_t round = 0; round < rounds(2'000); ++round) {
    RandomJson random(round);
    const auto text = Json(random.spelled(random.object())).canonical();
    INFO(text);
    Found expected;
    const json::Document document(text);
    for (const auto& [name, value] : document.root().members()) {
      const auto quoted = json::quoted(name);
      expected.emplace(quoted.substr(1, quoted.size() - 2), value.canonical());
    }
    CHECK(members_of(text) == expected);
  }
}

TEST_CASE("members: of a text that is no object in canonical form not all are there", "[json][members]") {
  const std::string whole = R"({"a":1,"b":"x","c":[{"d":2}]})";
  REQUIRE(members_of(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    INFO(whole.substr(0, size));
    CHECK_FALSE(members_of(std::string_view(whole).substr(0, size)));
  }
  for (const auto* text : {"[1]", "1", " {}", "{} ", "{}}", R"({"a":1}x)", R"({"a" :1})", R"({a:1})",
                           R"({"a"1})", R"({,"a":1})", R"({"a":1,})", R"({"a":})"}) {
    INFO(text);
    const auto found = members_of(text);
    CHECK((!found || *found == Found{{"a", ""}}));  // what a member holds is not looked at
  }
}
