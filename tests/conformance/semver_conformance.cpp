#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "conformance/suite.hpp"
#include "json/document.hpp"
#include "metaqore/error.hpp"
#include "requirement/cargo/cargo.hpp"
#include "requirement/membership.hpp"
#include "requirement/npm/npm.hpp"
#include "requirement/semver/cut.hpp"

using namespace metaqore;
using namespace metaqore::requirement;
using metaqore::test::conformance_data;
using metaqore::test::read_file;
using metaqore::test::Suite;

namespace {

using Allowed = std::map<std::string, std::string>;

const json::Document& document(const std::string& file) {
  static std::map<std::string, json::Document> documents;
  const auto found = documents.find(file);
  if (found != documents.end()) return found->second;
  return documents.emplace(file, json::Document(read_file(conformance_data(file)))).first->second;
}

std::string string(const json::Value& value) { return std::string(value.string().value()); }

/// Whether a case asks for node-semver's loose grammar, or for pre-releases everywhere. Neither is npm's own
/// way of reading a package.json. Anything but an object means "loose" there when it is true in JavaScript.
bool is_out_of_scope(const json::Value& options) {
  if (options.kind() == json::Kind::null || options.boolean() == false) return false;
  if (options.kind() != json::Kind::object) return true;
  for (const char* name : {"loose", "includePrerelease"}) {
    const auto option = options.find(name);
    if (!option || option->kind() == json::Kind::null) continue;
    if (option->boolean() == false || option->signed_integer() == 0) continue;
    return true;
  }
  return false;
}

/// Runs the cases of one group of node-semver; `difference` gets the items of one. Cases with options out of
/// scope are left out, and their number is checked.
template <class Difference>
void run_node(const std::string& group, std::size_t options_at, std::size_t left_out, Difference&& difference,
              Allowed allowed = {}) {
  Suite suite("semver_" + group, std::move(allowed));
  std::size_t out_of_scope = 0;
  for (const auto& test : document("node_semver.json").root().find(group).value().items()) {
    const auto items = test.items();
    if (items.size() > options_at && is_out_of_scope(items[options_at])) {
      ++out_of_scope;
      continue;
    }
    suite.run(test.canonical(), [&] { return difference(items); });
  }
  std::cout << "semver_" << group << ": " << out_of_scope << " cases of the loose grammar or of "
            << "includePrerelease are left out\n";
  CHECK(out_of_scope == left_out);
  suite.finish();
}

Set range(const std::string& text) { return parse_constraint(npm(), text); }

bool satisfies(const Ecosystem& ecosystem, const std::string& version, const std::string& constraint) {
  const auto parsed = parse_version(ecosystem, version);
  return contains(ecosystem, parse_constraint(ecosystem, constraint), parsed, version);
}

/// semver.satisfies, which answers "no" for what is no range.
bool satisfies_node(const std::string& version, const std::string& constraint) {
  try {
    return satisfies(npm(), version, constraint);
  } catch (const Error&) {
    return false;
  }
}

bool is_refused(const std::function<void()>& work) {
  try {
    work();
    return false;
  } catch (const Error& error) {
    return error.code() == ErrorCode::invalid_argument;
  }
}

std::string expect(bool actual, bool expected) {
  return actual == expected ? "" : actual ? "is, though it should not be" : "is not, though it should be";
}

std::string expect(const std::string& actual, const std::string& expected) {
  return actual == expected ? "" : "is " + actual + ", not " + expected;
}

/// Whether a version is above, or below, everything that a range admits.
bool outside(const std::string& version, const std::string& text, bool above) {
  const auto parsed = parse_version(npm(), version);
  const auto set = range(text);
  if (contains(npm(), set, parsed, version)) return false;
  const auto from_releases = Cuts::from(semver::to_releases(parsed.key));
  const auto pre = semver::to_prereleases(parsed.key, semver::Bounds{.largest = 9'007'199'254'740'991});
  const auto from_prereleases = pre ? Cuts::from(*pre) : Cuts();
  return above ? !meet(set.versions, from_releases) && !meet(set.prereleases, from_prereleases)
               : is_subset(set.versions, from_releases) && is_subset(set.prereleases, from_prereleases);
}

std::string best(const json::Value& versions, const std::string& constraint, bool highest) {
  std::string chosen;
  for (const auto& item : versions.items()) {
    const auto version = string(item);
    if (!satisfies_node(version, constraint)) continue;
    if (chosen.empty() || (parse_version(npm(), chosen).key < parse_version(npm(), version).key) == highest) {
      chosen = version;
    }
  }
  return chosen;
}

}  // namespace

TEST_CASE("conformance: npm versions are those of node-semver", "[requirement]") {
  run_node("valid-versions", 9, 0, [](const auto& items) {
    std::string expected;
    for (std::size_t i = 1; i < 4; ++i) (expected += i > 1 ? "." : "") += items[i].canonical();
    const auto prerelease = items[4].items();
    for (std::size_t i = 0; i < prerelease.size(); ++i) {
      const auto& part = prerelease[i];
      (expected += i > 0 ? "." : "-") += part.string() ? string(part) : part.canonical();
    }
    return expect(npm().version(string(items[0])).text, expected);
  });
  run_node("invalid-versions", 2, 2, [](const auto& items) -> std::string {
    if (!items[0].string()) return "";  // an object, which no text can be
    return expect(is_refused([&] { parse_version(npm(), string(items[0])); }), true);
  });
  run_node("comparisons", 2, 12, [](const auto& items) {
    return expect(npm().version(string(items[0])).key > npm().version(string(items[1])).key, true);
  });
  run_node("equality", 2, 34, [](const auto& items) {
    return expect(npm().version(string(items[0])).key == npm().version(string(items[1])).key, true);
  });
}

TEST_CASE("conformance: npm ranges admit what node-semver admits", "[requirement]") {
  run_node("range-include", 2, 28, [](const auto& items) {
    return expect(satisfies_node(string(items[1]), string(items[0])), true);
  });
  run_node(
      "range-exclude", 2, 19,
      [](const auto& items) { return expect(satisfies_node(string(items[1]), string(items[0])), false); },
      {{R"([">=2",false])", "a version is a text here, so that nobody can ask about `false`"}});
  for (const bool highest : {true, false}) {
    run_node(highest ? "max-satisfying" : "min-satisfying", 3, 1, [&](const auto& items) {
      return expect(best(items[0], string(items[1]), highest), string(items[2]));
    });
  }
}

TEST_CASE("conformance: npm ranges print as node-semver prints them", "[requirement]") {
  run_node("range-parse", 2, 22, [](const auto& items) {
    if (!items[1].string()) return expect(is_refused([&] { npm().canonical(string(items[0])); }), true);
    return expect(npm().canonical(string(items[0])), string(items[1]));
  });
  run_node("to-comparators", 2, 0, [](const auto& items) {
    std::string expected;
    for (const auto& alternative : items[1].items()) {
      if (!expected.empty()) expected += "||";
      std::string joined;
      for (const auto& comparator : alternative.items()) {
        (joined += joined.empty() ? "" : " ") += string(comparator);
      }
      expected += joined;
    }
    return expect(npm().canonical(string(items[0])), expected.empty() ? "*" : expected);
  });
}

TEST_CASE("conformance: npm ranges lie to each other as node-semver says", "[requirement]") {
  run_node("subset", 3, 8, [](const auto& items) {
    return expect(is_subset(range(string(items[0])), range(string(items[1]))), items[2].boolean().value());
  });
  for (const auto& [group, left_out] :
       std::map<std::string, std::size_t>{{"comparator-intersection", 2}, {"range-intersection", 0}}) {
    run_node(group, 3, left_out, [](const auto& items) {
      const auto a = range(string(items[0])), b = range(string(items[1]));
      if (meet(a, b) != meet(b, a)) return std::string("depends on the order of the two");
      return expect(meet(a, b), items[2].boolean().value());
    });
  }
}

TEST_CASE("conformance: a version is outside of an npm range where node-semver says so", "[requirement]") {
  struct Group {
    const char* name;
    std::size_t left_out;
    bool above, expected;
    Allowed allowed;
  };
  const std::vector<Group> groups{
      {"version-gt-range",
       3,
       true,
       true,
       {{R"(["0.7.x","0.7.2-beta"])", "0.7.3 is in the range and above it"}}},
      {"version-lt-range",
       5,
       false,
       true,
       {{R"([">1.2.3","1.3.0-alpha"])", "1.2.4 is in the range and below it"}}},
      {"version-not-gt-range", 5, true, false, {}},
      {"version-not-lt-range", 8, false, false, {}},
  };
  for (const auto& group : groups) {
    run_node(
        group.name, 2, group.left_out,
        [&](const auto& items) {
          return expect(outside(string(items[1]), string(items[0]), group.above), group.expected);
        },
        group.allowed);
  }
}

TEST_CASE("conformance: Cargo's requirements are those of its own crate", "[requirement]") {
  const auto root = document("cargo_semver_req.json").root();
  const auto req = [](const json::Value& test) { return string(test.find("req").value()); };

  Suite match("cargo_match");
  for (const auto& test : root.find("match").value().items()) {
    const auto version = string(test.find("version").value());
    match.run(req(test) + " with " + version, [&] {
      return expect(satisfies(cargo(), version, req(test)), test.find("matches").value().boolean().value());
    });
  }
  match.finish();

  Suite to_string("cargo_to_string");
  for (const auto& test : root.find("to_string").value().items()) {
    to_string.run(req(test), [&] {
      return expect(cargo().canonical(req(test)), string(test.find("to_string").value()));
    });
  }
  to_string.finish();

  Suite parse_error(
      "cargo_parse_error",
      {{"", "an empty constraint means any version in every ecosystem, as where a manifest says none"}});
  for (const auto& test : root.find("parse_error").value().items()) {
    parse_error.run(req(test),
                    [&] { return expect(is_refused([&] { parse_constraint(cargo(), req(test)); }), true); });
  }
  parse_error.finish();
}

namespace {

/// A range of the vers specification as an npm range: neighbours that are a lower and an upper end are one
/// alternative, every other comparator is one of its own.
std::string npm_range_of(std::string_view vers) {
  vers.remove_prefix(std::string_view("vers:npm/").size());
  std::vector<std::string> parts(1);
  for (const char c : vers) {
    if (c == '|') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool closes = parts[i].starts_with('<') && i > 0 && parts[i - 1].starts_with('>');
    out += i == 0 ? "" : closes ? " " : " || ";
    out += parts[i];
  }
  return out;
}

}  // namespace

TEST_CASE("conformance: npm ranges hold the releases that the vers specification says", "[requirement]") {
  const auto tests = [](const std::string& file) {
    return document("vers-spec/" + file).root().find("tests").value().items();
  };
  const std::string interleaved =
      "the expected text mixes the ends of ranges that overlap, and says none of them";
  Suite suite("semver_vers_from_native",
              {{"1.1.2 1.2.2", "a blank is `and` in npm, and no version is both"},
               {"2.1 || 2.6", "`2.1` is every 2.1.x in npm"},
               {"<= 1.0", "`<=1.0` admits every 1.0.x in npm"},
               {"<=2.1 >=1.1", "`<=2.1` admits every 2.1.x in npm"},
               {">= 1.x", "`>=1.x` has no upper end in npm"},
               {">= 2.2.x", "`>=2.2.x` has no upper end in npm"},
               {">=5.0.3 >=4.2.1", "a blank is `and` in npm, so that the higher end counts"},
               {">= 0.2.0 <= 0.9.6 || ~0.8.0-pre", interleaved},
               {"^2.0.18 || ^3.0.16 || ^3.1.6 || ^4.0.8 || ^5.0.0-beta.5", interleaved}});
  for (const auto& test : tests("npm_range_from_native_test.json")) {
    const auto native = string(test.find("input").value().find("native_range").value());
    suite.run(native, [&] {
      const auto expected = npm_range_of(string(test.find("expected_output").value()));
      const auto actual = range(native);
      if (actual.versions == range(expected).versions) return std::string();
      return "is " + normal_form(npm(), actual) + ", not " + expected;
    });
  }
  suite.finish();

  Suite containment("semver_vers_containment");
  for (const auto& test : tests("npm_range_containment_test.json")) {
    const auto input = test.find("input").value();
    const auto vers = string(input.find("vers").value()), version = string(input.find("version").value());
    containment.run(vers + " with " + version, [&] {
      return expect(satisfies_node(version, npm_range_of(vers)),
                    test.find("expected_output").value().boolean().value());
    });
  }
  containment.finish();
}
