#include <algorithm>
#include <catch2/catch.hpp>
#include <utility>

#include "conformance/suite.hpp"
#include "json/document.hpp"
#include "metaqore/requirement.hpp"

// The cases of package-url/vers-spec for PyPI, over a reader of its `vers:pypi/…` notation that is just large
// enough.

using namespace metaqore;

namespace {

struct Constraint {
  std::string op;
  std::string version;
};

std::string body(const std::string& vers) {
  const std::string prefix = "vers:pypi/";
  REQUIRE(vers.starts_with(prefix));
  return vers.substr(prefix.size());
}

/// In the order of the versions, as the notation wants them.
std::vector<Constraint> sorted(const std::string& vers) {
  std::vector<Constraint> all;
  std::string rest = body(vers) + "|";
  while (!rest.empty()) {
    const auto each = rest.substr(0, rest.find('|'));
    rest.erase(0, each.size() + 1);
    const auto op = each.substr(0, each.find_first_not_of("<>=!"));
    all.push_back({op, each.substr(op.size())});
  }
  if (all.size() > 1) {
    std::ranges::stable_sort(all, [](const auto& a, const auto& b) {
      return Version("pypi", a.version) < Version("pypi", b.version);
    });
  }
  return all;
}

VersionSet exactly(const std::string& op, const std::string& version) {
  return VersionSet::parse("pypi", op + version);
}

/// VERS, "Using version range specifiers": neighbours `>` and `<` enclose; one without a partner is open.
VersionSet set_of(const std::string& vers) {
  if (body(vers) == "*") return VersionSet::all("pypi");
  auto set = VersionSet::none("pypi");
  auto without = VersionSet::none("pypi");
  auto open = VersionSet::none("pypi");
  bool is_open = false, has_range = false;
  for (const auto& [op, version] : sorted(vers)) {
    if (op.empty() || op == "=") {
      set = set | exactly("==", version);
    } else if (op == "!=") {
      without = without | exactly("==", version);
    } else if (op.front() == '>') {
      if (!is_open) open = exactly(op, version);
      is_open = has_range = true;
    } else {
      set = set | (is_open     ? open & exactly(op, version)
                   : has_range ? VersionSet::none("pypi")
                               : exactly(op, version));
      is_open = false;
      has_range = true;
    }
  }
  if (is_open) set = set | open;
  return set & ~without;
}

template <class Check>
void run(const std::string& file, const std::string& suite_name, Check&& check) {
  const json::Document document(test::read_file(test::conformance_data("vers-spec/" + file)));
  test::Suite suite(suite_name);
  for (const auto it : document.root().find("tests").value().items()) {
    suite.run(it.find("input").value().canonical(), [&] {
      return std::string(check(it.find("input").value(), it.find("expected_output").value()));
    });
  }
  suite.finish();
}

std::string text(json::Value it, const char* member) {
  return std::string(it.find(member).value().string().value());
}

}  // namespace

TEST_CASE("conformance: vers-spec for PyPI", "[conformance]") {
  run("pypi_range_containment_test.json", "vers_pypi_containment", [](auto input, auto expected) {
    const bool ours = set_of(text(input, "vers")).contains(text(input, "version"));
    return ours == expected.boolean().value() ? "" : ours ? "is contained" : "is not contained";
  });
  run("pypi_range_from_native_test.json", "vers_pypi_from_native", [](auto input, auto expected) {
    const auto ours = "vers:pypi/" + canonical_constraint("pypi", text(input, "native_range"));
    return ours == expected.string().value() ? std::string() : "is " + ours;
  });
  run("pypi_range_validate_test.json", "vers_pypi_validate", [](auto input, auto expected) {
    std::string ours;
    for (const auto& [op, version] : sorted(std::string(input.string().value()))) {
      if (version != "*") Version("pypi", version);
      (ours += ours.empty() ? "vers:pypi/" : "|") += op + version;
    }
    return ours == expected.string().value() ? std::string() : "is " + ours;
  });
}
