#include "state/declaration.hpp"

#include <fmt/format.h>

#include "ledger/entry.hpp"
#include "model/content.hpp"
#include "model/names.hpp"
#include "psmp/judge.hpp"
#include "state/history.hpp"
#include "state/present.hpp"
#include "state/rows.hpp"

namespace metaqore::state {

namespace {

/// All that a decision rests on.
struct Situation {
  StoredProject project;
  std::optional<Actor> actor;           ///< nullopt: not known to the file yet
  std::optional<storage::Row> earlier;  ///< the row that has the candidate's id already
  std::optional<storage::Row> latest;   ///< the newest version of the lineage
  psmp::View view;
};

/// The row of a pinned version: which lineage it is of, if it is a version in this project.
std::optional<Lineage> lineage_of(const storage::Row& row, const std::string& project_id) {
  Lineage lineage;
  if (row.kind == kind_of<Convergence>) {
    lineage = decode<Convergence>(row).lineage;
  } else {
    const auto artifact = decode<StoredArtifact>(row).artifact;
    if (artifact.version == 0) return std::nullopt;  // blocked: it is not a version yet
    lineage = artifact.lineage;
  }
  if (lineage.project_id != project_id) return std::nullopt;
  return lineage;
}

bool is_pinned(const std::string& dependency) { return dependency.starts_with(base::prefix::artifact); }

/// `type` or `type/name` in the candidate's project.
Lineage lineage_named(const std::string& dependency, const std::string& project_id) {
  const auto slash = dependency.find('/');
  return {project_id, dependency.substr(0, slash),
          slash == std::string::npos ? "" : dependency.substr(slash + 1)};
}

psmp::Dependency state_of(const std::optional<storage::Row>& latest) {
  if (!latest) return psmp::Dependency::missing;
  return decode<StoredArtifact>(*latest).artifact.status == ArtifactStatus::active
             ? psmp::Dependency::present
             : psmp::Dependency::inactive;
}

/// In two round trips: everything by its name, then the lineages of what was pinned.
Situation survey(storage::Reader& reader, const Candidate& candidate, const Session& session) {
  const auto& project_id = candidate.lineage.project_id;
  std::vector<std::string> keys{key::by_id(project_id), key::actor_named(session.actor),
                                key::latest(candidate.lineage), key::by_id(candidate.id)};
  const auto first_dependency = keys.size();
  for (const auto& it : candidate.depends_on) {
    keys.push_back(is_pinned(it) ? key::by_id(it) : key::latest(lineage_named(it, project_id)));
  }
  const auto found = reader.get(keys);

  if (!found[0]) {
    throw Error(ErrorCode::not_found, "state.project_not_found",
                fmt::format("project `{}` does not exist; create it first", project_id));
  }
  Situation situation;
  situation.project = decode<StoredProject>(*found[0]);
  situation.earlier = found[3];
  situation.latest = found[2];
  if (found[1]) situation.actor = decode<Actor>(*found[1]);
  if (situation.latest) {
    const auto latest = decode<StoredArtifact>(*situation.latest).artifact;
    situation.view.latest = psmp::Version{latest.id, latest.version, latest.created_by, latest.content_hash,
                                          latest.status == ArtifactStatus::active};
  }

  std::vector<std::string> lineages;  // of the pinned versions that there are
  std::vector<std::size_t> pinned;    // the dependencies these belong to
  for (std::size_t i = 0; i < candidate.depends_on.size(); ++i) {
    const auto& row = found[first_dependency + i];
    if (!is_pinned(candidate.depends_on[i])) {
      situation.view.dependencies.push_back(state_of(row));
      continue;
    }
    situation.view.dependencies.push_back(psmp::Dependency::missing);
    if (const auto lineage = row ? lineage_of(*row, project_id) : std::nullopt) {
      lineages.push_back(key::latest(*lineage));
      pinned.push_back(i);
    }
  }
  if (!lineages.empty()) {
    const auto heads = reader.get(lineages);
    for (std::size_t i = 0; i < heads.size(); ++i)
      situation.view.dependencies[pinned[i]] = state_of(heads[i]);
  }
  return situation;
}

std::string declaration_hash_of(const storage::Row& row) {
  return row.kind == kind_of<Convergence> ? decode<Convergence>(row).declaration_hash
                                          : decode<StoredArtifact>(row).declaration_hash;
}

/// The version that a candidate converged on, under the name of its author.
Artifact converged_on(storage::Reader& reader, const storage::Row& version) {
  auto artifact = present_artifacts(reader, {version}).front();
  artifact.status = ArtifactStatus::active;  // as it was when the candidate converged on it
  return artifact;
}

/// The first answer to a candidate, from what its operation recorded.
Decision answer_again(storage::Reader& reader, const storage::Row& earlier, const Session& session,
                      Durability durability) {
  Decision decision;
  const auto operation = rest_of_operation(reader, earlier.sequence);
  decision.receipt = {earlier.sequence, head_at(reader, earlier.sequence + operation.size()), durability};
  if (earlier.kind == kind_of<Convergence>) {
    const auto version =
        reader.get(std::vector{key::by_id(decode<Convergence>(earlier).artifact_id)}).front();
    decision.artifact = converged_on(reader, version.value());
    decision.effect = Effect::converged;
  } else {
    decision.artifact = decode<StoredArtifact>(earlier).artifact;
    decision.artifact.sequence = earlier.sequence;
    decision.artifact.created_by = session.actor;
    decision.effect = decision.artifact.version > 0 ? Effect::next_version : Effect::blocked;
    for (const auto& record : operation) {
      if (record.row.kind == kind_of<Conflict>) decision.conflicts.push_back(present_conflict(record.row));
    }
  }
  const auto recorded = ledger::decode(operation.front().entry).verdict;
  decision.verdict = model::value_of<Verdict>(recorded).value_or(Verdict::denied);
  return decision;
}

/// Whether the row is this very declaration; another one under its id is refused.
bool is_repeat(const Situation& situation, const Candidate& candidate) {
  if (!situation.earlier) return false;
  if (situation.actor &&
      declaration_hash_of(*situation.earlier) == model::declaration_hash(candidate, situation.actor->id)) {
    return true;
  }
  throw Error(
      ErrorCode::invalid_argument, "state.id_taken",
      fmt::format("artifact id `{}` was used for another candidate; declare this one under an id of its own, "
                  "or without",
                  candidate.id));
}

Artifact judged_artifact(const Candidate& candidate, const Session& session, const std::string& content_hash,
                         const psmp::Judgement& judgement) {
  auto artifact = model::to_artifact(candidate);
  artifact.version = judgement.version;
  artifact.status = judgement.effect == Effect::blocked ? ArtifactStatus::blocked : ArtifactStatus::active;
  artifact.created_by = session.actor;
  artifact.content_hash = content_hash;
  return artifact;
}

Conflict to_conflict(psmp::Finding finding, const Artifact& artifact) {
  return {.project_id = artifact.lineage.project_id,
          .artifact_id = artifact.id,
          .type = finding.type,
          .severity = finding.severity,
          .description = std::move(finding.description),
          .suggested = finding.suggested,
          .with = std::move(finding.with)};
}

}  // namespace

Declaration::Declaration(const Candidate& candidate, const Session& session, Durability durability)
    : candidate_(candidate),
      session_(session),
      durability_(durability),
      content_hash_(model::content_hash(candidate)) {}

Decision Declaration::foresee(storage::Reader& reader) const {
  const auto situation = survey(reader, candidate_, session_);
  if (is_repeat(situation, candidate_))
    return answer_again(reader, *situation.earlier, session_, durability_);

  const auto actor = situation.actor ? situation.actor->id : std::string();
  auto judgement = psmp::judge(candidate_, actor, content_hash_, situation.view);
  Decision foreseen{.verdict = judgement.verdict, .effect = judgement.effect};
  foreseen.artifact = judgement.effect == Effect::converged
                          ? converged_on(reader, *situation.latest)
                          : judged_artifact(candidate_, session_, content_hash_, judgement);
  for (auto& finding : judgement.findings) {
    foreseen.conflicts.push_back(to_conflict(std::move(finding), foreseen.artifact));
  }
  return foreseen;
}

void Declaration::execute(Transaction& transaction) {
  auto& reader = transaction.reader();
  const auto situation = survey(reader, candidate_, session_);
  if (is_repeat(situation, candidate_)) {
    decision = answer_again(reader, *situation.earlier, session_, durability_);
    return;
  }

  const auto actor = transaction.act_as(situation.actor);
  auto judgement = psmp::judge(candidate_, actor, content_hash_, situation.view);
  decision = {.verdict = judgement.verdict, .effect = judgement.effect};
  const auto own_id = transaction.make_id(base::prefix::artifact);
  const auto id = candidate_.id.empty() ? own_id : candidate_.id;
  const auto pseudonym = candidate_.id.empty() ? std::string() : own_id;
  const auto declaration_hash = model::declaration_hash(candidate_, actor);
  const auto project = resource_of(situation.project);
  std::uint64_t sequence = 0;

  if (judgement.effect == Effect::converged) {
    decision.artifact = converged_on(reader, *situation.latest);
    sequence = transaction.record({"artifact.converged", project, judgement.verdict},
                                  Convergence{id, candidate_.lineage, decision.artifact.id, actor,
                                              transaction.time(), declaration_hash, pseudonym});
  } else {
    auto& artifact = decision.artifact = judged_artifact(candidate_, session_, content_hash_, judgement);
    artifact.id = id;
    artifact.created_at = transaction.time();
    StoredArtifact stored{artifact, declaration_hash, pseudonym};
    stored.artifact.created_by = actor;
    const auto type = judgement.verdict == Verdict::accepted ? "artifact.accepted" : "artifact.blocked";
    artifact.sequence = sequence = transaction.record({type, project, judgement.verdict}, stored);
    for (auto& finding : judgement.findings) {
      auto& conflict = decision.conflicts.emplace_back(to_conflict(std::move(finding), artifact));
      conflict.id = transaction.make_id(base::prefix::conflict);
      conflict.created_at = transaction.time();
      conflict.sequence = transaction.record({"conflict.found", project, {}, conflict.severity}, conflict);
    }
  }
  decision.receipt = transaction.receipt(sequence, durability_);
}

}  // namespace metaqore::state
