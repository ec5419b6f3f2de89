#include <catch2/catch.hpp>

#include "metaqore/requirement.hpp"

using namespace metaqore;

namespace {

OwnedRequirement needs(const std::string& owner, const std::string& constraint,
                       const std::string& name = "pandas", const std::string& marker = "") {
  return {owner, {.ecosystem = "pypi", .name = name, .constraint = constraint, .marker = marker}};
}

}  // namespace

TEST_CASE("requirement index: one more fits or clashes with those that are there", "[requirement]") {
  RequirementIndex index;
  index.add(needs("a", ">=1"));
  index.add(needs("b", "<2"));
  CHECK(index.size() == 2);
  CHECK_FALSE(index.check(needs("c", "==1.5")));
  CHECK_FALSE(index.check(needs("c", ">=7", "numpy")));
  const auto clash = index.check(needs("c", ">=2"));
  REQUIRE(clash);
  CHECK(clash->level == ClashLevel::error);
  REQUIRE(clash->core.size() == 2);
  CHECK(clash->core[0].owner == "b");
  CHECK(clash->core[1].owner == "c");
  CHECK(clash->ways_out.at(0).owners_moved == 1);
  CHECK(index.size() == 2);
}

TEST_CASE("requirement index: what was removed no longer clashes", "[requirement]") {
  RequirementIndex index;
  index.add(needs("a", ">=1"));
  index.add(needs("b", "<2"));
  index.add(needs("b", "<2", "numpy"));
  CHECK(index.remove("b"));
  CHECK_FALSE(index.remove("b"));
  CHECK(index.size() == 1);
  CHECK_FALSE(index.check(needs("c", ">=2")));
  CHECK_FALSE(index.check(needs("c", ">=2", "numpy")));
  CHECK(index.check(needs("c", "<1")));
}

TEST_CASE("requirement index: in a clash that is there already only what makes it worse is named",
          "[requirement]") {
  RequirementIndex index;
  index.add(needs("a", "==1"));
  index.add(needs("b", "==2"));
  CHECK_FALSE(index.check(needs("c", ">=1")));
  const auto clash = index.check(needs("c", "==3"));
  REQUIRE(clash);
  CHECK(clash->core.back().owner == "c");
}

TEST_CASE("requirement index: it clashes with itself, and with markers that can hold together",
          "[requirement]") {
  RequirementIndex index;
  CHECK(index.check(needs("a", ">2,<1")));
  index.add(needs("a", "<2", "pandas", "sys_platform == 'win32'"));
  CHECK_FALSE(index.check(needs("b", ">=2", "pandas", "sys_platform == 'linux'")));
  CHECK(index.check(needs("b", ">=2", "pandas", "sys_platform != 'linux'")));
  CHECK(index.check(needs("b", ">=2")));
}

TEST_CASE("requirement index: nothing is kept of what is refused", "[requirement]") {
  RequirementIndex index;
  CHECK_THROWS_AS(index.add(needs("a", ">=")), Error);
  CHECK_THROWS_AS(index.check(needs("", ">=1")), Error);
  CHECK(index.size() == 0);
  CHECK_FALSE(index.remove("a"));
}

TEST_CASE("requirement index: many markers and undecided ones do not hide who clashes", "[requirement]") {
  RequirementIndex index;
  for (int minor = 0; minor < 300; ++minor)
    index.add(needs("m", ">=0", "pandas", "python_version >= '3." + std::to_string(minor) + "'"));
  index.add(needs("y", ">=1.dev0,<3.dev0"));
  index.add(needs("z", "!=1.*"));
  const auto clash = index.check(needs("w", "!=2.*"));
  REQUIRE(clash);
  CHECK(clash->level == ClashLevel::error);
  CHECK(clash->core.size() == 3);

  RequirementIndex cargo;
  const auto serde = [](const std::string& owner, const std::string& constraint, const std::string& marker) {
    return OwnedRequirement{
        owner, {.ecosystem = "cargo", .name = "serde", .constraint = constraint, .marker = marker}};
  };
  cargo.add(serde("a", "=1.0.0", "cfg(unix)"));
  cargo.add(serde("b", "=1.0.0", ""));
  const auto certain = cargo.check(serde("c", "=1.0.1", "cfg(windows)"));
  REQUIRE(certain);
  CHECK(certain->level == ClashLevel::error);
  CHECK(certain->core.front().owner == "b");
}
