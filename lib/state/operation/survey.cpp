#include "state/operation/survey.hpp"

#include <fmt/format.h>

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

/// The states of what is pinned wait for the heads of its lineages.
std::vector<psmp::Dependency> states_of(const View& view, const std::vector<Pin>& pins) {
  std::vector<psmp::Dependency> states;
  std::vector<std::string> heads;
  std::vector<std::size_t> waits_for;  // the dependencies that these decide
  for (const auto& [state, lineage] : pins) {
    if (lineage) {
      heads.push_back(ArtifactRow::latest(*lineage));
      waits_for.push_back(states.size());
    }
    states.push_back(state);
  }
  view.each(heads, [&](std::size_t i, const std::optional<storage::Row>& head) {
    states[waits_for[i]] = state_of_head(head, heads[i]);
  });
  return states;
}

}  // namespace

Situation survey(const View& view, const Candidate& candidate, const Session& session) {
  const auto& project_id = candidate.lineage.project_id;
  enum : std::size_t { project, author, latest, earlier, dependencies };
  std::vector<std::string> keys{key::by_id(project_id), ActorRow::named(session.actor),
                                ArtifactRow::latest(candidate.lineage), key::by_id(candidate.id)};
  for (const auto& it : candidate.depends_on) {
    keys.push_back(is_pinned(it) ? key::by_id(it) : ArtifactRow::latest(lineage_named(it, project_id)));
  }
  const auto principal = keys.size();
  if (!session.on_behalf_of.empty()) keys.push_back(ActorRow::named(session.on_behalf_of));

  Situation situation;
  std::vector<Pin> pins;
  view.each(keys, [&](std::size_t i, const std::optional<storage::Row>& row) {
    if (i == project) {
      if (!row) {
        throw Error(ErrorCode::not_found, "state.project_not_found",
                    fmt::format("project `{}` does not exist; create it first", project_id));
      }
      situation.project = decode<ProjectRow>(*row);
      require_asked(*row, situation.project.project.id, project_id);
    } else if (i == author) {
      situation.actors.actor = known_actor(row, session.actor);
    } else if (i == latest && row) {
      const auto version = version_of(*row, keys[latest]);
      situation.latest = psmp::Version{version.id, version.version, version.created_by, version.content_hash,
                                       version.status == ArtifactStatus::active};
    } else if (i == earlier) {
      situation.earlier = row;
    } else if (i == principal) {
      situation.actors.on_behalf_of = known_actor(row, session.on_behalf_of);
    } else if (i >= dependencies) {
      const auto& dependency = candidate.depends_on[i - dependencies];
      pins.push_back(is_pinned(dependency) ? pin_of(row, dependency, project_id)
                                           : Pin{state_of_head(row, keys[i])});
    }
  });
  situation.dependencies = states_of(view, pins);
  return situation;
}

}  // namespace metaqore::state
