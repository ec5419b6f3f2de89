#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "metaqore/artifact.hpp"
#include "metaqore/conflict.hpp"
#include "metaqore/page.hpp"
#include "metaqore/project.hpp"
#include "metaqore/version.hpp"

namespace metaqore {

/// Reads of one state. Of a StateManager that is the newest at each call. A copy is cheap and keeps the
/// engine alive. Any thread. Every call may throw Error(closed, forked or storage).
class METAQORE_API StateView {
 public:
  // By id. Throw Error(invalid_argument) for what is no id of their kind.
  std::optional<Project> get_project(std::string_view id) const;
  /// A candidate that converged is answered with the artifact that it converged on.
  std::optional<Artifact> get_artifact(std::string_view id) const;
  std::optional<Conflict> get_conflict(std::string_view id) const;

  /// The newest active version. Throws Error(invalid_argument) for a lineage out of bounds.
  std::optional<Artifact> head(const Lineage&) const;

  /// Throw Error(invalid_argument) for a limit out of bounds or a cursor of another list.
  Page<Project> list_projects(const ProjectQuery& = {}) const;
  Page<Artifact> list_artifacts(const ArtifactQuery&) const;
  Page<Conflict> list_conflicts(const ConflictQuery&) const;

 protected:
  struct Impl;
  explicit StateView(std::shared_ptr<const Impl>);
  std::shared_ptr<const Impl> impl_;
};

}  // namespace metaqore
