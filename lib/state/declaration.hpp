#pragma once

#include "metaqore/decision.hpp"
#include "metaqore/session.hpp"
#include "state/write_queue.hpp"

namespace metaqore::state {

/// A candidate's way to its decision: what is known of it and around it is read, PSMP judges, and the
/// artifact is recorded with its conflicts.
class Declaration final : public Operation {
 public:
  /// Keeps a reference to the session. REQUIRES: candidate and session are validated.
  Declaration(const Candidate& candidate, const Session& session, Durability durability);

  std::string_view action() const noexcept override { return "declare"; }
  void execute(Transaction& transaction) override;

  /// The decision that execute() would come to in this state; nothing is recorded.
  Decision foresee(storage::Reader& reader) const;

  Decision decision;  ///< the answer, after execute()

 private:
  const Candidate candidate_;
  const Session& session_;
  const Durability durability_;
  const std::string content_hash_;
};

}  // namespace metaqore::state
