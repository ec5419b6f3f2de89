#include "state/operation/survey.hpp"

#include <fmt/format.h>

#include "ledger/damage.hpp"
#include "state/rows/facts.hpp"

namespace metaqore::state {

namespace {

bool is_pinned(const std::string& dependency) { return dependency.starts_with(ArtifactRow::prefix); }

/// `type` or `type/name` in the candidate's project.
Lineage lineage_named(const std::string& dependency, const std::string& project_id) {
  const auto slash = dependency.find('/');
  return {project_id, dependency.substr(0, slash),
          slash == std::string::npos ? "" : dependency.substr(slash + 1)};
}

std::string resource_of_project(const storage::Row& row, const std::string& project_id) {
  if (row.kind == ProjectRow::kind) {
    const auto texts = texts_of<2>(row, {"id", "pseudonym"});
    if (texts && (*texts)[0] == project_id)
      return (*texts)[1].empty() ? project_id : std::string((*texts)[1]);
  }
  const auto project = decode<ProjectRow>(row);
  require_asked(row, project.project.id, project_id);
  return project.resource();
}

/// What is known of a dependency without its lineage's head.
struct Pin {
  psmp::Dependency state = psmp::Dependency::missing;
  std::string
      latest{};  ///< the key of its lineage's newest version, to be asked; empty where the state is final
};

Pin pin_of(const storage::Row* row, const std::string& id, const std::string& project_id) {
  if (row == nullptr) return {};
  const Facts facts(*row);
  require_asked(*row, facts.id, id);
  if (facts.project_id != project_id) return {};
  if (!facts.converged() && facts.status == ArtifactStatus::blocked) return {psmp::Dependency::blocked};
  return {psmp::Dependency::inactive,
          key::join("lineage", facts.project_id, facts.artifact_type, facts.name)};
}

/// Of the version that is the newest of its lineage. Its number is counted on from.
Facts facts_of_latest(const storage::Row& row, const std::string& key) {
  Facts facts(row);
  if (!facts.is_latest(key)) require_asked(row, facts.id, key);
  if (facts.version == 0 || facts.version > row.sequence + 1) {  // each took an entry of its own
    throw ledger::damaged("storage.row_damaged",
                          fmt::format("the state row of ledger entry `{}` is version `{}` of its lineage",
                                      row.sequence, facts.version));
  }
  return facts;
}

psmp::Dependency state_of_head(const storage::Row* latest, const std::string& key) {
  if (latest == nullptr) return psmp::Dependency::missing;
  const bool active = facts_of_latest(*latest, key).status == ArtifactStatus::active;
  return active ? psmp::Dependency::present : psmp::Dependency::inactive;
}

/// The states of what is pinned wait for the heads of its lineages.
std::vector<psmp::Dependency> states_of(const View& view, const std::vector<Pin>& pins) {
  std::vector<psmp::Dependency> states;
  std::vector<std::string> heads;
  std::vector<std::size_t> waits_for;  // the dependencies that these decide
  for (const auto& [state, latest] : pins) {
    if (!latest.empty()) {
      heads.push_back(latest);
      waits_for.push_back(states.size());
    }
    states.push_back(state);
  }
  view.each(heads, [&](std::size_t i, const storage::Row* head) {
    states[waits_for[i]] = state_of_head(head, heads[i]);
  });
  return states;
}

}  // namespace

Situation survey(const View& view, const Candidate& candidate, const Session& session) {
  const auto& project_id = candidate.lineage.project_id;
  enum : std::size_t { project, author, latest, dependencies };
  std::vector<std::string> keys;
  keys.reserve(dependencies + candidate.depends_on.size() + 2);
  keys.push_back(key::by_id(project_id));
  keys.push_back(ActorRow::named(session.actor));
  keys.push_back(ArtifactRow::latest(candidate.lineage));
  for (const auto& it : candidate.depends_on) {
    keys.push_back(is_pinned(it) ? key::by_id(it) : ArtifactRow::latest(lineage_named(it, project_id)));
  }
  const auto principal = keys.size();
  if (!session.on_behalf_of.empty()) keys.push_back(ActorRow::named(session.on_behalf_of));
  const auto earlier = keys.size();
  if (!candidate.id.empty()) keys.push_back(key::by_id(candidate.id));

  Situation situation;
  std::vector<Pin> pins;
  pins.reserve(candidate.depends_on.size());
  view.each(keys, [&](std::size_t i, const storage::Row* row) {
    if (i == project) {
      if (row == nullptr) {
        throw Error(ErrorCode::not_found, "state.project_not_found",
                    fmt::format("project `{}` does not exist; create it first", project_id));
      }
      situation.project = resource_of_project(*row, project_id);
    } else if (i == author) {
      situation.actors.actor = known_actor(row, session.actor);
    } else if (i == latest) {
      if (row == nullptr) return;
      const auto facts = facts_of_latest(*row, keys[latest]);
      situation.latest =
          psmp::Version{std::string(facts.id), facts.version, std::string(facts.created_by),
                        std::string(facts.content_hash), facts.status == ArtifactStatus::active};
    } else if (i < principal) {
      const auto& dependency = candidate.depends_on[i - dependencies];
      pins.push_back(is_pinned(dependency) ? pin_of(row, dependency, project_id)
                                           : Pin{state_of_head(row, keys[i])});
    } else if (i < earlier) {
      situation.actors.on_behalf_of = known_actor(row, session.on_behalf_of);
    } else if (row != nullptr) {
      situation.earlier = *row;
    }
  });
  situation.dependencies = states_of(view, pins);
  return situation;
}

}  // namespace metaqore::state
