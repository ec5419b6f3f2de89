#include "metaqore/state_view.hpp"

#include "base/id.hpp"
#include "model/artifact.hpp"
#include "model/bounds.hpp"
#include "model/project.hpp"
#include "psmp/form.hpp"
#include "state/state_view_impl.hpp"

namespace metaqore {

using state::View;

StateView::StateView(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

std::optional<Project> StateView::get_project(std::string_view id) const {
  model::bounds::id("id", id, base::prefix::project);
  return impl_->read([&](const View& view) { return view.project(id); });
}

std::optional<Artifact> StateView::get_artifact(std::string_view id) const {
  model::bounds::id("id", id, base::prefix::artifact);
  return impl_->get([&](const View& view) { return view.artifact(id); });
}

std::optional<Conflict> StateView::get_conflict(std::string_view id) const {
  model::bounds::id("id", id, base::prefix::conflict);
  return impl_->read([&](const View& view) { return view.conflict(id); });
}

std::optional<Artifact> StateView::head(const Lineage& lineage) const {
  model::validate(lineage);
  return impl_->get([&](const View& view) { return view.head(lineage); });
}

Page<Project> StateView::list_projects(const ProjectQuery& query) const {
  model::validate(query);
  return impl_->read([&](const View& view) { return view.projects(query); });
}

Page<Artifact> StateView::list_artifacts(const ArtifactQuery& query) const {
  model::validate(query);
  return impl_->read([&](const View& view) { return view.artifacts(query); });
}

Page<Conflict> StateView::list_conflicts(const ConflictQuery& query) const {
  psmp::validate(query);
  return impl_->read([&](const View& view) { return view.conflicts(query); });
}

}  // namespace metaqore
