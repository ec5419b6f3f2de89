#include <catch2/catch.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "metaqore/requirement.hpp"
#include "requirement/membership.hpp"
#include "requirement/pypi/pypi.hpp"
#include "support/refusal.hpp"

using namespace metaqore;
using namespace metaqore::requirement;
using test::refusal;

namespace {

Key key(const std::string& text) { return pypi().version(text).key; }
Set parse(const std::string& text) { return pypi().parse(text); }

std::string version_refusal(const std::string& text) {
  return refusal([&] { pypi().version(text); });
}
std::string constraint_refusal(const std::string& text) {
  return refusal([&] { parse(text); });
}

constexpr auto largest = "1000000000000000000";

}  // namespace

TEST_CASE("pypi: versions stand in the order of PEP 440", "[requirement]") {
  const std::vector<std::string> ascending{
      "0.dev0",
      "0",
      "1.dev0",
      "1.0.dev456",
      "1.0a1.dev0",
      "1.0a1",
      "1.0a1.post0.dev0",
      "1.0a1.post0",
      "1.0a2.dev456",
      "1.0a12.dev456",
      "1.0a12",
      "1.0b1.dev456",
      "1.0b2",
      "1.0b2.post345.dev456",
      "1.0b2.post345",
      "1.0rc1.dev456",
      "1.0rc1",
      "1.0",
      "1.0+a",
      "1.0+a.b",
      "1.0+abc.5",
      "1.0+abc.7",
      "1.0+5",
      "1.0+5.a",
      "1.0+5.1",
      "1.0+10",
      "1.0.post0.dev0",
      "1.0.post456.dev34",
      "1.0.post456",
      "1.0.post456+x",
      "1.0.0.1.dev0",
      "1.0.15",
      "1.1.dev1",
      "1.223",
      "1.224",
      "1.256",
      "1.65536",
      "2",
      largest,
      "1!0.dev0",
      "1!1.0",
  };
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      INFO(ascending[i] << " and " << ascending[j]);
      CHECK((key(ascending[i]) < key(ascending[j])) == (i < j));
    }
  }
}

TEST_CASE("pypi: spellings normalise as PEP 440 says", "[requirement]") {
  for (const auto& [text, normal] : std::vector<std::pair<std::string, std::string>>{
           {"v1.0", "1.0"},
           {" \t1.0\r\n", "1.0"},
           {"\u3000"
            "1.0\u2003",
            "1.0"},
           {"01.001", "1.1"},
           {"0!1", "1"},
           {"1.0-1", "1.0.post1"},
           {"1.0.Alpha-2", "1.0a2"},
           {"1.0c", "1.0rc0"},
           {"1.0preview3", "1.0rc3"},
           {"1.0_pre.", "1.0rc0"},
           {"1.0-r4", "1.0.post4"},
           {"1.0rev", "1.0.post0"},
           {"1.0a-1", "1.0a1"},
           {"1.0a.post1", "1.0a0.post1"},
           {"1.0-DEV_3", "1.0.dev3"},
           {"1.0+Ubuntu-1_02", "1.0+ubuntu.1.2"},
           {"1.0A1.POST2.DEV3+Z", "1.0a1.post2.dev3+z"},
       }) {
    CHECK(pypi().version(text).text == normal);
    CHECK(key(text) == key(normal));
  }
  CHECK(key("1.0") == key("1.0.0.0"));
  CHECK(key("1.26.0").size() <= 15);
  CHECK(pypi().version("1.0.dev1").prerelease);
  CHECK(pypi().version("1.0.post1.dev1").prerelease);
  CHECK_FALSE(pypi().version("1.0.post1+a").prerelease);
}

TEST_CASE("pypi: what is no version is refused where it goes wrong", "[requirement]") {
  CHECK(version_refusal("french toast") == "0: a version is expected");
  CHECK(version_refusal("1.0+") == "4: a letter or a digit is expected in the local version");
  CHECK(version_refusal("1.0+a..b") == "6: a letter or a digit is expected in the local version");
  CHECK(version_refusal("1..0") == "1: the version should end here");
  CHECK(version_refusal("1.0 1") == "4: the version should end here");
  CHECK(version_refusal(std::string("1.0\0", 4)) == "3: the version should end here");
  CHECK(version_refusal(std::string("1.") + largest) == "none");
  CHECK(version_refusal("1.1000000000000000001") == "2: the number is larger than 10^18");
  CHECK(version_refusal("1.0a99999999999999999999999") == "4: the number is larger than 10^18");
  CHECK(version_refusal("1.0+99999999999999999999999") == "none");
  // The first two bytes of a wide blank swallow nothing after them.
  CHECK(version_refusal("\xE2\x80"
                        "12.0") == "0: a version is expected");
  CHECK(version_refusal("\u200B"
                        "1.0") == "0: a version is expected");
}

