#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "metaqore/json_patch.hpp"
#include "support/json_text.hpp"
#include "support/random_value.hpp"
#include "support/rounds.hpp"

using namespace metaqore;

namespace {

std::string diff(const std::string& from, const std::string& to, std::size_t context = 3) {
  return text_diff(Json(from), Json(to), {.context = context});
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// A document as the diff writes it, seen by the diff against another that has nothing in common with it.
std::vector<std::string> written(const Json& document) {
  std::vector<std::string> lines;
  for (const auto& line : lines_of(text_diff(Json("\"none\""), document))) {
    if (line.front() == '+' && !line.starts_with("+++")) lines.push_back(line.substr(1));
  }
  return lines;
}

/// Does what `patch` does with a unified diff, and answers what is wrong with it, or "".
std::string fault(const std::string& diff, const std::vector<std::string>& from,
                  const std::vector<std::string>& to) {
  const auto lines = lines_of(diff);
  if (lines.size() < 3 || lines[0] != "--- before" || lines[1] != "+++ after") return "has no labels";
  std::vector<std::string> made;
  std::size_t at = 0, line = 2;
  while (line < lines.size()) {
    std::size_t from_line = 0, from_size = 0, to_line = 0, to_size = 0;
    if (std::sscanf(lines[line].c_str(), "@@ -%zu,%zu +%zu,%zu @@", &from_line, &from_size, &to_line,
                    &to_size) != 4) {
      return "has no hunk: " + lines[line];
    }
    const auto begin = from_line - (from_size > 0 ? 1 : 0);
    if (begin < at) return "has hunks that overlap";
    for (; at < begin; ++at) made.push_back(from.at(at));
    if (made.size() != to_line - (to_size > 0 ? 1 : 0)) return "has a wrong line: " + lines[line];
    for (++line; line < lines.size() && lines[line].front() != '@'; ++line) {
      const char sign = lines[line].front();
      const auto rest = lines[line].substr(1);
      if (sign != '+') {
        if (from.at(at++) != rest) return "has a line that is not there: " + lines[line];
        --from_size;
      }
      if (sign != '-') {
        made.push_back(rest);
        --to_size;
      }
    }
    if (from_size != 0 || to_size != 0) return "has a wrong size";
  }
  for (; at < from.size(); ++at) made.push_back(from[at]);
  return made == to ? "" : "makes another document";
}

}  // namespace

TEST_CASE("text diff: a change is shown in its lines, with those around it", "[json]") {
  CHECK(text_diff(Json(R"({"a":1,"b":{"c":[],"d":[1,2]},"e":"x"})"),
                  Json(R"({"a":1,"b":{"c":[],"d":[1,2,3]},"f":{}})"),
                  {.context = 2, .from_label = "v1", .to_label = "v2"}) ==
        R"(--- v1
+++ v2
@@ -6,6 +6,7 @@
       1
       2
+      3
     ]
   }
-  "e": "x"
+  "f": {}
 }
)");
  CHECK(diff("1", "2") == "--- before\n+++ after\n@@ -1,1 +1,1 @@\n-1\n+2\n");
  CHECK(diff(R"({"a":1.0,"b":2})", R"({"b":2,"a":1})") == "");
}

TEST_CASE("text diff: an added last element leaves the line before it alone", "[json]") {
  CHECK(diff("[1,2]", "[1,2,3]", 0) == "--- before\n+++ after\n@@ -3,0 +4,1 @@\n+  3\n");
  CHECK(diff("[1,2]", "[2]", 0) == "--- before\n+++ after\n@@ -2,1 +1,0 @@\n-  1\n");
}

TEST_CASE("text diff: an added object is shown from its begin to its end", "[json]") {
  CHECK(diff(R"([{"a":1}])", R"([{"b":1},{"a":1}])", 1) ==
        "--- before\n+++ after\n@@ -1,2 +1,5 @@\n [\n+  {\n+    \"b\": 1\n+  }\n   {\n");
  CHECK(diff(R"([{"a":1},{"b":1},{"c":1}])", R"([{"a":1},{"c":1}])", 1) ==
        "--- before\n+++ after\n@@ -4,5 +4,2 @@\n   }\n-  {\n-    \"b\": 1\n-  }\n   {\n");
}

TEST_CASE("text diff: hunks whose contexts touch are one", "[json]") {
  const auto document = [](const char* first, const char* last, std::size_t between) {
    return std::string("[") + first + "," +
           test::listed(between, [](auto at) { return std::to_string(at); }) + "," + last + "]";
  };
  const auto hunks = [&](std::size_t between) {
    const auto text = diff(document("true", "true", between), document("false", "false", between));
    std::size_t count = 0;
    for (auto at = text.find("\n@@"); at != std::string::npos; at = text.find("\n@@", at + 1)) ++count;
    return count;
  };
  CHECK(hunks(1) == 1);
  CHECK(hunks(6) == 1);
  CHECK(hunks(7) == 2);
}

TEST_CASE("text diff: what it says makes the one document of the other", "[json]") {
  test::RandomJson random(61);
  for (std::size_t round = 0, rounds = test::rounds(10'000); round < rounds; ++round) {
    const auto document = random.value(static_cast<int>(1 + round % 5));
    const Json from = test::to_json(document), to = test::to_json(random.edited(document, 4));
    const auto lines = random.random().below(6);
    const auto context = lines == 5 ? static_cast<std::size_t>(-1) : lines;
    const auto text = text_diff(from, to, {.context = context});
    CAPTURE(from.text(), to.text(), context, text);
    if (from == to) {
      REQUIRE(text == "");
    } else {
      REQUIRE(fault(text, written(from), written(to)) == "");
    }
  }
}

TEST_CASE("text diff: no text breaks a line, or hides what it says", "[json]") {
  const auto text =
      text_diff(Json("\"\\n\\u001b[31m\\u007f\u0085\u2028\u202e\u2066 \u00e9\u20ac\U0001F602\""), Json("0"),
                {.from_label = "a\nb\x1b\u202e", .to_label = "\xff"});
  CHECK(lines_of(text) == std::vector<std::string>{
                              "--- a\\x0ab\\x1b\\u202e", "+++ …", "@@ -1,1 +1,1 @@",
                              "-\"\\n\\u001b[31m\\u007f\\u0085\\u2028\\u202e\\u2066 \u00e9\u20ac\U0001F602\"",
                              "+0"});
}

TEST_CASE("text diff: large documents are compared in time, and too long a text is refused",
          "[json][large]") {
  const auto start = std::chrono::steady_clock::now();
  const auto array = [](std::size_t size, std::size_t values) {
    return Json("[" +
                test::listed(size, [&](auto at) { return "[" + std::to_string(at * at % values) + "]"; }) +
                "]");
  };
  CHECK(text_diff(array(200'000, 2), array(200'000, 3)).size() > 100'000);
  CHECK(text_diff(array(100'000, 99'991), array(100'001, 99'991)).size() < 200);
  const auto deep = [](const std::string& value) {
    return Json(test::repeated("[", 127) + "[" + test::listed(100'000, [&](auto) { return value; }) + "]" +
                test::repeated("]", 127));
  };
  try {
    text_diff(deep("1"), deep("2"));
    FAIL_CHECK("was not refused");
  } catch (const Error& error) {
    CHECK(error.reason() == "json.too_large");
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  CHECK(took.count() < 60);
}
