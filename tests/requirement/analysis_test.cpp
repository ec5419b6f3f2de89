#include <catch2/catch.hpp>

#include "metaqore/requirement.hpp"

using namespace metaqore;

namespace {

OwnedRequirement needs(const std::string& owner, const std::string& constraint,
                       const std::string& ecosystem = "pypi", const std::string& name = "pandas") {
  return {owner, {.ecosystem = ecosystem, .name = name, .constraint = constraint}};
}

OwnedRequirement scoped(OwnedRequirement it, const std::string& scope) {
  it.requirement.scope = scope;
  return it;
}

OwnedRequirement where(OwnedRequirement it, const std::string& marker) {
  it.requirement.marker = marker;
  return it;
}

Analysis analysis_of(std::vector<OwnedRequirement> requirements,
                     std::vector<AvailableVersions> available = {}) {
  return analyze({.requirements = std::move(requirements), .available = std::move(available)});
}

std::vector<std::string> owners_of(const Clash& clash) {
  std::vector<std::string> owners;
  for (const auto& member : clash.core) owners.push_back(member.owner);
  return owners;
}

std::string refusal(const AnalysisRequest& request) {
  try {
    (void)analyze(request);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("analysis: agents that can live together get the tightest constraint", "[requirement]") {
  const auto analysis =
      analysis_of({needs("coder", ">=1.5"), needs("tester", "<3"), needs("writer", ">=2.0")});
  CHECK(analysis.satisfiable);
  CHECK(analysis.clashes.empty());
  REQUIRE(analysis.packages.size() == 1);
  CHECK(analysis.packages[0].constraint == ">=2,<3");
  CHECK(analysis.packages[0].owners == std::vector<std::string>{"coder", "tester", "writer"});
  REQUIRE(analysis.manifests.size() == 1);
  CHECK(analysis.manifests[0].file == "requirements.txt");
  CHECK(analysis.manifests[0].text == "pandas>=2,<3\n");
}

TEST_CASE("analysis: a clash names who clashes and the smallest change of each", "[requirement]") {
  const auto analysis =
      analysis_of({needs("coder", ">=2.0"), needs("writer", ">=1"), needs("tester", "==1.5.*")});
  CHECK_FALSE(analysis.satisfiable);
  REQUIRE(analysis.clashes.size() == 1);
  const auto& clash = analysis.clashes[0];
  CHECK(clash.level == ClashLevel::error);
  CHECK(owners_of(clash) == std::vector<std::string>{"coder", "tester"});
  REQUIRE(clash.ways_out.size() >= 2);
  CHECK(clash.ways_out[0].owners_moved == 1);
  CHECK(clash.ways_out[0].major_distance == 1);
  CHECK(clash.ways_out[0].relaxations == std::vector<Relaxation>{{"tester", "==1.5.*", ">=1.5,<3"}});
  CHECK(clash.ways_out[1].relaxations == std::vector<Relaxation>{{"coder", ">=2.0", ">=1.5"}});
  CHECK(analysis.manifests.empty());
  CHECK(clash.description.find("`coder` needs `>=2.0` and `tester` needs `==1.5.*`") != std::string::npos);
}

TEST_CASE("analysis: the fewest owners move, with all that they need", "[requirement]") {
  const auto analysis = analysis_of({needs("a", "==2.1"), needs("b", ">=2"), needs("c", "~=2.0"),
                                     needs("odd", "==1.0"), needs("odd", "<1.5")});
  REQUIRE(analysis.clashes.size() == 1);
  const auto& way = analysis.clashes[0].ways_out.at(0);
  CHECK(way.owners_moved == 1);
  REQUIRE(way.relaxations.size() == 2);
  CHECK(way.relaxations[0].owner == "odd");
  CHECK(way.relaxations[1].owner == "odd");
  CHECK(way.common == "==2.1");
}

TEST_CASE("analysis: a core of three where no two clash", "[requirement]") {
  const auto analysis = analysis_of({needs("a", ">=1.0,<1.1"), needs("b", "!=1.0.*"), needs("c", ">=1,<2")});
  REQUIRE(analysis.clashes.size() == 1);
  CHECK(analysis.clashes[0].core.size() == 2);
  const auto npm = analysis_of(
      {needs("a", "1.x || 2.x", "npm"), needs("b", "2.x || 3.x", "npm"), needs("c", "1.x || 3.x", "npm")});
  REQUIRE(npm.clashes.size() == 1);
  CHECK(npm.clashes[0].core.size() == 3);
}

TEST_CASE("analysis: what is not shared does not clash", "[requirement]") {
  const auto build = scoped(needs("builder", "<1"), "build");
  CHECK(analysis_of({needs("coder", ">=2"), build}).satisfiable);
  CHECK_FALSE(analysis_of({needs("coder", ">=2"), scoped(needs("tester", "<1"), "dev")}).satisfiable);
  CHECK(analysis_of({needs("coder", ">=2"), needs("other", "<1", "pypi", "numpy")}).satisfiable);
  CHECK_FALSE(
      analysis_of({needs("a", ">=2", "pypi", "Zope.Interface"), needs("b", "<1", "pypi", "zope-interface")})
          .satisfiable);
}

TEST_CASE("analysis: npm copies nest, but a peer requirement is shared", "[requirement]") {
  const auto nested = analysis_of({needs("a", "^17", "npm", "react"), needs("b", "^18", "npm", "react")});
  CHECK(nested.satisfiable);
  REQUIRE(nested.clashes.size() == 1);
  CHECK(nested.clashes[0].level == ClashLevel::warning);

  const auto peer =
      analysis_of({needs("a", "^17", "npm", "react"), scoped(needs("b", "^18", "npm", "react"), "peer")});
  CHECK_FALSE(peer.satisfiable);
  REQUIRE(peer.clashes.size() == 1);
  CHECK(peer.clashes[0].level == ClashLevel::error);
  CHECK(peer.clashes[0].ways_out.at(0).owners_moved == 1);
}

TEST_CASE("analysis: cargo builds one version for each compatibility range", "[requirement]") {
  const auto apart =
      analysis_of({needs("a", "1.0.100", "cargo", "serde"), needs("b", "0.9", "cargo", "serde")});
  CHECK(apart.satisfiable);
  REQUIRE(apart.clashes.size() == 1);
  CHECK(apart.clashes[0].level == ClashLevel::warning);

  const auto same =
      analysis_of({needs("a", "=1.0.100", "cargo", "serde"), needs("b", "=1.0.200", "cargo", "serde"),
                   needs("c", "0.9", "cargo", "serde")});
  CHECK_FALSE(same.satisfiable);
  CHECK(owners_of(same.clashes.at(0)) == std::vector<std::string>{"a", "b"});
  CHECK_FALSE(same.clashes.at(0).ways_out.empty());

  // It reaches into two ranges, and finds a place in neither.
  const std::vector<OwnedRequirement> squeezed{needs("a", "=0.3.1", "cargo", "rand"),
                                               needs("b", "=0.4.1", "cargo", "rand"),
                                               needs("c", ">=0.3.2, <0.4.1", "cargo", "rand")};
  const auto clash = analysis_of(squeezed).clashes.at(0);
  CHECK(clash.level == ClashLevel::error);
  CHECK(owners_of(clash) == std::vector<std::string>{"a", "b", "c"});
  CHECK(clash.ways_out.at(0).owners_moved == 1);

  // Others that have places of their own do not hide it.
  std::vector<OwnedRequirement> crowd;
  for (int major = 5; major < 25; ++major) {
    const auto number = std::to_string(major), next = std::to_string(major + 1);
    crowd.push_back(needs("crowd" + number, ">=" + number + ".5, <" + next + ".5", "cargo", "rand"));
  }
  crowd.insert(crowd.end(), squeezed.begin(), squeezed.end());
  CHECK_FALSE(analysis_of(crowd).satisfiable);
}

TEST_CASE("analysis: markers that exclude each other keep requirements apart", "[requirement]") {
  const auto old = where(needs("a", "<2"), "python_version < '3.9'");
  const auto recent = where(needs("b", ">=2"), "python_version >= '3.9'");
  const auto both = where(needs("c", "==1.5"), "python_version >= '3.8'");
  const auto apart = analysis_of({old, recent});
  CHECK(apart.satisfiable);
  CHECK(apart.clashes.empty());
  CHECK(apart.packages.size() == 2);

  const auto clash = analysis_of({old, recent, both});
  CHECK_FALSE(clash.satisfiable);
  REQUIRE(clash.clashes.size() == 1);
  CHECK(owners_of(clash.clashes[0]) == std::vector<std::string>{"b", "c"});
}

TEST_CASE("analysis: more markers than can be told apart neither invent a clash nor hide a pair",
          "[requirement][large]") {
  std::vector<OwnedRequirement> apart;
  for (int minor = 0; minor < 300; ++minor) {
    const auto number = std::to_string(minor);
    apart.push_back(where(needs("owner" + number, "==" + number), "python_version == '3." + number + "'"));
  }
  CHECK(analysis_of(apart).clashes.empty());
  apart.push_back(needs("everywhere", "!=7"));
  const auto clash = analysis_of(apart);
  CHECK_FALSE(clash.satisfiable);
  CHECK(owners_of(clash.clashes.at(0)) == std::vector<std::string>{"owner7", "everywhere"});
}

TEST_CASE("analysis: a manifest says nothing twice, and nothing of packages that clash", "[requirement]") {
  const auto plain = needs("a", "<2"), recent = where(needs("b", ">=1"), "python_version >= '3.9'");
  const auto same = where(needs("c", "<3"), "sys_platform == 'linux'");
  CHECK(analysis_of({plain, recent, same}).manifests.at(0).text ==
        "pandas<2\npandas>=1,<2 ; python_version >= \"3.9\"\n");
  const auto clash = where(needs("d", ">=5"), "python_version >= '3.12'");
  CHECK(analysis_of({plain, recent, clash, needs("e", "<3", "pypi", "numpy")}).manifests.at(0).text ==
        "numpy<3\n");
}

TEST_CASE("analysis: what markers leave undecided is said to be undecided", "[requirement]") {
  const auto unknown = analysis_of({where(needs("a", "<2"), "platform_version > 'A'"),
                                    where(needs("b", ">=2"), "platform_version < 'B'")});
  REQUIRE(unknown.clashes.size() == 1);
  CHECK(unknown.clashes[0].undecided);
  CHECK(unknown.clashes[0].level == ClashLevel::warning);
  CHECK(unknown.satisfiable);
}

TEST_CASE("analysis: requirements on one platform by two names clash for certain only where both can be",
          "[requirement]") {
  const auto clashes = [](const std::string& first, const std::string& second) -> std::string {
    const auto analysis =
        analysis_of({where(needs("a", "<2"), first), where(needs("b", ">=2"), second), needs("c", ">=1")});
    if (analysis.clashes.empty()) return "none";
    REQUIRE(analysis.clashes.size() == 1);
    const auto& clash = analysis.clashes[0];
    CHECK(clash.undecided == (clash.level == ClashLevel::warning));
    CHECK(analysis.satisfiable == clash.undecided);
    return clash.undecided ? "undecided" : "certain";
  };
  const std::string darwin = "platform_system == 'Darwin'", linux = "platform_system == 'Linux'";
  CHECK(clashes(darwin, "sys_platform != 'darwin'") == "undecided");
  CHECK(clashes(darwin, "sys_platform == 'linux2'") == "none");
  CHECK(clashes(linux, "sys_platform != 'linux' and python_version >= '3.9'") == "none");
  CHECK(clashes(linux, "sys_platform != 'linux'") == "certain");  // before Python 3.3
  CHECK(clashes(linux, "sys_platform == 'linux' and python_version >= '3.9'") == "certain");
  CHECK(clashes(linux, "platform_machine == 'arm64'") == "undecided");
}

TEST_CASE("analysis: what is undecided does not hide what is certain", "[requirement]") {
  const auto perhaps = where(needs("a", "<2"), "platform_version > 'A'");
  const auto maybe = where(needs("b", ">=2"), "platform_version < 'B'");
  const auto analysis = analysis_of({perhaps, maybe, needs("c", "<1"), needs("d", ">=3")});
  CHECK_FALSE(analysis.satisfiable);
  CHECK(owners_of(analysis.clashes.back()) == std::vector<std::string>{"c", "d"});

  // Three that can hold together by two and two, beside one that is too large to be taken apart.
  std::string large = "os_name == 'x'";
  for (int i = 0; i < 12; ++i)
    large = "(" + large + ") and (os_name != '" + std::to_string(i) + "' or platform_machine != 'y')";
  const auto three = analysis_of({where(needs("a", "!=1", "generic", "x"), ""), needs("p", "<9"),
                                  where(needs("q", "1 || 2", "npm"), "")});
  CHECK(three.satisfiable);
  const std::vector<OwnedRequirement> apart{
      where(needs("a", "!=1,!=2,<4"), "sys_platform == 'a' or sys_platform == 'b'"),
      where(needs("b", "!=3,<4,>=1"), "sys_platform == 'b' or sys_platform == 'c'"),
      where(needs("c", "==1"), "sys_platform == 'a' or sys_platform == 'c'"), where(needs("d", "<9"), large)};
  CHECK(analysis_of(apart).clashes.at(0).core.size() == 2);
}

TEST_CASE("analysis: more markers than can be told apart do not hide who clashes everywhere",
          "[requirement]") {
  std::vector<OwnedRequirement> all;
  for (int i = 0; i < 600; ++i)
    all.push_back(where(needs("m", ">=0"), "python_version == '3." + std::to_string(i) + "'"));
  all.push_back(needs("x", "<1"));
  all.push_back(needs("y", ">=3"));
  const auto analysis = analysis_of(all);
  CHECK_FALSE(analysis.satisfiable);
  CHECK(owners_of(analysis.clashes.at(0)) == std::vector<std::string>{"x", "y"});
}

TEST_CASE("analysis: a requirement that no version satisfies is an error by itself", "[requirement]") {
  for (const auto& [ecosystem, constraint] : std::vector<std::pair<std::string, std::string>>{
           {"npm", ">2 <1"}, {"cargo", ">2, <1"}, {"pypi", ">2,<1"}}) {
    const auto analysis = analysis_of({needs("a", constraint, ecosystem)});
    CHECK_FALSE(analysis.satisfiable);
    CHECK(owners_of(analysis.clashes.at(0)) == std::vector<std::string>{"a"});
  }
}

TEST_CASE("analysis: constraints at the bound are analyzed though what they come to is beyond it",
          "[requirement]") {
  const std::string longest = "1.0.0-" + std::string(250, 'a');
  for (const std::string ecosystem : {"npm", "generic", "cargo", "golang"}) {
    const auto version = ecosystem == "golang" ? "v" + longest.substr(0, 255) : longest;
    const auto* name = ecosystem == "golang" ? "example.org/b" : "b";
    const auto analysis = analysis_of({needs("a", ">" + version, ecosystem, name)});
    CHECK(analysis.satisfiable);
    const auto constraint = VersionSet::parse(ecosystem, ">" + version).constraint();
    if (constraint)
      CHECK(VersionSet::parse(ecosystem, *constraint) == VersionSet::parse(ecosystem, ">" + version));
  }
}

TEST_CASE("analysis: large cores are found without trying every choice", "[requirement][large]") {
  std::vector<OwnedRequirement> all;
  std::string choice;
  for (int i = 0; i < 800; ++i) {
    const auto text = "1.0." + std::to_string(i);
    all.push_back(needs("not" + std::to_string(i), "!=" + text, "generic"));
    choice += (choice.empty() ? "=" : " || =") + text;
  }
  all.push_back(needs("any", choice, "generic"));
  CHECK(analysis_of(all).clashes.at(0).core.size() == 801);
}

TEST_CASE("analysis: extras are kept and joined", "[requirement]") {
  auto a = needs("a", ">=0.20", "pypi", "uvicorn"), b = needs("b", "<1", "pypi", "uvicorn");
  a.requirement.extras = {"standard"};
  b.requirement.extras = {"watch", "standard"};
  const auto analysis = analysis_of({a, b});
  CHECK(analysis.packages.at(0).extras == std::vector<std::string>{"standard", "watch"});
  CHECK(analysis.manifests.at(0).text == "uvicorn[standard,watch]>=0.20,<1\n");
  a.requirement.extras = {"Standard_X"};
  CHECK(analysis_of({a}).packages.at(0).extras == std::vector<std::string>{"standard-x"});
  a.requirement.extras = {"x] @ https://example.org/a.whl #"};
  CHECK(refusal({.requirements = {a}}).starts_with("requirements[0]: the pypi extra `x] @ "));
  auto cargo = needs("a", "1", "cargo", "serde");
  cargo.requirement.extras = {"dep:x", "y/z"};
  CHECK(analysis_of({cargo}).packages.at(0).extras == std::vector<std::string>{"dep:x", "y/z"});
  cargo.requirement.extras = {"a\"]"};
  CHECK(refusal({.requirements = {cargo}}).find("the cargo extra") != std::string::npos);
}

TEST_CASE("analysis: only pre-releases satisfy, and it says so", "[requirement]") {
  const auto analysis = analysis_of({needs("a", ">=2.0a1"), needs("b", "<=2.0rc1")});
  CHECK(analysis.satisfiable);
  CHECK(analysis.packages.at(0).only_prereleases);
  CHECK_FALSE(analysis_of({needs("a", ">=2.0a1"), needs("b", "<=2.0")}).packages.at(0).only_prereleases);
}

TEST_CASE("analysis: of the versions that exist one is chosen as its tool would", "[requirement]") {
  const auto choose = [](const std::string& ecosystem, std::vector<std::string> constraints,
                         std::vector<std::string> versions) {
    const auto* name = ecosystem == "maven" ? "org.a:b" : ecosystem == "golang" ? "example.org/b" : "pandas";
    std::vector<OwnedRequirement> all;
    for (const auto& each : constraints) all.push_back(needs("owner", each, ecosystem, name));
    const auto analysis = analysis_of(all, {{ecosystem, name, versions}});
    const auto& package = analysis.packages.at(0);
    CHECK(package.none_exists == !package.chosen.has_value());
    return package.chosen.value_or("none");
  };
  CHECK(choose("pypi", {">=1"}, {"0.9", "1.0", "1.10", "1.9", "2.0rc1", "junk"}) == "1.10");
  CHECK(choose("pypi", {">=2.0a1"}, {"1.0", "2.0rc1", "2.0a1"}) == "2.0rc1");
  CHECK(choose("pypi", {">=1"}, {"1.0a1", "1.1b2"}) == "1.1b2");
  CHECK(choose("pypi", {">=3"}, {"1.0", "2.0"}) == "none");
  CHECK(choose("npm", {"^1.2.0"}, {"1.1.0", "1.2.3", "1.10.0", "1.11.0-rc.1", "2.0.0"}) == "1.10.0");
  CHECK(choose("golang", {"v1.2.0", "v1.4.0"}, {"v1.1.0", "v1.3.0", "v1.4.0", "v1.5.0"}) == "v1.4.0");
  CHECK(choose("maven", {"1.0"}, {"0.9", "1.0", "1.1"}) == "1.0");
  CHECK(choose("maven", {"[1.0,2.0)"}, {"0.9", "1.0", "1.1", "2.0"}) == "1.1");
  CHECK(choose("deb", {">= 1.0~rc1"}, {"0.9", "1.0~rc1-1", "1.0~beta"}) == "1.0~rc1-1");
}

TEST_CASE("analysis: input that is wrong is named by its place", "[requirement]") {
  CHECK(refusal({.requirements = {needs("a", ">=1"), needs("b", ">=")}}).starts_with("requirements[1]: "));
  CHECK(refusal({.requirements = {needs("", ">=1")}}).find("`owner`") != std::string::npos);
  CHECK(refusal({.requirements = {needs("a", ">=1", "conda")}}).find("`conda` is not known") !=
        std::string::npos);
  CHECK(refusal({.requirements = {scoped(needs("a", ">=1"), "test")}}).find("the scope `test`") !=
        std::string::npos);
  CHECK(refusal({.requirements = {where(needs("a", ">=1"), "python_version <")}})
            .starts_with("requirements[0]: "));
  CHECK(
      refusal({.requirements = {}, .rules = {{"pypi", {}, Sharing::one_version}}}).starts_with("rules[0]: "));
  CHECK(refusal({.rules = {{"pypi", {"runtime"}, Sharing::one_per_compatible}}}).find("one_version") !=
        std::string::npos);
  CHECK(refusal({.requirements = {}, .available = {{"pypi", "a b", {}}}}).starts_with("available[0]: "));
  CHECK(analyze({}).satisfiable);
}

TEST_CASE("analysis: a manifest has one line for what its tool reads once", "[requirement]") {
  const auto text = [](std::vector<OwnedRequirement> all, std::size_t which = 0) {
    const auto manifests = analysis_of(std::move(all)).manifests;
    return manifests.size() > which ? manifests[which].text : "none";
  };
  const auto npm = needs("a", "^1.2.0", "npm", "x"),
             for_build = scoped(needs("b", "^1.3.0", "npm", "x"), "build");
  CHECK(text({npm, for_build}) == "{\n  \"dependencies\": {\n    \"x\": \"^1.3.0\"\n  }\n}\n");
  CHECK(text({npm, scoped(needs("b", "^2", "npm", "x"), "build")}) == "none");
  const auto pypi = scoped(needs("b", ">=2"), "build");
  CHECK(text({needs("a", "<2"), pypi}) == "[build-system]\nrequires = [\n  \"pandas>=2\",\n]\n");
  CHECK(text({needs("a", "<2"), pypi}, 1) == "pandas<2\n");
  const auto go = needs("a", "v1.2.3", "golang", "example.org/b");
  CHECK(text({go, scoped(needs("b", "v1.3.0", "golang", "example.org/b"), "build")}) ==
        "require (\n\texample.org/b v1.3.0\n)\n");
  CHECK(text({go, needs("c", "<v1.3.0", "golang", "example.org/c")}) ==
        "require (\n\texample.org/b v1.2.3\n)\n");
  CHECK(
      text({needs("a", "[5.3.0.RELEASE]", "maven", "org.a:b")}).find("<version>[5.3.0.RELEASE]</version>") !=
      std::string::npos);
}

TEST_CASE("analysis: what no syntax can say exactly is spanned", "[requirement]") {
  const auto ways = [](const std::string& ecosystem, const std::string& a, const std::string& b) {
    const auto analysis = analysis_of({needs("a", a, ecosystem, "x"), needs("b", b, ecosystem, "x")});
    REQUIRE(analysis.clashes.size() == 1);
    std::vector<std::string> texts;
    for (const auto& way : analysis.clashes[0].ways_out) {
      std::vector<OwnedRequirement> changed{needs("a", a, ecosystem, "x"), needs("b", b, ecosystem, "x")};
      for (const auto& [owner, from, to] : way.relaxations) {
        changed[owner == "a" ? 0 : 1].requirement.constraint = to;
        texts.push_back(owner + " " + to);
      }
      CHECK(analysis_of(changed).satisfiable);
    }
    return texts;
  };
  CHECK(ways("cargo", "=1.0.0-rc.1", "1").at(0) == "a >=1.0.0-rc.1, <2.0.0");
  CHECK(ways("cargo", "1", "=1.0.0-0").at(0) == "b >=1.0.0-0, <2.0.0");
  CHECK(ways("pypi", "==2.1.0+cu118", ">=2.2").at(0) == "a >=2.1,<3");
  CHECK_FALSE(ways("pypi", "==2.1.0+cu118", "==2.1.0+cpu").empty());
}

namespace {

/// Each way out as who takes what.
std::vector<std::string> ways_of(const std::string& ecosystem, const std::vector<std::string>& constraints) {
  std::vector<OwnedRequirement> group;
  for (const auto& each : constraints) {
    group.push_back(needs(std::string(1, static_cast<char>('a' + group.size())), each, ecosystem,
                          ecosystem == "maven" ? "org.a:b" : "xx"));
    if (ecosystem == "npm") group.back().requirement.scope = "peer";
  }
  const auto analysis = analysis_of(group);
  REQUIRE(analysis.clashes.size() == 1);
  std::vector<std::string> texts;
  for (const auto& way : analysis.clashes[0].ways_out) {
    auto& text = texts.emplace_back();
    for (const auto& [owner, from, to] : way.relaxations)
      text += (text.empty() ? "" : "; ") + owner + " " + to;
  }
  return texts;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("analysis: a way out has no bound that nobody wrote", "[requirement]") {
  CHECK(ways_of("pypi", {">=84", ">=78.1.1,<83"}) ==
        Texts{"b >=78.1.1,<85", "a >=82", "a >=83; b >=78.1.1,<84"});
  CHECK(ways_of("pypi", {">=2.0", "<2"}) == Texts{"b <3", "a >=1"});
  CHECK(ways_of("pypi", {">=1.0rc1", "<1"}) == Texts{"b <2", "a >=0"});
  CHECK(ways_of("pypi", {"<1.5rc1", ">=2"}) == Texts{"a <3", "b >=1", "a <2; b >=1.5"});
  CHECK(ways_of("pypi", {"==1.0.dev1", ">=2"}) == Texts{"a >=1.dev1,<3", "a >=1.dev1,<2; b >=1"});
  CHECK(ways_of("pypi", {"<=1.0.dev1", ">=2"}).at(0) == "a <3");
  CHECK(ways_of("pypi", {">1.0.dev1,<1.1", "<0.5"}).at(0) == "b <1.1");
  CHECK(ways_of("pypi", {">1.0.dev1,<1.1", "==2"}).at(0) == "a >1.dev1,<=2");
  CHECK(ways_of("pypi", {"==2.0rc1", "<1"}).at(0) == "a <=2rc1");
  CHECK(ways_of("pypi", {"==2.0rc1", "<1"}).at(1) == "b <=2rc1");  // nothing else is there
  CHECK(ways_of("generic", {"<1", ">=2"}) ==
        Texts{"a <1 || ^2.0.0", "b <1.0.0 || >=2.0.0", "a <1 || ^1.0.0; b ^1.0.0 || >=2.0.0"});
  CHECK(ways_of("golang", {"<v0.5.0", "v1.2.0"}) == Texts{"a <v2.0.0", "b v0.0.0", "a <v1.2.0; b v1.0.0"});
  CHECK(ways_of("npm", {"<2.0.0-beta", ">=3"}) ==
        Texts{"a <2.0.0-beta || ^3.0.0", "b ^1.0.0 || >=3.0.0", "a <2.0.0-beta || ^2.0.0; b >=2.0.0"});
  CHECK(ways_of("maven", {"[2.0-alpha-1,)", "(,1.0)"}) ==
        Texts{"a (,1),[2-alpha-1,)", "b (,1),[2-alpha-1,2)", "a [1,); b (,2)"});
}

TEST_CASE("analysis: a way out keeps what its owner excluded", "[requirement]") {
  CHECK(ways_of("pypi", {"!=1.5", "==1.5"}) == Texts{"b >=1.5,<2"});
  CHECK(ways_of("pypi", {">=1,!=1.5,<3", ">=4.2"}).at(0) == "a >=1,<5,!=1.5");
  CHECK(ways_of("pypi", {">=2.0,!=2.0.0", "<2"}) == Texts{"b <3", "a >=1,!=2"});
  CHECK(ways_of("pypi", {"<1.5,!=1.5.*", ">=1.5"}) == Texts{"a <2,!=1.5.*", "b >=1"});
  CHECK(ways_of("generic", {">=2 !=2.1", "^1.5.0"}).at(1) == "a >=2 !=2.1 || ^1.5.0");
  CHECK(ways_of("npm", {"1.x || 3.x", "2.x"}).at(0) == "b >=2.0.0 <4.0.0");
  CHECK(ways_of("deb", {"<< 1.5 | >> 1.5", "= 1.5"}) == Texts{"b >= 1.5, << 2"});
  CHECK(ways_of("maven", {"(,1.5),(1.5,)", "[1.5]"}) == Texts{"b [1.5,2)"});
}

TEST_CASE("analysis: what contradicts itself is said to, and keeps a bound", "[requirement]") {
  CHECK(ways_of("pypi", {">=2.0,<1.0"}) == Texts{"a >=2.0", "a <1.0"});
  CHECK(ways_of("pypi", {"==1.0,==2.0,<3"}) == Texts{"a ==1.0, <3", "a ==2.0, <3"});
  CHECK(ways_of("pypi", {"===1.0,===2.0"}) == Texts{"a ===1.0", "a ===2.0"});
  CHECK(ways_of("pypi", {">=2.0,<1.0", "==1.5", ">=1"}).at(0) == "a >=1.5");
  CHECK(ways_of("pypi", {"<0.dev0"}).empty());
  CHECK(ways_of("npm", {"> 2 < 1", "^3"}).at(0) == "a >2");
  CHECK(ways_of("npm", {"1.2 - 0.x"}) == Texts{"a >=1.2", "a <=0.x"});
  CHECK(ways_of("npm", {">2 <1 || >5 <4"}).at(0) == "a >2 <1 || >5");
  CHECK(ways_of("deb", {">= 2, << 1"}) == Texts{"a >= 2", "a << 1"});
  const auto alone = analysis_of({needs("a", ">=2.0,<1.0")}).clashes.at(0);
  CHECK(alone.description ==
        "`pandas`: `a` needs `>=2.0,<1.0`, which contradicts itself: no version satisfies it; the smallest "
        "change that helps: `a` takes `>=2.0`");
  CHECK(alone.ways_out.at(0).common == ">=2");
}
