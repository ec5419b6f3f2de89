#include "state/project_creation.hpp"

#include <fmt/format.h>

#include <tuple>

#include "state/present.hpp"
#include "state/rows.hpp"

namespace metaqore::state {

namespace {

/// What the caller says of a project.
auto said(const Project& it) {
  return std::tuple(it.id, it.name, it.description, it.owner_id, it.metadata.canonical());
}

}  // namespace

void ProjectCreation::execute(Transaction& transaction) {
  const auto found =
      transaction.reader().get(std::vector{key::by_id(project_.id), key::actor_named(session_.actor)});
  if (found[0]) {
    created = present_project(*found[0]);
    if (said(created) == said(project_)) return;
    throw Error(
        ErrorCode::invalid_argument, "state.id_taken",
        fmt::format("project id `{}` was used for another project; create this one under an id of its own, "
                    "or without",
                    project_.id));
  }

  transaction.act_as(found[1] ? std::optional(decode<Actor>(*found[1])) : std::nullopt);
  const auto own_id = transaction.make_id(base::prefix::project);
  created = {.id = project_.id.empty() ? own_id : project_.id,
             .name = project_.name,
             .description = project_.description,
             .owner_id = project_.owner_id,
             .metadata = project_.metadata,
             .created_at = transaction.time(),
             .updated_at = transaction.time()};
  const StoredProject stored{created, project_.id.empty() ? "" : own_id};
  created.sequence = transaction.record({"project.created", resource_of(stored)}, stored);
}

}  // namespace metaqore::state
