#include "state/operation/create_project.hpp"

#include <fmt/format.h>

#include <tuple>

namespace metaqore::state {

namespace {

/// What the caller says of a project.
auto said(const Project& it) {
  return std::tuple(it.id, it.name, it.description, it.owner_id, it.metadata.canonical());
}

}  // namespace

Project CreateProject::operator()(Transaction& transaction) const {
  const auto& session = transaction.session();
  const auto known = [](const std::optional<storage::Row>& row, const std::string& name) {
    return known_actor(row ? &*row : nullptr, name);
  };
  const auto found = transaction.view().get(
      {key::by_id(project_.id), ActorRow::named(session.actor), ActorRow::named(session.on_behalf_of)});
  if (found[0]) {
    auto existing = shown_project(*found[0]);
    require_asked(*found[0], existing.id, project_.id);
    if (said(existing) == said(project_)) return existing;
    throw Error(
        ErrorCode::invalid_argument, "state.id_taken",
        fmt::format("project id `{}` was used for another project; create this one under an id of its own, "
                    "or without",
                    project_.id));
  }

  transaction.act_as({known(found[1], session.actor), known(found[2], session.on_behalf_of)});
  const auto own_id = transaction.make_id(ProjectRow::prefix);
  auto created = project_;
  if (created.id.empty()) created.id = own_id;
  created.created_at = created.updated_at = transaction.time();
  const ProjectRow row{created, project_.id.empty() ? "" : own_id};
  created.sequence = transaction.record({"project.created", row.resource()}, row, payload_);
  return created;
}

}  // namespace metaqore::state
