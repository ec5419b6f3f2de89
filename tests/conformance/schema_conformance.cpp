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
#include "metaqore/schema.hpp"

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

/// `file` is without its ending.
std::string case_name(const std::string& file, const Value& group, const Value& test) {
  const auto description = [](const Value& value) {
    return std::string(value.find("description")->string().value());
  };
  return file + ": " + description(group) + ": " + description(test);
}

/// Runs the cases of one file.
void run_file(Suite& suite, const std::filesystem::path& folder, const std::string& file,
              SchemaOptions options) {
  std::optional<json::Document> document;
  try {
    document.emplace(read_file(folder / file));
  } catch (const Error& error) {  // all of its cases as one
    suite.run(file, [&]() -> std::string { throw Error(error); });
    return;
  }
  for (const auto& group : document->root().items()) {
    std::optional<Schema> schema;
    std::string refusal;
    try {
      schema.emplace(Json(group.find("schema")->canonical()), options);
    } catch (const Error& error) {
      refusal = "its schema is refused as " + error.reason() + ": " + error.what();
    }
    for (const auto& test : group.find("tests")->items()) {
      suite.run(case_name(file.substr(0, file.size() - 5), group, test),
                [&] { return schema ? difference(*schema, test) : refusal; });
    }
  }
}

/// The cases from which the library deviates on purpose, and why. A file alone stands for all of its cases.
std::map<std::string, std::string> allowed(const std::string& draft) {
  const std::map<std::string, std::vector<std::string>> by_reason{
      {"an integer beyond 64 bits is refused wherever JSON is read, so that no reader takes it for another",
       {"bignum.json"}},
      {"draft 2019-09 is not known, and what is not known is refused", {"cross-draft"}},
      {"where formats are asserted, one that is not known is refused: it would be accepted unchecked",
       {"format/unknown"}},
      {"internationalized host names take the tables of IDNA 2008: the format is not known, thus refused",
       {"format/idn-hostname"}},
  };
  std::map<std::string, std::string> cases;
  const auto folder = conformance_data("json-schema/" + draft + "/optional");
  const auto add = [&](const std::string& file, const std::string& reason) {
    if (file.ends_with(".json")) {
      cases[file] = reason;
      return;
    }
    const json::Document document(read_file(folder / (file + ".json")));
    for (const auto& group : document.root().items()) {
      for (const auto& test : group.find("tests")->items()) cases[case_name(file, group, test)] = reason;
    }
  };
  for (const auto& [reason, files] : by_reason) {
    for (const auto& file : files) add(file, reason);
  }
  for (const auto* name : {
           "Arabic-Indic digits mixed with Extended Arabic-Indic digits",
           "Begins with a Nonspacing Mark",
           "Begins with a Spacing Combining Mark",
           "Begins with an Enclosing Mark",
           "Exceptions that are DISALLOWED, left-to-right chars",
           "Exceptions that are DISALLOWED, right-to-left chars",
           "Greek KERAIA not followed by Greek",
           "Greek KERAIA not followed by anything",
           "Hebrew GERESH not preceded by Hebrew",
           "Hebrew GERESH not preceded by anything",
           "Hebrew GERSHAYIM not preceded by Hebrew",
           "Hebrew GERSHAYIM not preceded by anything",
           "KATAKANA MIDDLE DOT with no Hiragana, Katakana, or Han",
           "KATAKANA MIDDLE DOT with no other characters",
           "MIDDLE DOT with no following 'l'",
           "MIDDLE DOT with no preceding 'l'",
           "MIDDLE DOT with nothing following",
           "MIDDLE DOT with nothing preceding",
           "ZERO WIDTH JOINER not preceded by Virama",
           "ZERO WIDTH JOINER not preceded by anything",
           "contains \"--\" in the 3rd and 4th position",
           "contains illegal char U+302E Hangul single dot tone mark",
           "invalid Punycode",
       }) {
    cases["format/hostname: validation of A-label (punycode) host names: " + std::string(name)] =
        "what an A-label stands for takes the tables of IDNA 2008: its letters, digits and hyphens alone are "
        "looked at";
  }
  if (draft == "draft7") {
    for (const auto* name : {
             "validation of binary string-encoding: an invalid base64 string (% is not a valid character)",
             "validation of binary-encoded media type documents: a validly-encoded invalid JSON document",
             "validation of binary-encoded media type documents: an invalid base64 string that is valid JSON",
             "validation of string-encoded content based on media type: an invalid JSON document",
         }) {
      cases["content: " + std::string(name)] = "contents are annotations, as 2020-12 has them for good";
    }
  }
  return cases;
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
  Suite suite("json_schema_draft_07_optional", allowed("draft7"));
  run_optional(suite, "draft7", SchemaDialect::draft_07);
  suite.finish();
}

TEST_CASE("conformance: JSON Schema draft 2020-12, what it leaves optional", "[conformance]") {
  Suite suite("json_schema_2020_12_optional", allowed("draft2020-12"));
  run_optional(suite, "draft2020-12", SchemaDialect::draft_2020_12);
  suite.finish();
}