TEST_CASE("pypi: specifiers admit what packaging admits", "[requirement]") {
  struct Row {
    std::string constraint, in, out;
  };
  for (const auto& [constraint, in, out] : std::vector<Row>{
           {"", "0.dev0 1 1!9+x", ""},
           {">1.0a1", "1.0.post1 1.0a2.dev0 1.0", "1.0a1 1.0a1.post1 1.0a1+x"},
           {"<1.0.post1", "1.0a1 1.0 1.0+x 1.0.post0.dev0 1.0.post0", "1.0.post1.dev0 1.0.post1"},
           {">1.0", "1.0.0.1.dev0 1.0.1 1.1a1", "1.0 1.0+a 1.0.post0.dev0 1.0.post1"},
           {"<1.0", "0.9 0.9.post9", "1.0.dev0 1.0a1 1.0"},
           {"<1.0rc1", "1.0b9 1.0.dev0 1.0rc1.dev0", "1.0rc1"},
           {"<=1.0", "1.0 1.0+zzz 1.0rc1", "1.0.post0.dev0 1.0.0.1.dev0"},
           {">=1.0", "1.0 1.0+a 1.0.post0.dev0", "1.0rc1"},
           {">1.0.dev1", "1.0.dev2 1.0a0", "1.0.dev1 1.0.dev1+x"},
           {">1.0.post1", "1.0.post2.dev0 1.0.post2", "1.0.post1 1.0.post1+x"},
           {"~=1.4.5a4", "1.4.5a4 1.4.9", "1.4.5a3 1.5.dev0 1.5"},
           {"~=2.2.post3", "2.2.post3 2.9", "2.2 3.dev0"},
           {"~=1!2.0", "1!2.9", "2.0 1!3"},
           {"==1.0", "1 1.0.0 1.0+x", "1.0.post0 1.0rc1"},
           {"==1.0+abc", "1.0+ABC", "1.0 1.0+abc.1"},
           {"==1.*", "1.dev0 1.0a1 1.9.post1+x", "2.dev0 0.9 1!1.0"},
           {"!=1.0", "1.0.post1 1.0rc1", "1.0 1.0+x"},
           {"!=1.0.*", "1.1 0.9.9", "1.0 1.0.7 1.0.dev0"},
           {"===1.0+A", "1.0+a 1.0+A", "1.0 1.0+a.0"},
           {"===1.0", "1.0", "1 1.0.0 v1.0"},
           {" >= 1.0 ,, <2 , ", "1.5", "2.0 0.9"},
       }) {
    const auto set = parse(constraint);
    for (const auto& [list, expected] : {std::pair(in, true), std::pair(out, false)}) {
      std::istringstream texts(list);
      for (std::string text; texts >> text;) {
        INFO(text << " in " << constraint);
        CHECK(contains(pypi(), set, pypi().version(text), text) == expected);
      }
    }
  }
}

// PEP 440, "Arbitrary equality"; as `packaging` has it, only `===` and no specifier at all take what is no
// version.
TEST_CASE("pypi: a text that is no version satisfies no specifier that compares versions", "[requirement]") {
  for (const auto* text :
       {"===foobar,>=0.dev0", ">=0.dev0,===foobar", "===foobar,!=1.0", "===foobar,==1.*"}) {
    INFO(text);
    CHECK(parse(text).empty());
  }
  for (const auto* text : {"===foobar", "===foobar,===FooBar", "===foobar, ,"}) {
    INFO(text);
    CHECK_FALSE(parse(text).empty());
  }
  CHECK(constraints_meet("pypi", "===foobar", ""));
  CHECK_FALSE(constraints_meet("pypi", "===foobar", ">=0.dev0"));
  const auto foobar = VersionSet::parse("pypi", "===foobar"), any = VersionSet::parse("pypi", ">=0.dev0");
  CHECK((foobar & any).empty());
  CHECK((foobar & any & VersionSet::all("pypi")).empty());
  CHECK((foobar & (any & VersionSet::all("pypi"))).empty());
  CHECK_FALSE((foobar & VersionSet::all("pypi")).empty());
  CHECK_FALSE((foobar & (any | VersionSet::all("pypi"))).empty());
  CHECK((foobar & ~VersionSet::none("pypi")).empty() == foobar.is_disjoint_from(~VersionSet::none("pypi")));
  CHECK_FALSE(foobar.is_subset_of(any));
  CHECK(foobar.is_subset_of(VersionSet::all("pypi")));

  const auto needs = [](const char* owner, const char* constraint) {
    return OwnedRequirement{owner, {.ecosystem = "pypi", .name = "pandas", .constraint = constraint}};
  };
  const auto clash =
      analyze({{needs("a", ""), needs("b", ">=0.dev0"), needs("c", "===foobar")}}).clashes.at(0);
  REQUIRE(clash.core.size() == 2);
  CHECK(clash.core[0].owner == "b");
  CHECK(clash.core[1].owner == "c");
  CHECK(analyze({{needs("a", ""), needs("c", "===foobar")}}).satisfiable);
  RequirementIndex index;
  index.add(needs("b", ">=0.dev0"));
  CHECK(index.check(needs("c", "===foobar")));
}

