#include "psmp/judge.hpp"

#include "psmp/rules/table.hpp"

namespace metaqore::psmp {

Judgement judge(Mode mode, const Case& it) {
  Findings findings;
  if (!it.converges()) {
    for (const auto& rule : rules) findings.ask(rule, it);
  }
  return decide(mode, it, std::move(findings).take());
}

}  // namespace metaqore::psmp
