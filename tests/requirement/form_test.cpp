#include <catch2/catch.hpp>

#include "metaqore/requirement.hpp"
#include "support/forms.hpp"

using namespace metaqore;
using test::reads_back;

TEST_CASE("requirement: what is asked and said of requirements reads back", "[requirement]") {
  const OwnedRequirement needs{.owner = "coder",
                               .requirement = {.ecosystem = "pypi",
                                               .name = "uvicorn",
                                               .constraint = ">=0.30",
                                               .scope = "peer",
                                               .extras = {"standard"}}};
  const WayOut way{.owners_moved = 1,
                   .major_distance = 18'446'744'073'709'551'615u,
                   .needs_prerelease = true,
                   .relaxations = {{"coder", "<1", "<2"}},
                   .common = ">=1.5"};
  const Clash clash{.ecosystem = "pypi",
                    .name = "uvicorn",
                    .level = ClashLevel::error,
                    .undecided = true,
                    .core = {needs, needs},
                    .ways_out = {way, {}},
                    .description = "`coder` clashes"};
  const PackageDemand demand{.ecosystem = "npm",
                             .name = "vite",
                             .scopes = {"dev"},
                             .owners = {"coder"},
                             .satisfiable = true,
                             .constraint = "",
                             .versions = "all",
                             .chosen = "8.0.0"};
  reads_back(needs);
  reads_back(way);
  reads_back(clash);
  reads_back(demand);
  reads_back(Analysis{true, {clash, {}}, {demand, {}}, {{"npm", "package.json", "{}\n"}}});
  reads_back(AnalysisRequest{});
  reads_back(AnalysisRequest{.requirements = {needs}, .available = {{"npm", "vite", {"8.0.0"}}}});
  reads_back(AnalysisRequest{.rules = {}});
  reads_back(AnalysisRequest{.rules = {{"npm", {"peer"}, Sharing::nested}}});
  reads_back(default_sharing_rules());
  for (const auto sharing : {Sharing::one_version, Sharing::one_per_compatible, Sharing::nested}) {
    reads_back(SharingRule{"cargo", {"runtime"}, sharing});
  }
}

TEST_CASE("requirement: a request without rules has the default ones, and given ones take their place",
          "[requirement]") {
  CHECK(from_json<AnalysisRequest>("{}").rules == default_sharing_rules());
  CHECK(from_json<AnalysisRequest>(R"({"rules":[]})").rules.empty());
  const auto given = from_json<AnalysisRequest>(R"({"rules":[{"ecosystem":"npm","sharing":"nested"}]})");
  CHECK(given.rules == std::vector<SharingRule>{{"npm", {}, Sharing::nested}});
}

TEST_CASE("requirement: a requirement's members stand beside its owner", "[requirement]") {
  const OwnedRequirement needs{.owner = "coder", .requirement = {.ecosystem = "npm", .name = "vite"}};
  CHECK(to_json(needs) == R"({"ecosystem":"npm","name":"vite","owner":"coder","scope":"runtime"})");
  CHECK(from_json<OwnedRequirement>(R"({"owner":"o","name":"n","extras":["b","a"]})").requirement.extras ==
        std::vector<std::string>{"b", "a"});
}
