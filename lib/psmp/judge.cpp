#include "psmp/judge.hpp"

#include <fmt/format.h>

namespace metaqore::psmp {

namespace {

std::string in_words(const Lineage& lineage) {
  return lineage.name.empty() ? lineage.artifact_type : lineage.artifact_type + "/" + lineage.name;
}

/// Two who each made their own version: base is 0 or unknown, and the head is another actor's.
bool is_parallel(const Candidate& candidate, const std::string& actor, const Version& head) {
  return candidate.base.value_or(0) == 0 && head.actor != actor;
}

std::optional<Finding> judge_base(const Candidate& candidate, const std::string& actor,
                                  const std::optional<Version>& head) {
  const auto name = in_words(candidate.lineage);
  if (!head) {
    if (candidate.base.value_or(0) == 0) return std::nullopt;
    return Finding{
        ConflictType::version_mismatch,
        Severity::medium,
        Strategy::retry,
        fmt::format("`{}` has no active version, but the candidate is based on version {}; declare it "
                    "without a base",
                    name, *candidate.base),
        {}};
  }
  if (is_parallel(candidate, actor, *head)) {
    return Finding{
        ConflictType::parallel_creation,
        Severity::high,
        Strategy::merge,
        fmt::format("`{}` already has version {} by another actor; read it, take over what it says and "
                    "declare with base {}",
                    name, head->number, head->number),
        {head->id}};
  }
  const bool known =
      candidate.base.has_value();  // unknown, and the head is the same actor's: it knows its own work
  if (!known || *candidate.base == head->number) return std::nullopt;
  return Finding{
      ConflictType::version_mismatch,
      Severity::medium,
      Strategy::merge,
      fmt::format("the candidate is based on version {} of `{}`, but the head is version {}; take over "
                  "what changed and declare with base {}",
                  *candidate.base, name, head->number, head->number),
      {head->id}};
}

std::optional<Finding> judge_expected_version(const Candidate& candidate, std::uint64_t next) {
  if (candidate.expected_version.value_or(next) == next) return std::nullopt;
  return Finding{ConflictType::version_mismatch,
                 Severity::medium,
                 Strategy::retry,
                 fmt::format("the candidate expects to become version {} of `{}`, but the next is {}; leave "
                             "expected_version out, or correct it",
                             *candidate.expected_version, in_words(candidate.lineage), next),
                 {}};
}

std::optional<Finding> judge_dependency(const std::string& dependency, Dependency state) {
  const auto finding = [&](std::string_view what) {
    return Finding{ConflictType::missing_dependency,
                   Severity::high,
                   Strategy::retry,
                   fmt::format("the dependency `{}` {}", dependency, what),
                   {dependency}};
  };
  switch (state) {
    case Dependency::present:
      return std::nullopt;
    case Dependency::blocked:
      return finding("is blocked and has no version yet; resolve it first, or depend on another");
    case Dependency::inactive:
      return finding("has no active version any more; declare it anew, or depend on another");
    case Dependency::missing:
      break;
  }
  return finding("does not exist in the project; declare it first, or depend on another");
}

}  // namespace

Judgement judge(const Candidate& candidate, const std::string& actor, const std::string& content_hash,
                const View& view) {
  const auto head = view.latest && view.latest->active ? view.latest : std::nullopt;
  const auto next = view.latest ? view.latest->number + 1 : 1;
  const bool converges = head && head->content_hash == content_hash;

  Judgement result;
  const auto add = [&](std::optional<Finding> finding) {
    if (finding) result.findings.push_back(*std::move(finding));
  };
  if (!converges) {
    add(judge_base(candidate, actor, head));
    add(judge_expected_version(candidate, next));
    for (std::size_t i = 0; i < candidate.depends_on.size(); ++i) {
      add(judge_dependency(candidate.depends_on[i],
                           i < view.dependencies.size() ? view.dependencies[i] : Dependency::missing));
    }
  }

  result.effect = Effect::blocked;
  if (!result.findings.empty()) return result;
  result.verdict = Verdict::accepted;  // the only line that turns deny into allow
  result.effect = converges ? Effect::converged : Effect::next_version;
  result.version = converges ? head->number : next;
  return result;
}

}  // namespace metaqore::psmp
