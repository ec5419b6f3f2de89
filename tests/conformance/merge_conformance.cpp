#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "conformance/suite.hpp"
#include "json/document.hpp"
#include "support/merging.hpp"

using namespace metaqore;
using json::Document;
using test::conformance_data;
using test::read_file;
using test::Suite;

namespace {

using Text = std::optional<std::string>;

std::optional<Json> parsed(const Text& text) { return text ? std::optional(Json(*text)) : std::nullopt; }

/// How a merge differs from what is expected: this document, or a conflict that keeps the base.
std::string difference(const Text& base, const Text& ours, const Text& theirs, bool is_conflict,
                       const Text& expected) {
  const auto broken = test::broken_law(parsed(base), parsed(ours), parsed(theirs), {});
  if (!broken.empty()) return broken;
  const auto merge = metaqore::merge(parsed(base), parsed(ours), parsed(theirs));
  if (merge.clean() != !is_conflict) return "is " + test::text_of(merge);
  if (!is_conflict && merge.merged != parsed(expected)) return "is " + test::text_of(merge);
  return "";
}

/// A member of an object; none where the value is missing.
std::string member_of(const Text& value) { return value ? R"({"a":)" + *value + '}' : "{}"; }

}  // namespace

TEST_CASE("conformance: three documents merge as Dolt merges them", "[merge]") {
  const Document document(read_file(conformance_data("dolt_json_merge.json")));
  Suite suite("dolt_json_merge");
  for (const auto& test : document.root().find("cases").value().items()) {
    const auto absent = test.find("absent").value().items();
    const auto side = [&](std::string_view name) -> Text {
      for (const auto& each : absent) {
        if (each.string() == name) return std::nullopt;
      }
      return test.find(name).value().canonical();
    };
    const auto merged = test.find("merged");
    suite.run(std::string(test.find("name").value().string().value()), [&] {
      return difference(side("base"), side("ours"), side("theirs"),
                        test.find("conflict").value().boolean().value(),
                        merged ? std::optional(merged->canonical()) : std::nullopt);
    });
  }
  suite.finish();
}

TEST_CASE("conformance: changes conflict where lakeFS says that they do", "[merge]") {
  const Document document(read_file(conformance_data("lakefs_truth_table.json")));
  const auto missing = document.root().find("missing").value().canonical();
  Suite suite("lakefs_truth_table");
  for (const auto& row : document.root().find("rows").value().items()) {
    const auto cells = row.items();
    const auto cell = [&](std::size_t at) {
      const auto text = cells.at(at).canonical();
      return text == missing ? std::nullopt : std::optional(text);
    };
    const auto base = cell(0), ours = cell(1), theirs = cell(2), result = cell(3);
    const bool is_conflict = result == R"("conflict")";
    suite.run(row.canonical() + " as documents",
              [&] { return difference(base, ours, theirs, is_conflict, result); });
    suite.run(row.canonical() + " as members", [&] {
      return difference(member_of(base), member_of(ours), member_of(theirs), is_conflict, member_of(result));
    });
  }
  suite.finish();
}
