#include <cstdio>

#include "metaqore/engine.hpp"
#include "metaqore/schema.hpp"

namespace mq = metaqore;

// Takes RE2, and the order of versions.
static bool merges_and_validates() {
  const mq::MergePolicy policy(
      mq::Json(R"({"rules":[{"path":"/pin","scalar":"max_version","ecosystem":"npm"}]})"),
      mq::version_algebra());
  const auto merge = mq::merge(mq::Json(R"({"pin":"1.9.0"})"), mq::Json(R"({"pin":"1.9.1"})"),
                               mq::Json(R"({"pin":"1.10.0"})"), policy);
  const mq::Schema schema(mq::Json(R"({"properties":{"pin":{"pattern":"^1[.]10[.]"}}})"));
  return merge.clean() && merge.merged && schema.validate(*merge.merged).valid &&
         !schema.validate(mq::Json(R"({"pin":"1.9.0"})")).valid;
}

int main() {
  try {
    if (!merges_and_validates()) return 1;
    auto engine = mq::Engine::open({.storage = ":memory:"});
    auto planner = engine.state({.actor = "planner"});
    const auto project = planner.create_project({.name = "chatbot"});
    const mq::Lineage plan{.project_id = project.id, .artifact_type = "plan"};
    const auto first =
        planner.declare({.lineage = plan, .data = mq::Json(R"({"steps":["index"]})")}).accepted();
    const auto again = planner.declare({.lineage = plan, .data = mq::Json(R"({"steps":[]})"), .base = 7});
    if (first.version != 1 || again || planner.head(plan) != first || !engine.ledger().verify().ok) return 1;
    again.accepted();
  } catch (const mq::ConflictDetectedError& conflict) {
    std::printf("MetaQore %.*s for C++: %s\n", static_cast<int>(mq::version.size()), mq::version.data(),
                conflict.what());
    return 0;
  } catch (const mq::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
  }
  return 1;
}
