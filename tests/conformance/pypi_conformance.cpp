#include <catch2/catch.hpp>
#include <optional>
#include <set>

#include "conformance/suite.hpp"
#include "json/document.hpp"
#include "metaqore/requirement.hpp"

// The groups of pep440_cases.json: the tests of Python's packaging. Those about the order, containment and
// satisfiability of versions and specifiers.

using namespace metaqore;

namespace {

constexpr auto pypi = "pypi";

/// A group's cases. `check` answers how a case differs from what is expected.
class Groups {
 public:
  Groups() : document_(test::read_file(test::conformance_data("pep440_cases.json"))) {
    for (const auto& [name, cases] : document_.root().find("groups").value().members()) unseen_.emplace(name);
  }

  template <class Check>
  void run(const std::string& group, Check&& check, std::map<std::string, std::string> allowed = {}) {
    unseen_.erase(group);
    test::Suite suite("pep440_" + group, std::move(allowed));
    const auto cases = document_.root().find("groups").value().find(group).value().items();
    for (const auto& each : cases) suite.run(each.canonical(), [&] { return std::string(check(each)); });
    suite.finish();
  }

  const std::set<std::string>& unseen() const { return unseen_; }

 private:
  json::Document document_;
  std::set<std::string> unseen_;
};

std::string text(json::Value it, const char* member) {
  return std::string(it.find(member).value().string().value());
}
bool flag(json::Value it, const char* member) { return it.find(member).value().boolean().value(); }
std::optional<bool> maybe(json::Value it, const char* member) { return it.find(member).value().boolean(); }

const char* same(bool ours, bool expected) { return ours == expected ? "" : ours ? "is true" : "is false"; }

template <class Work>
const char* refuses(Work&& work) {
  try {
    work();
  } catch (const Error&) {
    return "";
  }
  return "was accepted";
}

VersionSet parse(const std::string& specifiers) { return VersionSet::parse(pypi, specifiers); }

/// Whether a version that is in a set by its number counts, when pre-releases are allowed, or not, or as
/// packaging does without a word about it: then they do, for there is no other candidate.
bool contains(const std::string& specifiers, const std::string& version, std::optional<bool> prereleases) {
  if (!parse(specifiers).contains(version)) return false;
  return prereleases.value_or(true) || !Version(pypi, version).is_prerelease();
}

bool compared(const std::string& left, const std::string& right, const std::string& op) {
  const Version a(pypi, left), b(pypi, right);
  if (op == "lt") return a < b;
  if (op == "le") return a <= b;
  if (op == "eq") return a == b;
  if (op == "ne") return a != b;
  if (op == "ge") return a >= b;
  if (op == "gt") return a > b;
  throw std::runtime_error("an unknown comparison: " + op);
}

}  // namespace

TEST_CASE("conformance: PEP 440 versions", "[conformance]") {
  Groups groups;
  groups.run("valid",
             [](auto it) { return Version(pypi, text(it, "version")).text().empty() ? "no text" : ""; });
  groups.run("invalid", [](auto it) { return refuses([&] { Version(pypi, text(it, "version")); }); });
  groups.run("normalize", [](auto it) {
    const auto ours = Version(pypi, text(it, "version")).text();
    return ours == text(it, "normalized") ? std::string() : "is " + ours;
  });
  const auto op = [](json::Value it) { return text(it.find("op").value(), "s"); };
  groups.run("compare_true",
             [&](auto it) { return same(compared(text(it, "left"), text(it, "right"), op(it)), true); });
  groups.run("compare_false",
             [&](auto it) { return same(compared(text(it, "left"), text(it, "right"), op(it)), false); });
  groups.run("is_prerelease", [](auto it) {
    return same(Version(pypi, text(it, "version")).is_prerelease(), flag(it, "expected"));
  });

  groups.run("spec_valid", [](auto it) { return parse(text(it, "specifier")).empty() ? "is empty" : ""; });
  groups.run("spec_invalid", [](auto it) { return refuses([&] { parse(text(it, "specifier")); }); });
  const auto holds = [](json::Value it) {
    return same(parse(text(it, "spec_str")).contains(text(it, "version")), flag(it, "expected"));
  };
  groups.run("contains", holds);
  groups.run("contains_arbitrary", holds);
  groups.run("set_contains_post", holds);
  groups.run("contains_prereleases", [](auto it) {
    const auto asked = maybe(it, "contains_pre");
    const auto rule = asked ? asked : maybe(it, "spec_pre");
    return same(contains(text(it, "specifier"), text(it, "version"), rule), flag(it, "expected"));
  });
  groups.run("set_contains", [](auto it) {
    return same(contains(text(it, "specifier"), text(it, "version"), maybe(it, "prereleases")),
                flag(it, "expected"));
  });

  const auto left = [](json::Value it) { return parse(text(it, "left")); };
  const auto right = [](json::Value it) { return parse(text(it, "right")); };
  groups.run("subset", [&](auto it) { return same(left(it).is_subset_of(right(it)), flag(it, "expected")); });
  groups.run("superset",
             [&](auto it) { return same(right(it).is_subset_of(left(it)), flag(it, "expected")); });
  groups.run("disjoint",
             [&](auto it) { return same(left(it).is_disjoint_from(right(it)), flag(it, "expected")); });
  groups.run("unsatisfiable", [](auto it) { return same(parse(text(it, "spec_str")).empty(), true); });
  groups.run("satisfiable", [](auto it) { return same(parse(text(it, "spec_str")).empty(), false); });
  groups.run("unsatisfiable_post", [](auto it) { return same(parse(text(it, "spec_str")).empty(), true); });
  groups.run("unsatisfiable_no_pre",
             [](auto it) { return same(parse(text(it, "spec_str")).has_releases(), false); });
  groups.run("satisfiable_no_pre",
             [](auto it) { return same(parse(text(it, "spec_str")).has_releases(), true); });
  groups.run("range_empty", [](auto it) { return same(parse(text(it, "spec")).empty(), true); });
  groups.run("range_not_empty", [](auto it) { return same(parse(text(it, "spec")).empty(), false); });
  groups.run("range_equal", [](auto it) {
    return same(parse(text(it, "dev_form")) == parse(text(it, "boundary_form")), true);
  });
  CHECK(groups.unseen() == std::set<std::string>{});
}
