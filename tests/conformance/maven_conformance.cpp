#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "conformance/suite.hpp"
#include "json/document.hpp"
#include "requirement/maven/maven.hpp"

using namespace metaqore;
using test::Suite;

namespace {

const json::Document& cases() {
  static const json::Document document(
      test::read_file(test::conformance_data("vers-spec/maven_version_cmp_test.json")));
  return document;
}

std::vector<std::string> texts_of(const json::Value& array) {
  std::vector<std::string> texts;
  for (const auto& item : array.items()) texts.emplace_back(item.string().value());
  return texts;
}

/// Runs `look` on each case of a type, with its number in the file, its two versions and the expected output.
template <class Look>
void each(std::string_view type, Look&& look) {
  std::size_t number = 0;
  for (const auto& test : cases().root().find("tests").value().items()) {
    const auto versions = texts_of(test.find("input").value().find("versions").value());
    REQUIRE(versions.size() == 2);
    if (test.find("test_type").value().string() == type)
      look(std::to_string(number) + " " + versions[0] + " " + versions[1], versions,
           test.find("expected_output").value());
    ++number;
  }
}

requirement::Key key(const std::string& text) { return requirement::maven().version(text).key; }

}  // namespace

TEST_CASE("conformance: Maven versions order as the vers specification expects", "[requirement]") {
  // The cases are those of ComparableVersion. Our order is that of Maven's resolver
  // (requirement/maven/version.hpp).
  const auto hyphen = "Maven's resolver parts numbers by `-` as by `.`";
  const auto word = "Maven's resolver parts numbers by `-` as by `.`, and has every number above `a`";
  const auto equal = "Maven's resolver drops the zeros before a qualifier, so that the two are equal";
  Suite suite("maven_comparison", {{"17 2.0-1 2.0.1", hyphen},
                                   {"39 2.0-1 2.0.1", hyphen},
                                   {"61 2.0-1 2.0.1", hyphen},
                                   {"83 2.0-1 2.0.1", hyphen},
                                   {"170 2-1 2.0.a", word},
                                   {"171 2-1 2.0.0.a", word},
                                   {"172 2-1 2.0.2", hyphen},
                                   {"173 2-1 2.0.123", hyphen},
                                   {"174 2-1 2.1.0", hyphen},
                                   {"193 2.0.0.a 2.0.a", equal},
                                   {"341 2.1-1 2.1.0.1", hyphen},
                                   {"470 2-1 2.0.a", word},
                                   {"471 2-1 2.0.0.a", word},
                                   {"472 2-1 2.0.2", hyphen},
                                   {"473 2-1 2.0.123", hyphen},
                                   {"474 2-1 2.1.0", hyphen},
                                   {"493 2.0.0.a 2.0.a", equal},
                                   {"641 2.1-1 2.1.0.1", hyphen}});
  each("comparison", [&](const std::string& name, const auto&, const json::Value& expected) {
    suite.run(name, [&]() -> std::string {
      const auto sorted = texts_of(expected);
      const auto order = key(sorted.at(0)).compare(key(sorted.at(1)));
      return order < 0 ? "" : order == 0 ? "are equal" : "are in the other order";
    });
  });
  suite.finish();
}

TEST_CASE("conformance: Maven versions are equal as the vers specification expects", "[requirement]") {
  Suite suite("maven_equality");
  each("equality", [&](const std::string& name, const auto& versions, const json::Value& expected) {
    suite.run(name, [&] {
      return (key(versions[0]) == key(versions[1])) == expected.boolean().value() ? "" : "is the opposite";
    });
  });
  suite.finish();
}
