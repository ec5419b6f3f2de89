#include <fmt/format.h>

#include "psmp/rules/table.hpp"

namespace metaqore::psmp {

namespace {

void judge_base(const Case& it, Findings& findings) {
  const auto base = it.base;
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
  if (it.is_parallel() || base == head->number) return;
  if (!base) {
    findings.add_against(
        *head,
        fmt::format("`{}` already has version {} by another session of `{}`; read it, take over what it "
                    "says and declare with base {}",
                    it.lineage_name(), head->number, head->actor, head->number));
    return;
  }
  findings.add_against(
      *head,
      fmt::format("the candidate is based on version {} of `{}`, but the head is version {} by `{}`; take "
                  "over what changed and declare with base {}",
                  *base, it.lineage_name(), head->number, head->actor, head->number));
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