TEST_CASE("pypi: an interval is empty where no version lies in it, though its ends differ", "[requirement]") {
  for (const auto* text : {">1.0,<=1.0.post1", "<2,>=2a1", ">1.7.post2,<1.7.post3", "<0", "<0.dev0",
                           "===x,>=1", "===1.0,===1.0.0", ">1.0.dev3,<1.0.dev4", ">1.0a1,<1.0a2.dev0",
                           ">=1.0.post0.dev0,<1.0.post0", "==1.0,!=1.0", "==1.0+abc,!=1.0"}) {
    INFO(text);
    CHECK(parse(text).empty());
  }
  for (const auto* text : {">1.0,<1.0.1.dev0", "==1.0,!=1.0+abc", "<=0.dev0", "===1.0,>=1", ">=1.0,<=1.0",
                           "===x", ">1.0a1,<1.0a2", ">=1.0,<1.0.post0"}) {
    INFO(text);
    CHECK_FALSE(parse(text).empty());
  }
  CHECK(parse(">1.0.dev3") == parse(">=1.0.dev4"));
  CHECK(parse(">=0.dev0") == parse(""));
  CHECK(parse("<=1.0") == parse("<1.0.post0"));
  CHECK(parse("~=1.4.5") == parse(">=1.4.5,==1.4.*"));
  CHECK_FALSE(has_releases(pypi(), parse(">=2.0a1,<2.0rc1")));
  CHECK(has_releases(pypi(), parse(">=2.0a1,<=2.0")));
}

TEST_CASE("pypi: what is no specifier is refused where it goes wrong", "[requirement]") {
  CHECK(constraint_refusal("1.0") == "0: one of ~= == != <= >= < > === is expected");
  CHECK(constraint_refusal(">=1.0 <2") == "6: a comma or the end is expected");
  CHECK(constraint_refusal(">=1.0,=<2") == "6: one of ~= == != <= >= < > === is expected");
  CHECK(constraint_refusal(">=1.0.*") == "5: `.*` goes with == and != alone");
  CHECK(constraint_refusal("==1.0a1.*") == "7: `.*` follows a release alone");
  CHECK(constraint_refusal(">=1.0+abc") == "2: a local version goes with == and != alone");
  CHECK(constraint_refusal("~=1") == "2: ~= needs a release of two numbers at least");
  CHECK(constraint_refusal("==") == "2: a version is expected");
  CHECK(constraint_refusal("===") == "3: a text is expected");
  CHECK(constraint_refusal("===a;b") == "4: a comma or the end is expected");
  CHECK(constraint_refusal(">=1000000000000000001") == "2: the number is larger than 10^18");
  CHECK(constraint_refusal("==" + std::string(300, '1')) == "2: the number is larger than 10^18");
  // A literal ends at whatever Python calls white space; so it stays in its line of requirements.txt.
  for (const auto* blank : {"\x1c", "\u0085", "\u2028", "\n", "\v"})
    CHECK(constraint_refusal(std::string("===1.0").append(blank).append("evil"))
              .ends_with("a comma or the end is expected"));
}

TEST_CASE("pypi: the canonical form has sorted specifiers in normal form", "[requirement]") {
  CHECK(pypi().canonical(">= 1.0.0 , < 2") == "<2,>=1.0.0");
  CHECK(pypi().canonical(" >=1.0-ALPHA.1,>=1.0a1 ") == ">=1.0a1");
  CHECK(pypi().canonical("== V1.0.*, !=1.0+Ubuntu-1") == "!=1.0+ubuntu.1,==1.0.*");
  CHECK(pypi().canonical("=== FooBar") == "===FooBar");
  CHECK(pypi().canonical(" , ") == "");
}

