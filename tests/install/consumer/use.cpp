#include <cstdio>

#include "metaqore/engine.hpp"

namespace mq = metaqore;

int main() {
  try {
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
