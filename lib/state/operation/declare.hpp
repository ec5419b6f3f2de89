#pragma once

#include <string>
#include <string_view>

#include "metaqore/artifact.hpp"
#include "metaqore/decision.hpp"
#include "state/write/transaction.hpp"

namespace metaqore::state {

/// A candidate's way to its decision: what is known of it and around it is read, PSMP judges, and the
/// artifact is recorded with its conflicts.
class Declare {
 public:
  static constexpr std::string_view action = "declare";

  /// Hashes what the candidate says. REQUIRES: it is validated.
  explicit Declare(const Candidate& candidate);

  void serialise();
  Decision operator()(Transaction& transaction) const;

 private:
  Candidate candidate_;
  std::string content_hash_;
  Payload payload_;
};

}  // namespace metaqore::state