TEST_CASE("pypi: sets are written as the shortest specifiers", "[requirement]") {
  for (const auto& [text, written] : std::vector<std::pair<std::string, std::string>>{
           {"", ""},
           {">=1,>=2", ">=2"},
           {">=1.0,<2,<3", ">=1,<2"},
           {">=1.0,<=1.0", "==1"},
           {">=1.5.dev0,<1.6", "==1.5.*"},
           {"==1.0,==1.0+abc", "==1+abc"},
           {">1.0", ">1"},
           {"<=1.0.post1", "<=1.post1"},
           {"<1.0a1", "<1a1"},
           {">=1,!=1.5,!=1.7.*,<2", ">=1,<2,!=1.5,!=1.7.*"},
           {"!=1.2.*,!=1.1.*", "!=1.1.*,!=1.2.*"},
           {"!=1.*,!=2.*,!=3", "!=1.*,!=2.*,!=3"},
           {"!=1.1,!=1.1.post0.dev0", "!=1.1,!=1.1.post0.dev0"},
           {"===Foo", "===foo"},
       }) {
    const auto set = parse(text);
    const auto ours = pypi().write(set);
    INFO(text);
    REQUIRE(ours);
    CHECK(parse(*ours) == set);
    CHECK(pypi().canonical(*ours) == pypi().canonical(written));
  }
  // Ends one past the largest number: there is such a set, and no text for its end.
  CHECK_FALSE(pypi().write(parse(std::string("~=") + largest + ".1")));
  CHECK(pypi().write(parse(std::string("==") + largest + ".*")) == std::string("==") + largest + ".*");
  const auto both = parse("==1.0") | parse("==3.0");
  if (const auto text = pypi().write(both)) CHECK(parse(*text) == both);
}

TEST_CASE("pypi: the next release and the major versions of a cut", "[requirement]") {
  const auto cut = [](const std::string& text) { return parse(text).versions.cuts().front(); };
  CHECK(pypi().releases(cut(">=2.0a1")) == key("2.0"));
  CHECK(pypi().releases(cut(">=2.0a1.post1")) == key("2.0"));
  CHECK(pypi().releases(cut(">=2.0.post1.dev3")) == key("2.0.post1"));
  CHECK(pypi().releases(cut(">2.0")) == cut(">2.0"));
  CHECK(pypi().major_below(cut(">=2.dev0")) == 1);
  CHECK(pypi().major_below(key("2.0")) == 2);
  CHECK(pypi().major_above(cut(">=2.dev0")) == 2);
  CHECK(pypi().major_above(cut(">2.0")) == 2);
  CHECK(pypi().major_below(Key()) == 0);
  CHECK(pypi().major_start(2) == key("2.dev0"));
  CHECK(pypi().major_start(0) == Key());
  CHECK(pypi().major_above(key("1!2.5")) == (std::uint64_t{1} << 32) + 2);
  CHECK(pypi().major_above(key(std::string(largest) + "!" + largest)) < ~std::uint64_t{0});
  CHECK(pypi().show(cut(">=1.5.dev0"), false) == "1.5.dev0");
  CHECK(pypi().choice() == Choice::highest_release);
  CHECK(pypi().asks_for_prereleases(">=1.0a1"));
  CHECK_FALSE(pypi().asks_for_prereleases("!=1.0a1,>=1"));
}

TEST_CASE("pypi: names compare in the normal form of PEP 503, and extras are no part of them",
          "[requirement]") {
  CHECK(pypi().name("Zope.Interface") == "zope-interface");
  CHECK(pypi().name("a-_.b") == "a-b");
  CHECK(pypi().name("7zip") == "7zip");
  for (const auto& [text, said] : std::vector<std::pair<std::string, std::string>>{
           {"", "0: a name is expected"},
           {"-a", "0: it begins and ends with a letter or a digit"},
           {"a.", "1: it begins and ends with a letter or a digit"},
           {"a b", "1: a letter, a digit, `-`, `_` or `.` is expected"},
           {"n\u00E4", "1: a letter, a digit, `-`, `_` or `.` is expected"},
           {"uvicorn[standard]", "7: a letter, a digit, `-`, `_` or `.` is expected"},
       }) {
    const auto& name = text;
    CHECK(refusal([&] { pypi().name(name); }) == said);
  }
  try {
    pypi().name("uvicorn[standard]");
    FAIL("was taken");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("extras in `extras`") != std::string::npos);
  }
}

TEST_CASE("pypi: demands become lines of requirements.txt", "[requirement]") {
  const std::vector<Demand> demands{{.name = "uvicorn",
                                     .scopes = {"runtime"},
                                     .extras = {"standard", "x"},
                                     .constraint = ">=1,<2",
                                     .marker = "os_name == \"nt\""},
                                    {.name = "pandas", .scopes = {"dev"}}};
  const auto manifest = pypi().manifest(demands);
  CHECK(manifest.file == "requirements.txt");
  CHECK(manifest.text == "uvicorn[standard,x]>=1,<2 ; os_name == \"nt\"\npandas\n");
  CHECK(pypi().manifest({}).text == "");
}
