#include "state/operation/declare.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "ledger/damage.hpp"
#include "ledger/entry.hpp"
#include "model/content.hpp"
#include "psmp/form.hpp"
#include "psmp/judge.hpp"
#include "state/operation/survey.hpp"
#include "state/rows/facts.hpp"
#include "state/view/history.hpp"

namespace metaqore::state {

namespace {

std::string declaration_hash_of(const storage::Row& row, const std::string& id) {
  const Facts facts(row);
  require_asked(row, facts.id, id);
  return std::string(facts.declaration_hash);
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
    auto& artifact = decision.artifact = transaction.view().artifacts_of({earlier}).front();
    const bool accepted = artifact.version > 0;
    artifact.status = accepted ? ArtifactStatus::active : ArtifactStatus::blocked;  // as it was then
    decision.effect = accepted ? Effect::next_version : Effect::blocked;
    std::vector<storage::Row> findings;
    for (auto& record : operation) {
      if (record.row.kind == ConflictRow::kind) findings.push_back(std::move(record.row));
    }
    decision.conflicts = transaction.view().conflicts_of(findings);
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
  if (situation.actors.actor &&
      declaration_hash_of(*situation.earlier, candidate.id) ==
          model::declaration_hash(candidate, content_hash, *situation.actors.actor)) {
    return true;
  }
  throw Error(
      ErrorCode::invalid_argument, "state.id_taken",
      fmt::format("artifact id `{}` was used for another candidate; declare this one under an id of its own, "
                  "or without",
                  candidate.id));
}

Conflict to_conflict(psmp::Finding finding, const Artifact& artifact) {
  return {.project_id = artifact.lineage.project_id,
          .artifact_id = artifact.id,
          .type = finding.type,
          .severity = finding.severity,
          .description = std::move(finding.description),
          .suggested = finding.suggested,
          .with = std::move(finding.with),
          .by = std::move(finding.by)};
}

}  // namespace

Declare::Declare(const Candidate& candidate, const Standpoint& from)
    : candidate_(candidate), keeps_denied_(from.keeps_denied), artifact_(model::to_artifact(candidate)) {
  artifact_.based_on = from.based_on;
  artifact_.session = from.session;
  artifact_.content_hash = model::content_hash(candidate);
}

void Declare::serialise() { payload_ = artifact_payload(artifact_); }

Decision Declare::operator()(Transaction& transaction) const {
  const auto& session = transaction.session();
  const auto situation = survey(transaction.view(), candidate_, session);
  if (is_repeat(situation, candidate_, artifact_.content_hash))
    return answer_again(transaction, candidate_.id);

  const auto& known = situation.actors.actor;
  auto judgement = psmp::judge(transaction.settings().governance_mode,
                               {candidate_, known.value_or(""), artifact_.content_hash, artifact_.based_on,
                                situation.latest, situation.dependencies});
  if (judgement.verdict == Verdict::denied && !keeps_denied_)
    return denied(transaction, std::move(judgement));

  const auto& [actor, on_behalf_of] = transaction.act_as(situation.actors);
  Decision decision{.verdict = judgement.verdict, .effect = judgement.effect};
  const auto own_id = transaction.make_id(ArtifactRow::prefix);
  const auto id = candidate_.id.empty() ? own_id : candidate_.id;
  const auto pseudonym = candidate_.id.empty() ? std::string() : own_id;
  // Only who brings an id can say the same again.
  const auto declaration_hash =
      candidate_.id.empty() ? "" : model::declaration_hash(candidate_, artifact_.content_hash, actor);
  const auto& project = situation.project;
  std::uint64_t sequence = 0;

  if (judgement.effect == Effect::converged) {
    decision.artifact = converged_on(transaction.view(), situation.latest->id);
    sequence = transaction.record(
        {"artifact.converged", project, judgement.verdict},
        ConvergenceRow{id, candidate_.lineage, decision.artifact.id, actor, transaction.time(),
                       declaration_hash, pseudonym, artifact_.based_on, on_behalf_of, artifact_.session});
  } else {
    const bool accepted = judgement.verdict == Verdict::accepted;
    ArtifactRow row{artifact_, declaration_hash, pseudonym};
    row.artifact.id = id;
    row.artifact.version = judgement.version;
    row.artifact.status = accepted ? ArtifactStatus::active : ArtifactStatus::blocked;
    row.artifact.created_by = actor;
    row.artifact.created_at = transaction.time();
    row.artifact.on_behalf_of = on_behalf_of;
    sequence = transaction.record(
        {accepted ? "artifact.accepted" : "artifact.blocked", project, judgement.verdict}, row, payload_);
    auto& artifact = decision.artifact = std::move(row.artifact);
    artifact.created_by = session.actor;
    artifact.on_behalf_of = session.on_behalf_of;
    artifact.sequence = sequence;
    for (auto& finding : judgement.findings) {
      auto& conflict = decision.conflicts.emplace_back(to_conflict(std::move(finding), artifact));
      conflict.id = transaction.make_id(ConflictRow::prefix);
      conflict.created_at = transaction.time();
      conflict.sequence =
          transaction.record({"conflict.found", project, {}, conflict.severity}, ConflictRow{conflict});
    }
    transaction.view().name_actors(decision.conflicts);
  }
  decision.receipt = transaction.receipt(sequence);
  return decision;
}

/// The answer to a candidate of which nothing is kept.
Decision Declare::denied(Transaction& transaction, psmp::Judgement judgement) const {
  const auto& session = transaction.session();
  Decision decision{.artifact = artifact_};
  decision.artifact.created_by = session.actor;
  decision.artifact.on_behalf_of = session.on_behalf_of;
  for (auto& finding : judgement.findings) {
    decision.conflicts.push_back(to_conflict(std::move(finding), decision.artifact));
  }
  transaction.view().name_actors(decision.conflicts);
  return decision;
}

}  // namespace metaqore::state
