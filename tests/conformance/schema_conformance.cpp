#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/suite.hpp"
#include "json/document.hpp"
#include "metaqore/json_schema.hpp"

// The JSON Schema Test Suite: every file of a draft, with its remote documents registered.

using namespace metaqore;

namespace {

using json::Value;
using test::conformance_data;
using test::read_file;
using test::Suite;

/// All `.json` files below a folder, or directly in it, by their paths in it.
std::set<std::string> files_of(const std::filesystem::path& folder, bool below) {
  std::set<std::string> files;
  const auto add = [&](const auto& entry) {
    if (entry.is_regular_file() && entry.path().extension() == ".json") {
      files.insert(entry.path().lexically_relative(folder).generic_string());
    }
  };
  if (below) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) add(entry);
  } else {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) add(entry);
  }
  return files;
}

const std::vector<SchemaDocument>& remotes() {
  static const auto documents = [] {
    std::vector<SchemaDocument> all;
    const auto folder = conformance_data("json-schema/remotes");
    for (const auto& file : files_of(folder, true)) {
      all.push_back({"http://localhost:1234/" + file, Json(read_file(folder / file))});
    }
    return all;
  }();
  return documents;
}

std::string difference(const Schema& schema, const Value& test) {
  const auto result = schema.validate(Json(test.find("data")->canonical()));
  const bool expected = test.find("valid")->boolean().value();
  if (result.valid != result.errors.empty()) return "has errors, or none, that do not fit its answer";
  if (result.valid == expected) return "";
  return expected ? "is refused: " + result.errors.front().message : "is accepted";
}

/// Runs the cases of one file.
void run_file(Suite& suite, const std::filesystem::path& folder, const std::string& file,
              SchemaOptions options) {
  const json::Document document(read_file(folder / file));
  for (const auto& group : document.root().items()) {
    const auto name =
        file.substr(0, file.size() - 5) + ": " + std::string(group.find("description")->string().value());
    std::optional<Schema> schema;
    std::string refusal;
    try {
      schema.emplace(Json(group.find("schema")->canonical()), options);
    } catch (const Error& error) {
      refusal = "its schema is refused as " + error.reason() + ": " + error.what();
    }
    for (const auto& test : group.find("tests")->items()) {
      suite.run(name + ": " + std::string(test.find("description")->string().value()),
                [&] { return schema ? difference(*schema, test) : refusal; });
    }
  }
}

void run_required(Suite& suite, const std::string& draft, SchemaDialect dialect) {
  const auto folder = conformance_data("json-schema/" + draft);
  SchemaOptions options;
  options.dialect = dialect;
  options.documents = remotes();
  for (const auto& file : files_of(folder, false)) run_file(suite, folder, file, options);
}

void run_optional(Suite& suite, const std::string& draft, SchemaDialect dialect) {
  const auto folder = conformance_data("json-schema/" + draft + "/optional");
  SchemaOptions options;
  options.dialect = dialect;
  options.documents = remotes();
  for (const auto& file : files_of(folder, true)) {
    options.assert_formats = file.starts_with("format/");
    run_file(suite, folder, file, options);
  }
}

}  // namespace

TEST_CASE("conformance: JSON Schema draft-07", "[conformance]") {
  Suite suite("json_schema_draft_07");
  run_required(suite, "draft7", SchemaDialect::draft_07);
  suite.finish();
}

TEST_CASE("conformance: JSON Schema draft 2020-12", "[conformance]") {
  Suite suite("json_schema_2020_12");
  run_required(suite, "draft2020-12", SchemaDialect::draft_2020_12);
  suite.finish();
}

TEST_CASE("conformance: JSON Schema draft-07, what it leaves optional", "[conformance]") {
  Suite suite("json_schema_draft_07_optional");
  run_optional(suite, "draft7", SchemaDialect::draft_07);
  suite.finish();
}

TEST_CASE("conformance: JSON Schema draft 2020-12, what it leaves optional", "[conformance]") {
  Suite suite("json_schema_2020_12_optional");
  run_optional(suite, "draft2020-12", SchemaDialect::draft_2020_12);
  suite.finish();
}
