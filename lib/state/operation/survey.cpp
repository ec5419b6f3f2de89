#include "state/operation/survey.hpp"

#include <fmt/format.h>

#include <span>

#include "ledger/damage.hpp"

namespace metaqore::state {

namespace {

bool is_pinned(const std::string& dependency) { return dependency.starts_with(ArtifactRow::prefix); }

/// `type` or `type/name` in the candidate's project.
Lineage lineage_named(const std::string& dependency, const std::string& project_id) {
  const auto slash = dependency.find('/');
  return {project_id, dependency.substr(0, slash),
          slash == std::string::npos ? "" : dependency.substr(slash + 1)};
}

/// What is known of a dependency without its lineage's head.
struct Pin {
  psmp::Dependency state = psmp::Dependency::missing;
  std::optional<Lineage> lineage{};  ///< to be asked for its head; nullopt where the state is final
};

Pin pin_of(const std::optional<storage::Row>& row, const std::string& id, const std::string& project_id) {
  if (!row) return {};
  const bool converged = row->kind == ConvergenceRow::kind;
  const auto convergence = converged ? decode<ConvergenceRow>(*row) : ConvergenceRow{};
  const auto artifact = converged ? Artifact{} : decode<ArtifactRow>(*row).artifact;
  require_asked(*row, converged ? convergence.id : artifact.id, id);
  const auto& lineage = converged ? convergence.lineage : artifact.lineage;
  if (lineage.project_id != project_id) return {};
  if (artifact.status == ArtifactStatus::blocked && !converged) return {psmp::Dependency::blocked};
  return {psmp::Dependency::inactive, lineage};
}

/// The version that is the newest of its lineage. Its number is counted on from.
Artifact version_of(const storage::Row& latest, const std::string& key) {
  auto artifact = decode<ArtifactRow>(latest).artifact;
  require_asked(latest, ArtifactRow::latest(artifact.lineage), key);
  if (artifact.version == 0 || artifact.version > latest.sequence + 1) {  // each took an entry of its own
    throw ledger::damaged("storage.row_damaged",
                          fmt::format("the state row of ledger entry `{}` is version `{}` of its lineage",
                                      latest.sequence, artifact.version));
  }
  return artifact;
}

psmp::Dependency state_of_head(const std::optional<storage::Row>& latest, const std::string& key) {
  if (!latest) return psmp::Dependency::missing;
  const bool active = version_of(*latest, key).status == ArtifactStatus::active;
  return active ? psmp::Dependency::present : psmp::Dependency::inactive;
}

std::vector<psmp::Dependency> states_of(const View& view, const Candidate& candidate,
                                        std::span<const std::string> keys,
                                        std::span<const std::optional<storage::Row>> rows) {
  std::vector<psmp::Dependency> states;
  std::vector<std::string> heads;      // of the lineages of what is pinned
  std::vector<std::size_t> waits_for;  // the dependencies that these decide
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!is_pinned(candidate.depends_on[i])) {
      states.push_back(state_of_head(rows[i], keys[i]));
      continue;
    }
    const auto pin = pin_of(rows[i], candidate.depends_on[i], candidate.lineage.project_id);
    states.push_back(pin.state);
    if (!pin.lineage) continue;
    heads.push_back(ArtifactRow::latest(*pin.lineage));
    waits_for.push_back(i);
  }
  if (heads.empty()) return states;
  const auto found = view.get(heads, storage::Part::brief);
  for (std::size_t i = 0; i < found.size(); ++i) states[waits_for[i]] = state_of_head(found[i], heads[i]);
  return states;
}

}  // namespace

Situation survey(const View& view, const Candidate& candidate, const std::string& actor) {
  const auto& project_id = candidate.lineage.project_id;
  enum : std::size_t { project, author, latest, earlier, dependencies };
  std::vector<std::string> keys{key::by_id(project_id), ActorRow::named(actor),
                                ArtifactRow::latest(candidate.lineage), key::by_id(candidate.id)};
  for (const auto& it : candidate.depends_on) {
    keys.push_back(is_pinned(it) ? key::by_id(it) : ArtifactRow::latest(lineage_named(it, project_id)));
  }
  const auto found = view.get(keys, storage::Part::brief);

  if (!found[project]) {
    throw Error(ErrorCode::not_found, "state.project_not_found",
                fmt::format("project `{}` does not exist; create it first", project_id));
  }
  Situation situation{.project = decode<ProjectRow>(*found[project]), .earlier = found[earlier]};
  require_asked(*found[project], situation.project.project.id, project_id);
  situation.actor = known_actor(found[author], actor);
  if (found[latest]) {
    const auto version = version_of(*found[latest], keys[latest]);
    situation.latest = psmp::Version{version.id, version.version, version.created_by, version.content_hash,
                                     version.status == ArtifactStatus::active};
  }
  situation.dependencies = states_of(view, candidate, std::span(keys).subspan(dependencies),
                                     std::span(found).subspan(dependencies));
  return situation;
}

}  // namespace metaqore::state
