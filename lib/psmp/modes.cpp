#include "psmp/judge.hpp"

namespace metaqore::psmp {

namespace {

bool blocks(Mode mode, const std::vector<Finding>& findings) {
  switch (mode) {
    case Mode::strict:
      return !findings.empty();
  }
  return true;  // a mode that is not known
}

}  // namespace

Judgement decide(Mode mode, const Case& it, std::vector<Finding> findings) {
  const bool blocked = blocks(mode, findings);
  Judgement result{.effect = Effect::blocked, .findings = std::move(findings)};
  if (blocked) return result;
  result.verdict = Verdict::accepted;  // the only line that turns deny into allow
  result.effect = it.converges() ? Effect::converged : Effect::next_version;
  result.version = it.converges() ? it.head()->number : it.next_version();
  return result;
}

}  // namespace metaqore::psmp
