#include <catch2/catch.hpp>

#include <functional>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "metaqore/requirement.hpp"
#include "requirement/ecosystem.hpp"

using namespace metaqore;

namespace {

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

/// Empty when it is refused as it should be: by its code, in one line of valid UTF-8 that is short.
std::string fault_of_refusal(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    const std::string message = error.what();
    if (error.code() != ErrorCode::invalid_argument) return "has another code: " + message;
    if (!error.reason().starts_with("requirement.")) return "has the reason " + error.reason();
    if (message.size() > 600) return "is long: " + message;
    if (base::has_control(message)) return "has control characters: " + message;
    if (!base::is_utf8(message)) return "is not UTF-8";
    return "";
  }
  return "was not refused";
}

/// Texts that nobody's grammar takes.
std::vector<std::string> hostile_texts() {
  using namespace std::string_literals;
  return {
      repeated("1", 1'000'000),
      repeated("1.", 1'000'000),
      repeated(">=1,", 100'000),
      repeated("1 || ", 100'000),
      repeated("[1],", 100'000),
      repeated("(", 100'000) + repeated(")", 100'000),
      repeated("[(", 8'000),
      repeated(">=", 8'000),
      "1.0\0"s,
      "\0"s,
      ">=1.0\0,<2"s,
      "1.0\x01"s,
      "1.0\n\x1b[31m"s,
      "\xff\xfe"s,
      ">=1.\xc3\x28"s,
      "1.0\xc0\x80"s,
      "1.0\xed\xa0\x80"s,
      ">=\xef\xbc\x91.0"s,  // a full-width digit
      "1.\xd9\xa3"s,        // an Arabic digit
  };
}

/// A constraint of many parts that fits the bound, and what it is made of.
struct Large {
  const char* ecosystem;
  std::string text;
  std::string in, out;  ///< a version that it admits, and one that it does not
};

std::vector<Large> large_constraints() {
  const auto joined = [](std::size_t count, const std::string& separator, auto part) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      const auto next = part(i);
      if (text.size() + separator.size() + next.size() > requirement::max_constraint_size) break;
      if (i > 0) text += separator;
      text += next;
    }
    return text;
  };
  const auto n = [](std::size_t i) { return std::to_string(i); };
  return {
      {"pypi", joined(5'000, ",", [&](auto i) { return "!=" + n(i) + ".*"; }), "5000", "7.1"},
      {"pypi", joined(5'000, ",", [&](auto i) { return "!=1." + n(i); }), "1.0.1", "1.7"},
      {"npm", joined(5'000, "||", [&](auto i) { return n(2 * i) + ".1.1"; }), "6.1.1", "7.1.1"},
      {"npm", joined(5'000, " ", [&](auto i) { return ">=" + n(i) + ".0.0"; }), "9999.0.0", "7.0.0"},
      {"npm", joined(5'000, "||", [&](auto i) { return n(i) + ".0.0-a"; }), "7.0.0-a", "7.0.0-b"},
      {"cargo", joined(32, ",", [&](auto i) { return ">=" + n(i) + ".0.0"; }), "99.0.0", "7.0.0"},
      {"golang", joined(5'000, ",", [&](auto i) { return ">=v" + n(i) + ".0.0"; }), "v9999.0.0", "v7.0.0"},
      {"generic", joined(5'000, ",", [&](auto i) { return "!=" + n(i) + ".0.0"; }), "7.0.1", "7.0.0"},
      {"deb", joined(5'000, " | ", [&](auto i) { return "= 1." + n(2 * i); }), "1.6", "1.7"},
      {"maven", joined(5'000, ",", [&](auto i) { return "[1." + n(2 * i) + "]"; }), "1.6", "1.7"},
  };
}

}  // namespace

TEST_CASE("requirement: hostile constraints and versions are refused in one short line", "[requirement]") {
  REQUIRE_FALSE(ecosystems().empty());
  for (const auto& ecosystem : ecosystems()) {
    for (const auto& text : hostile_texts()) {
      INFO(ecosystem << ": " << base::shown(text));
      CHECK(fault_of_refusal([&] { VersionSet::parse(ecosystem, text); }) == "");
      CHECK(fault_of_refusal([&] { canonical_constraint(ecosystem, text); }) == "");
      CHECK(fault_of_refusal([&] { Version(ecosystem, text); }) == "");
      CHECK(fault_of_refusal([&] { constraints_meet(ecosystem, "", text); }) == "");
    }
    CHECK(fault_of_refusal([&] { Version(ecosystem, ""); }) == "");
    CHECK(fault_of_refusal([&] { canonical_name(ecosystem, ""); }) == "");
    CHECK(fault_of_refusal([&] { canonical_name(ecosystem, repeated("a", 1'000'000)); }) == "");
    CHECK(fault_of_refusal([&] { canonical_name(ecosystem, std::string("a\0b", 3)); }) == "");
    CHECK(fault_of_refusal([&] { canonical_name(ecosystem, "a\xff"); }) == "");
  }
}

TEST_CASE("requirement: an unknown ecosystem is refused in one short line", "[requirement]") {
  for (const auto& type :
       {std::string(), std::string("PyPI"), std::string("pypi\0", 5), repeated("pypi", 300'000)}) {
    CHECK(fault_of_refusal([&] { VersionSet::parse(type, ""); }) == "");
    CHECK(fault_of_refusal([&] { Version(type, "1"); }) == "");
  }
}

TEST_CASE("requirement: numbers beyond any machine word are refused or kept exactly", "[requirement]") {
  const std::string huge = "1" + repeated("0", 30);
  for (const auto* version : {"!1.0", ".1.1", ".post1"}) {
    INFO(version);
    CHECK(fault_of_refusal([&] { Version("pypi", huge + version); }) == "");
    CHECK(fault_of_refusal([&] { VersionSet::parse("pypi", ">=" + huge + version); }) == "");
  }
  CHECK(fault_of_refusal([&] { Version("npm", huge + ".0.0"); }) == "");
  CHECK(fault_of_refusal([&] { Version("cargo", huge + ".0.0"); }) == "");
  CHECK(fault_of_refusal([&] { Version("deb", huge + ":1"); }) == "");
  for (const auto* ecosystem : {"golang", "generic", "deb", "maven"}) {
    INFO(ecosystem);
    const std::string v = std::string(ecosystem) == "golang" ? "v" : "";
    CHECK(Version(ecosystem, v + huge + ".0.0") < Version(ecosystem, v + huge + "0.0.0"));
    CHECK(Version(ecosystem, v + huge + ".0.0") < Version(ecosystem, v + huge + ".0.1"));
  }
}

TEST_CASE("requirement: versions at the bound are ordered, one byte beyond it they are refused",
          "[requirement]") {
  constexpr auto bound = requirement::max_version_size;
  const auto filled = [](std::string start, std::string_view part, std::size_t size) {
    while (start.size() + part.size() <= size) start += part;
    return start;
  };
  const std::vector<std::pair<const char*, std::vector<std::string>>> shapes{
      {"pypi", {filled("1", ".1", bound), filled("1+a", ".a", bound), filled("1+1", ".1", bound)}},
      {"npm", {filled("1.0.0-a", ".0", bound), filled("1.0.0-a", "-", bound)}},
      {"cargo", {filled("1.0.0-a", ".0", bound), filled("1.0.0+a", "a", bound)}},
      {"golang", {filled("v1.0.0-a", ".0", bound), filled("v1", "0", bound - 4) + ".0.0"}},
      {"generic", {filled("1.0.0-a", ".0", bound), filled("1", "0", bound - 4) + ".0.0"}},
      {"deb",
       {filled("1", "~", bound), filled("1", "a1", bound), filled("1", "9", bound), filled("1", "+", bound)}},
      {"maven",
       {filled("1", ".1", bound), filled("1", "-a", bound), filled("1", "a1", bound),
        filled("1", "9", bound)}}};
  for (const auto& [ecosystem, texts] : shapes) {
    for (const auto& text : texts) {
      INFO(ecosystem << ": " << text);
      REQUIRE(text.size() <= bound);
      const Version version(ecosystem, text);
      CHECK(Version(ecosystem, version.text()) == version);
      CHECK(VersionSet::all(ecosystem).contains(version));
      CHECK(fault_of_refusal(
                [&, e = ecosystem] { Version(e, text + repeated("1", bound + 1 - text.size())); }) == "");
    }
  }
}

TEST_CASE("requirement: constraints of many parts are exact up to the bound", "[requirement]") {
  for (const auto& it : large_constraints()) {
    INFO(it.ecosystem << ": " << it.text.substr(0, 40));
    const auto set = VersionSet::parse(it.ecosystem, it.text);
    CHECK(set.contains(it.in));
    CHECK_FALSE(set.contains(it.out));
    CHECK((set & ~set).empty());
    CHECK(constraints_meet(it.ecosystem, it.text, it.text));
    CHECK_FALSE(canonical_constraint(it.ecosystem, it.text).empty());
    CHECK_FALSE(set.text().empty());
    if (const auto written = set.constraint();
        written && written->size() <= requirement::max_constraint_size) {
      CHECK(VersionSet::parse(it.ecosystem, *written) == set);
    }
  }
}

TEST_CASE("requirement: markers that nest without end are refused in one short line", "[requirement]") {
  const auto& pypi = requirement::ecosystem("pypi");
  const auto marker = [&](const std::string& text) {
    return fault_of_refusal([&] { requirement::parse_marker(pypi, text); });
  };
  const std::string atom = "os_name == \"a\"";
  CHECK(marker(repeated("(", 10'000)) == "");
  CHECK(marker(repeated("(", 8'000) + atom + repeated(")", 8'000)) == "");
  CHECK(marker(repeated("(", 4'000) + atom + repeated(")", 4'000)) == "");
  CHECK(marker(repeated(")", 4'000)) == "");
  CHECK(marker(repeated("not in ", 2'000)) == "");
  CHECK(marker(repeated(atom + " and ", 100'000) + atom) == "");
  CHECK(marker(std::string("os_name == \"a\0\" and", 19)) == "");
  CHECK(marker(std::string("\0", 1)) == "");
  CHECK(marker("os_name == \"" + repeated("a", 1'000'000)) == "");
}

TEST_CASE("requirement: markers at the bound are handled", "[requirement]") {
  const auto& pypi = requirement::ecosystem("pypi");
  std::string all, any;
  for (int i = 0; all.size() + 60 < requirement::max_constraint_size; ++i) {
    const auto number = std::to_string(i);
    all += (i == 0 ? "" : " and ") + ("os_name != \"" + number + '"');
    any += (i == 0 ? "" : " or ") + ("os_name == \"" + number + '"');
  }
  // A conjunction of alternatives is exponential to multiply out.
  std::string product;
  for (int i = 0; product.size() + 80 < requirement::max_constraint_size; ++i) {
    product +=
        (i == 0 ? "" : " and ") + ("(os_name != \"" + std::to_string(i) + "\" or platform_machine != \"x\")");
  }
  for (const auto& text : {all, any, product}) {
    INFO(text.substr(0, 60));
    const auto printed = requirement::parse_marker(pypi, text);
    CHECK(requirement::parse_marker(pypi, printed) == printed);
    const std::vector<std::string> markers{printed, "os_name == \"posix\""};
    // Too many alternatives may be left undecided, but not answered wrongly.
    CHECK(pypi.together(markers) != (text == any ? requirement::Together::yes : requirement::Together::no));
  }
}
