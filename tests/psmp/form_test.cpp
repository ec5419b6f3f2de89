#include <catch2/catch.hpp>

#include "metaqore/decision.hpp"
#include "metaqore/page.hpp"
#include "support/forms.hpp"

using namespace metaqore;
using test::reads_back;

TEST_CASE("psmp: conflicts, decisions and questions for them read back", "[psmp]") {
  const Time time{std::chrono::microseconds{1'767'225'600'000'001}};
  const Conflict conflict{.id = "conf_1",
                          .project_id = "proj_1",
                          .artifact_id = "art_1",
                          .type = ConflictType::missing_dependency,
                          .severity = Severity::high,
                          .description = "\"quoted\"",
                          .suggested = Strategy::retry,
                          .with = {"code"},
                          .created_at = time};
  reads_back(conflict);
  reads_back(Page<Conflict>{{conflict, conflict}, "next"});
  reads_back(ConflictQuery{.project_id = "proj_1", .artifact_id = "art_1"});
  const Artifact artifact{.id = "art_1", .lineage = {"proj_1", "plan"}, .version = 2, .data = Json("[1]")};
  reads_back(Decision{
      Verdict::accepted, Effect::converged, artifact, {conflict}, {9, {12, "ab"}, Durability::full}});
  reads_back(Decision{});
}
