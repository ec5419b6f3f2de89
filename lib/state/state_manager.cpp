#include "metaqore/state_manager.hpp"

#include <fmt/format.h>

#include "base/id.hpp"
#include "model/artifact.hpp"
#include "model/project.hpp"
#include "psmp/form.hpp"
#include "state/declaration.hpp"
#include "state/list.hpp"
#include "state/present.hpp"
#include "state/project_creation.hpp"
#include "state/rows.hpp"
#include "state/state_manager_impl.hpp"

namespace metaqore {

using namespace state;

namespace {

constexpr auto keep_all = [](const auto&) { return true; };

/// Lists ask one row at a time for items that do not depend on other rows.
template <auto present>
auto each_row(const std::vector<storage::Row>& rows, std::uint64_t) {
  std::vector<decltype(present(rows.front()))> items;
  for (const auto& row : rows) items.push_back(present(row));
  return items;
}

std::optional<storage::Row> row_of(storage::Reader& reader, std::string_view id, std::string_view prefix) {
  if (!id.starts_with(prefix)) return std::nullopt;
  return reader.get(std::vector{key::by_id(id)}).front();
}

}  // namespace

StateView::StateView(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

StateManager::StateManager(std::shared_ptr<const Impl> impl) : StateView(std::move(impl)) {}

Decision StateManager::declare(const Candidate& candidate) {
  model::validate(candidate);
  const auto& core = impl_->core;
  Declaration declaration(candidate, impl_->session, core->durability());
  core->write(declaration, &impl_->session, impl_->session.timeout);
  if (!declaration.decision) {
    core->log(LogLevel::info, "psmp", "a candidate was blocked",
              {{"sequence", declaration.decision.receipt.sequence},
               {"conflicts", declaration.decision.conflicts.size()}});
  }
  return std::move(declaration.decision);
}

Decision StateManager::check(const Candidate& candidate) const {
  model::validate(candidate);
  const Core::Call call(*impl_->core);
  const auto reader = call.read();
  return Declaration(candidate, impl_->session, impl_->core->durability()).foresee(*reader);
}

Project StateManager::create_project(const Project& project) {
  model::validate(project);
  ProjectCreation creation(project, impl_->session);
  impl_->core->write(creation, &impl_->session, impl_->session.timeout);
  return std::move(creation.created);
}

std::optional<Project> StateView::get_project(std::string_view id) const {
  const Core::Call call(*impl_->core);
  const auto row = row_of(*call.read(), id, base::prefix::project);
  return row ? std::optional(present_project(*row)) : std::nullopt;
}

std::optional<Conflict> StateView::get_conflict(std::string_view id) const {
  const Core::Call call(*impl_->core);
  const auto row = row_of(*call.read(), id, base::prefix::conflict);
  return row ? std::optional(present_conflict(*row)) : std::nullopt;
}

std::optional<Artifact> StateView::get_artifact(std::string_view id) const {
  const Core::Call call(*impl_->core);
  const auto reader = call.read();
  auto row = row_of(*reader, id, base::prefix::artifact);
  if (row && row->kind == kind_of<Convergence>) {
    row = row_of(*reader, decode<Convergence>(*row).artifact_id, base::prefix::artifact);
  }
  return row ? std::optional(present_artifacts(*reader, {*row}).front()) : std::nullopt;
}

std::optional<Artifact> StateView::head(const Lineage& lineage) const {
  model::validate(lineage);
  const Core::Call call(*impl_->core);
  const auto reader = call.read();
  const auto row = reader->get(std::vector{key::latest(lineage)}).front();
  if (!row) return std::nullopt;
  auto latest = present_artifacts(*reader, {*row}).front();
  return latest.status == ArtifactStatus::active ? std::optional(std::move(latest)) : std::nullopt;
}

Page<Project> StateView::list_projects(const ProjectQuery& query) const {
  model::validate(query);
  const Core::Call call(*impl_->core);
  const auto reader = call.read();
  return list<Project>(*reader, key::every_id(base::prefix::project), query.cursor, query.limit,
                       each_row<present_project>, keep_all);
}

Page<Artifact> StateView::list_artifacts(const ArtifactQuery& query) const {
  model::validate(query);
  const Core::Call call(*impl_->core);
  const auto reader = call.read();
  const Lineage lineage{query.project_id, query.artifact_type.value_or(""), query.name.value_or("")};
  const bool heads = query.status == ArtifactStatus::active;
  const auto prefix = heads ? key::latest_in(lineage, query.name.has_value())
                            : key::artifacts_in(lineage, query.name.has_value());
  return list<Artifact>(
      *reader, prefix, query.cursor, query.limit,
      [&](const auto& rows, std::uint64_t at) { return present_artifacts(*reader, rows, at); },
      [&](const Artifact& artifact) { return !query.status || artifact.status == *query.status; });
}

Page<Conflict> StateView::list_conflicts(const ConflictQuery& query) const {
  psmp::validate(query);
  const Core::Call call(*impl_->core);
  const auto reader = call.read();
  return list<Conflict>(*reader, key::conflicts_of(query.project_id, query.artifact_id.value_or("")),
                        query.cursor, query.limit, each_row<present_conflict>, keep_all);
}

}  // namespace metaqore
