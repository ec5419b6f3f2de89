#include <bit>
#include <catch2/catch.hpp>
#include <charconv>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/suite.hpp"
#include "json/document.hpp"

using metaqore::json::Document;
using metaqore::test::conformance_data;
using metaqore::test::read_file;
using metaqore::test::Suite;

namespace {

/// The files of a folder, by name.
std::set<std::filesystem::path> files_of(const std::string& folder) {
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(conformance_data(folder))) {
    files.insert(entry.path());
  }
  return files;
}

/// The reason why a text is refused, or "".
std::string refused(const std::string& text) {
  try {
    Document document(text);
    return "";
  } catch (const metaqore::Error& error) {
    return error.reason();
  }
}

std::string canonical(const std::string& text) { return Document(text).root().canonical(); }

std::string difference(const std::string& actual, const std::string& expected) {
  return actual == expected ? "" : "is " + actual + ", not " + expected;
}

struct PrintedDouble {
  double value;
  std::string text;
};

std::vector<PrintedDouble> printed_doubles() {
  std::vector<PrintedDouble> cases;
  std::istringstream lines(read_file(conformance_data("jcs_es6_numbers_10000.txt")));
  for (std::string line; std::getline(lines, line);) {
    const auto comma = line.find(',');
    std::uint64_t bits = 0;
    const auto result = std::from_chars(line.data(), line.data() + line.size(), bits, 16);
    REQUIRE(comma != std::string::npos);
    REQUIRE(result.ptr == line.data() + comma);
    cases.push_back({std::bit_cast<double>(bits), line.substr(comma + 1)});
  }
  return cases;
}

}  // namespace

TEST_CASE("conformance: what every JSON reader accepts is accepted, and stable in canonical form", "[json]") {
  const auto duplicate = "duplicate names are refused, because readers do not agree on their meaning";
  Suite suite("json_accepted", {{"y_object_duplicated_key.json", duplicate},
                                {"y_object_duplicated_key_and_value.json", duplicate}});
  for (const auto& file : files_of("JSONTestSuite/test_parsing")) {
    const auto name = file.filename().string();
    if (!name.starts_with("y_")) continue;
    suite.run(name, [&] {
      const auto once = canonical(read_file(file));
      return difference(canonical(once), once);
    });
  }
  suite.finish();
}

TEST_CASE("conformance: what no JSON reader accepts is refused", "[json]") {
  Suite suite("json_refused");
  for (const auto& file : files_of("JSONTestSuite/test_parsing")) {
    const auto name = file.filename().string();
    if (!name.starts_with("n_")) continue;
    suite.run(name, [&] { return refused(read_file(file)).empty() ? "is accepted" : ""; });
  }
  suite.finish();
}

TEST_CASE("conformance: what JSON readers may decide is decided as declared", "[json]") {
  const std::set<std::string> accepted{
      "i_number_double_huge_neg_exp.json",  // 0
      "i_number_real_underflow.json",       // 0
      "i_number_too_big_pos_int.json",      // 10^20, which a double prints with all its digits
  };
  Suite suite("json_implementation_defined");
  for (const auto& file : files_of("JSONTestSuite/test_parsing")) {
    const auto name = file.filename().string();
    if (!name.starts_with("i_")) continue;
    suite.run(name, [&]() -> std::string {
      const auto reason = refused(read_file(file));
      if (reason.empty() == accepted.contains(name)) return "";
      return reason.empty() ? "is accepted" : "is refused as " + reason;
    });
  }
  suite.finish();
}

TEST_CASE("conformance: canonical form is that of RFC 8785, byte for byte", "[json]") {
  Suite suite("jcs");
  for (const auto& file : files_of("jcs/testdata/input")) {
    const auto name = file.filename();
    suite.run(name.string() + " text", [&] {
      return difference(canonical(read_file(file)),
                        read_file(conformance_data("jcs/testdata/output") / name));
    });
    suite.run(name.string() + " bytes", [&] {
      const auto hex =
          conformance_data("jcs/testdata/outhex") / std::filesystem::path(name).replace_extension("txt");
      std::istringstream digits(read_file(hex));
      std::string expected;
      for (unsigned byte = 0; digits >> std::hex >> byte;) expected += static_cast<char>(byte);
      return difference(canonical(read_file(file)), expected);
    });
  }
  suite.finish();
}

TEST_CASE("conformance: doubles are written as ECMAScript writes them", "[json]") {
  Suite suite("es6_numbers_written");
  for (const auto& [value, text] : printed_doubles()) {
    suite.run(text, [&, number = value] { return difference(metaqore::json::number(number), text); });
  }
  suite.finish();
}

TEST_CASE("conformance: what ECMAScript writes reads back as the same double and the same text", "[json]") {
  Suite suite("es6_numbers_read", {{"-0", "RFC 8785 writes it as 0, which has no sign"}});
  for (const auto& [value, text] : printed_doubles()) {
    const auto expected = std::bit_cast<std::uint64_t>(value);
    suite.run(text == "0" && expected != 0 ? "-0" : text, [&, printed = text] {
      const Document document(printed);
      const auto read = std::bit_cast<std::uint64_t>(document.root().number().value());
      if (read != expected) return "reads as the bits " + std::to_string(read);
      return difference(document.root().canonical(), printed);
    });
  }
  suite.finish();
}
