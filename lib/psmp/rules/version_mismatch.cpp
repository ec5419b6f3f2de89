#include <fmt/format.h>

#include "psmp/rules/table.hpp"

namespace metaqore::psmp {

namespace {

void judge_base(const Case& it, Findings& findings) {
  const auto base = it.candidate.base;
  const auto* head = it.head();
  if (head == nullptr) {
    if (base.value_or(0) == 0) return;
    findings.add(
        fmt::format("`{}` has no active version, but the candidate is based on version {}; declare it "
                    "without a base",
                    it.lineage_name(), *base),
        {}, Strategy::retry);
    return;
  }
  // An unknown base, and the head is the same actor's: it knows its own work.
  if (it.is_parallel() || !base || *base == head->number) return;
  findings.add(
      fmt::format("the candidate is based on version {} of `{}`, but the head is version {}; take over "
                  "what changed and declare with base {}",
                  *base, it.lineage_name(), head->number, head->number),
      {head->id});
}

void judge_expected_version(const Case& it, Findings& findings) {
  const auto next = it.next_version();
  if (it.candidate.expected_version.value_or(next) == next) return;
  findings.add(fmt::format("the candidate expects to become version {} of `{}`, but the next is {}; leave "
                           "expected_version out, or correct it",
                           *it.candidate.expected_version, it.lineage_name(), next),
               {}, Strategy::retry);
}

}  // namespace

void version_mismatch(const Case& it, Findings& findings) {
  judge_base(it, findings);
  judge_expected_version(it, findings);
}

}  // namespace metaqore::psmp
