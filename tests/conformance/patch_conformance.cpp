#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/suite.hpp"
#include "json/document.hpp"
#include "metaqore/json_patch.hpp"

using metaqore::Json;
using metaqore::json::Document;
using metaqore::test::conformance_data;
using metaqore::test::read_file;
using metaqore::test::Suite;

namespace {

/// The objects in an array, each as its text: some have names twice, which makes the array no document for
/// the library, but leaves the others what they are.
std::vector<std::string> objects_of(const std::string& array) {
  std::vector<std::string> objects;
  std::size_t depth = 0, begin = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < array.size(); ++at) {
    const char character = array[at];
    if (in_string) {
      if (character == '\\') ++at;
      if (character == '"') in_string = false;
    } else if (character == '"') {
      in_string = true;
    } else if (character == '{' || character == '[') {
      if (depth++ == 1) begin = at;
    } else if (character == '}' || character == ']') {
      if (--depth == 1) objects.push_back(array.substr(begin, at + 1 - begin));
    }
  }
  return objects;
}

std::string difference(const std::string& actual, const std::string& expected) {
  return actual == expected ? "" : "is " + actual + ", not " + expected;
}

/// How a case of the json-patch suites comes out otherwise than it says. `disabled` ones are run too.
std::string patch_difference(const std::string& text) {
  std::optional<Document> parsed;
  try {
    parsed.emplace(text);
  } catch (const metaqore::Error& error) {
    // The one thing that a case can be refused for as a whole: a patch that has `op` twice.
    if (text.find("\"error\"") == std::string::npos) return std::string("is refused: ") + error.what();
    return difference(error.reason(), "json.duplicate_name");
  }
  const auto root = parsed->root();
  const Json document(root.find("doc").value().canonical()), patch(root.find("patch").value().canonical());
  try {
    const auto result = metaqore::apply_patch(document, patch);
    if (root.find("error")) return "is applied, and makes " + result.text();
    const auto expected = root.find("expected");
    return expected ? difference(result.text(), expected->canonical()) : "";
  } catch (const metaqore::Error& error) {
    return root.find("error") ? "" : std::string("is refused: ") + error.what();
  }
}

void run_patches(const std::string& name, const std::string& file) {
  Suite suite(name);
  std::size_t number = 0;
  for (const auto& text : objects_of(read_file(conformance_data(file)))) {
    suite.run(std::to_string(number++) + ' ' + text.substr(0, 120), [&] { return patch_difference(text); });
  }
  suite.finish();
}

}  // namespace

TEST_CASE("conformance: patches do what the json-patch test suite says", "[json]") {
  run_patches("json_patch", "json-patch/tests.json");
}

TEST_CASE("conformance: patches do what the examples of RFC 6902 say", "[json]") {
  run_patches("json_patch_spec", "json-patch/spec_tests.json");
}

TEST_CASE("conformance: merge patches do what the examples of RFC 7396 say, and are found again", "[json]") {
  Suite suite("rfc7396");
  const Document cases(read_file(conformance_data("rfc7396_appendix_a.json")));
  std::size_t number = 0;
  for (const auto& example : cases.root().items()) {
    const auto part = [&](std::string_view name) { return Json(example.find(name).value().canonical()); };
    suite.run(std::to_string(number++), [&]() -> std::string {
      const auto document = part("doc"), expected = part("expected");
      const auto fault =
          difference(metaqore::apply_merge_patch(document, part("patch")).text(), expected.text());
      if (!fault.empty()) return fault;
      const auto patch = metaqore::make_merge_patch(document, expected);
      if (!patch) return expected.text().find("null") == std::string::npos ? "has no patch" : "";
      return difference(metaqore::apply_merge_patch(document, *patch).text(), expected.text());
    });
  }
  suite.finish();
}
