#include "state/operation/declare.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "ledger/damage.hpp"
#include "ledger/entry.hpp"
#include "model/content.hpp"
#include "psmp/form.hpp"
#include "psmp/judge.hpp"
#include "state/operation/survey.hpp"
#include "state/view/history.hpp"

namespace metaqore::state {

namespace {

std::string declaration_hash_of(const storage::Row& row, const std::string& id) {
  if (row.kind == ConvergenceRow::kind) {
    auto convergence = decode<ConvergenceRow>(row);
    require_asked(row, convergence.id, id);
    return std::move(convergence.declaration_hash);
  }
  auto artifact = decode<ArtifactRow>(row);
  require_asked(row, artifact.artifact.id, id);
  return std::move(artifact.declaration_hash);
}

/// The version that a candidate converged on.
Artifact converged_on(const View& view, const std::string& id) {
  auto artifact = view.version(id);
  artifact.status = ArtifactStatus::active;  // as it was when the candidate converged on it
  return artifact;
}

/// The first answer to the candidate of this id, from what its operation recorded.
Decision answer_again(Transaction& transaction, const std::string& id) {
  auto& reader = transaction.reader();
  const auto first = reader.first(key::by_id(id));
  if (!first) {
    throw ledger::damaged("storage.row_damaged",
                          fmt::format("artifact `{}` is there, and was never recorded", base::shown(id)));
  }
  const auto& earlier = *first;
  Decision decision;
  const auto operation = rest_of_operation(reader, earlier.sequence);
  decision.receipt = transaction.receipt_of(earlier.sequence, earlier.sequence + operation.size());
  if (earlier.kind == ConvergenceRow::kind) {
    decision.artifact = converged_on(transaction.view(), decode<ConvergenceRow>(earlier).artifact_id);
    decision.effect = Effect::converged;
  } else {
    decision.artifact = decode<ArtifactRow>(earlier).artifact;
    decision.artifact.sequence = earlier.sequence;
    decision.artifact.created_by = transaction.session().actor;
    decision.effect = decision.artifact.version > 0 ? Effect::next_version : Effect::blocked;
    for (const auto& record : operation) {
      if (record.row.kind == ConflictRow::kind) decision.conflicts.push_back(shown_conflict(record.row));
    }
  }
  // Judged then, only repeated now.
  const auto recorded = ledger::decode(operation.front().entry, earlier.sequence).verdict;
  const auto verdict = form::value_of<Verdict>(recorded);
  if (!verdict) {
    throw ledger::damaged(
        "ledger.entry_damaged",
        fmt::format("ledger entry `{}` records a decision, and no verdict", earlier.sequence));
  }
  decision.verdict = *verdict;
  return decision;
}

/// Whether the row is this very declaration; another one under its id is refused.
bool is_repeat(const Situation& situation, const Candidate& candidate, const std::string& content_hash) {
  if (!situation.earlier) return false;
  if (situation.actor && declaration_hash_of(*situation.earlier, candidate.id) ==
                             model::declaration_hash(candidate, content_hash, situation.actor->id)) {
    return true;
  }
  throw Error(
      ErrorCode::invalid_argument, "state.id_taken",
      fmt::format("artifact id `{}` was used for another candidate; declare this one under an id of its own, "
                  "or without",
                  candidate.id));
}

Artifact judged_artifact(const Candidate& candidate, const std::string& actor,
                         const std::string& content_hash, const psmp::Judgement& judgement) {
  auto artifact = model::to_artifact(candidate);
  artifact.version = judgement.version;
  artifact.status = judgement.effect == Effect::blocked ? ArtifactStatus::blocked : ArtifactStatus::active;
  artifact.created_by = actor;
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

Declare::Declare(const Candidate& candidate)
    : candidate_(model::canonical(candidate)), content_hash_(model::content_hash(candidate_)) {}

void Declare::serialise() { payload_ = payload_of(ArtifactRow{.artifact = model::to_artifact(candidate_)}); }

Decision Declare::operator()(Transaction& transaction) const {
  const auto& session = transaction.session();
  const auto situation = survey(transaction.view(), candidate_, session.actor);
  if (is_repeat(situation, candidate_, content_hash_)) return answer_again(transaction, candidate_.id);

  const auto actor = transaction.act_as(situation.actor);
  auto judgement = psmp::judge(transaction.settings().governance_mode,
                               {candidate_, actor, content_hash_, situation.latest, situation.dependencies});
  Decision decision{.verdict = judgement.verdict, .effect = judgement.effect};
  const auto own_id = transaction.make_id(ArtifactRow::prefix);
  const auto id = candidate_.id.empty() ? own_id : candidate_.id;
  const auto pseudonym = candidate_.id.empty() ? std::string() : own_id;
  const auto declaration_hash = model::declaration_hash(candidate_, content_hash_, actor);
  const auto& project = situation.project.resource();
  std::uint64_t sequence = 0;

  if (judgement.effect == Effect::converged) {
    decision.artifact = converged_on(transaction.view(), situation.latest->id);
    sequence = transaction.record({"artifact.converged", project, judgement.verdict},
                                  ConvergenceRow{id, candidate_.lineage, decision.artifact.id, actor,
                                                 transaction.time(), declaration_hash, pseudonym});
  } else {
    ArtifactRow row{judged_artifact(candidate_, actor, content_hash_, judgement), declaration_hash,
                    pseudonym};
    row.artifact.id = id;
    row.artifact.created_at = transaction.time();
    const auto type = judgement.verdict == Verdict::accepted ? "artifact.accepted" : "artifact.blocked";
    sequence = transaction.record({type, project, judgement.verdict}, row, payload_);
    auto& artifact = decision.artifact = std::move(row.artifact);
    artifact.created_by = session.actor;
    artifact.sequence = sequence;
    for (auto& finding : judgement.findings) {
      auto& conflict = decision.conflicts.emplace_back(to_conflict(std::move(finding), artifact));
      conflict.id = transaction.make_id(ConflictRow::prefix);
      conflict.created_at = transaction.time();
      conflict.sequence =
          transaction.record({"conflict.found", project, {}, conflict.severity}, ConflictRow{conflict});
    }
  }
  decision.receipt = transaction.receipt(sequence);
  return decision;
}

}  // namespace metaqore::state
