#pragma once

#include <cstdint>
#include <vector>

#include "metaqore/decision.hpp"
#include "metaqore/mode.hpp"
#include "psmp/rules/rule.hpp"

// The way to a verdict: judge() asks each rule, and modes.cpp says what follows of what they found. Pure.

namespace metaqore::psmp {

struct Judgement {
  Verdict verdict = Verdict::denied;
  Effect effect = Effect::refused;
  std::uint64_t version{};  ///< what it becomes or converges on; 0 when blocked
  std::vector<Finding> findings;
};

Judgement judge(Mode mode, const Case& it);

/// What the mode makes of a case in which `findings` were found. Content that is equal to the head's
/// converges on it in every mode, and has none.
Judgement decide(Mode mode, const Case& it, std::vector<Finding> findings);

}  // namespace metaqore::psmp
