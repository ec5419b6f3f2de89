#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "metaqore/artifact.hpp"
#include "metaqore/decision.hpp"
#include "psmp/judge.hpp"
#include "state/write/transaction.hpp"

namespace metaqore::state {

/// What a session brings to a candidate.
struct Standpoint {
  std::uint64_t session{};                ///< its number
  std::optional<std::uint64_t> based_on;  ///< what the candidate's base comes to; nullopt: unknown
  bool keeps_denied = true;               ///< whether a candidate that is denied is recorded
};

/// A candidate's way to its decision: what is known of it and around it is read, PSMP judges, and the
/// artifact is recorded with its conflicts.
class Declare {
 public:
  static constexpr std::string_view action = "declare";

  /// Hashes what the candidate says, and keeps a reference. REQUIRES: it is validated.
  Declare(const Candidate& candidate, const Standpoint& from);

  void serialise();
  Decision operator()(Transaction& transaction) const;

 private:
  Decision denied(Transaction& transaction, psmp::Judgement judgement) const;

  const Candidate& candidate_;
  bool keeps_denied_;
  Artifact artifact_;  // the candidate's, without outcome and author
  Payload payload_;
};

}  // namespace metaqore::state
