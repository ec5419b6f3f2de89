#include "state/declaration.hpp"

#include <fmt/format.h>

#include "ledger/entry.hpp"
#include "model/content.hpp"
#include "psmp/form.hpp"
#include "psmp/judge.hpp"
#include "state/history.hpp"
#include "state/present.hpp"
#include "state/rows.hpp"
#include "state/survey.hpp"

namespace metaqore::state {

namespace {

std::string declaration_hash_of(const storage::Row& row) {
  return row.kind == kind_of<Convergence> ? decode<Convergence>(row).declaration_hash
                                          : decode<StoredArtifact>(row).declaration_hash;
}

/// The version that a candidate converged on, under the name of its author.
Artifact converged_on(storage::Reader& reader, const std::string& id) {
  const auto version = reader.get(std::vector{key::by_id(id)}).front();
  auto artifact = present_artifacts(reader, {version.value()}).front();
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
    decision.artifact = converged_on(reader, decode<Convergence>(earlier).artifact_id);
    decision.effect = Effect::converged;
  } else {
    decision.artifact = decode<StoredArtifact>(operation.front().row).artifact;
    decision.artifact.sequence = earlier.sequence;
    decision.artifact.created_by = session.actor;
    decision.effect = decision.artifact.version > 0 ? Effect::next_version : Effect::blocked;
    for (const auto& record : operation) {
      if (record.row.kind == kind_of<Conflict>) decision.conflicts.push_back(present_conflict(record.row));
    }
  }
  const auto recorded = ledger::decode(operation.front().entry).verdict;  // judged then, only repeated now
  decision.verdict = form::value_of<Verdict>(recorded).value_or(Verdict::denied);
  return decision;
}

/// Whether the row is this very declaration; another one under its id is refused.
bool is_repeat(const Situation& situation, const Candidate& candidate, const std::string& content_hash) {
  if (!situation.earlier) return false;
  if (situation.actor && declaration_hash_of(*situation.earlier) ==
                             model::declaration_hash(candidate, content_hash, situation.actor->id)) {
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
    : candidate_(model::canonical(candidate)),
      session_(session),
      durability_(durability),
      content_hash_(model::content_hash(candidate_)) {}

Decision Declaration::foresee(storage::Reader& reader) const {
  const auto situation = survey(reader, candidate_, session_);
  if (is_repeat(situation, candidate_, content_hash_))
    return answer_again(reader, *situation.earlier, session_, durability_);

  const auto actor = situation.actor ? situation.actor->id : std::string();
  auto judgement = psmp::judge(candidate_, actor, content_hash_, situation.view);
  Decision foreseen{.verdict = judgement.verdict, .effect = judgement.effect};
  foreseen.artifact = judgement.effect == Effect::converged
                          ? converged_on(reader, situation.view.latest->id)
                          : judged_artifact(candidate_, session_, content_hash_, judgement);
  for (auto& finding : judgement.findings) {
    foreseen.conflicts.push_back(to_conflict(std::move(finding), foreseen.artifact));
  }
  return foreseen;
}

void Declaration::execute(Transaction& transaction) {
  auto& reader = transaction.reader();
  const auto situation = survey(reader, candidate_, session_);
  if (is_repeat(situation, candidate_, content_hash_)) {
    decision = answer_again(reader, *situation.earlier, session_, durability_);
    return;
  }

  const auto actor = transaction.act_as(situation.actor);
  auto judgement = psmp::judge(candidate_, actor, content_hash_, situation.view);
  decision = {.verdict = judgement.verdict, .effect = judgement.effect};
  const auto own_id = transaction.make_id(base::prefix::artifact);
  const auto id = candidate_.id.empty() ? own_id : candidate_.id;
  const auto pseudonym = candidate_.id.empty() ? std::string() : own_id;
  const auto declaration_hash = model::declaration_hash(candidate_, content_hash_, actor);
  const auto project = resource_of(situation.project);
  std::uint64_t sequence = 0;

  if (judgement.effect == Effect::converged) {
    decision.artifact = converged_on(reader, situation.view.latest->id);
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
