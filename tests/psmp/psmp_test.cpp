#include <catch2/catch.hpp>

#include <set>

#include "psmp/form.hpp"
#include "psmp/judge.hpp"
#include "psmp/rules/table.hpp"

using namespace metaqore;
using namespace metaqore::psmp;

namespace {

const std::string here = "actr_planner", there = "actr_coder";

/// What a candidate is judged against.
struct State {
  std::optional<psmp::Version> latest{};
  std::vector<Dependency> dependencies{};
};

State head_of(const std::string& actor, std::uint64_t number = 3, bool active = true) {
  return {.latest = psmp::Version{"art_head", number, actor, "hash of the head", active}};
}

Candidate plan(std::optional<std::uint64_t> base = {}, std::optional<std::uint64_t> expected = {}) {
  return {.lineage = {"proj_1", "plan"}, .base = base, .expected_version = expected};
}

Judgement judge_in(Mode mode, const Candidate& candidate, const State& state,
                   const std::string& content_hash = "hash of the candidate") {
  return judge(mode, {candidate, here, content_hash, candidate.base, state.latest, state.dependencies});
}

Judgement judge_plan(const Candidate& candidate, const State& state) {
  return judge_in(Mode::strict, candidate, state);
}

std::vector<ConflictType> types(const Judgement& judgement) {
  std::vector<ConflictType> types;
  for (const auto& finding : judgement.findings) types.push_back(finding.type);
  return types;
}

using Types = std::vector<ConflictType>;

}  // namespace

TEST_CASE("psmp: a first version is accepted when nothing is there", "[psmp]") {
  for (const auto base : {std::optional<std::uint64_t>(), std::optional<std::uint64_t>(0)}) {
    const auto judgement = judge_plan(plan(base), {});
    CHECK(judgement.verdict == Verdict::accepted);
    CHECK(judgement.effect == Effect::next_version);
    CHECK(judgement.version == 1);
  }
}

TEST_CASE("psmp: the base decides what a candidate may follow", "[psmp]") {
  struct Case {
    std::optional<std::uint64_t> base;
    std::string head_actor;
    Types conflicts;
  };
  const auto cases = std::vector<Case>{
      {3, here, {}},
      {3, there, {}},
      {std::nullopt, here, {ConflictType::version_mismatch}},  // another session of the same actor wrote it
      {std::nullopt, there, {ConflictType::parallel_creation}},
      {0, there, {ConflictType::parallel_creation}},
      {0, here, {ConflictType::version_mismatch}},
      {2, here, {ConflictType::version_mismatch}},
      {2, there, {ConflictType::version_mismatch}},
      {4, there, {ConflictType::version_mismatch}},
  };
  for (const auto& it : cases) {
    INFO("base " << (it.base ? std::to_string(*it.base) : "unknown") << ", head by " << it.head_actor);
    const auto judgement = judge_plan(plan(it.base), head_of(it.head_actor));
    CHECK(types(judgement) == it.conflicts);
    CHECK(judgement.verdict == (it.conflicts.empty() ? Verdict::accepted : Verdict::denied));
    CHECK(judgement.effect == (it.conflicts.empty() ? Effect::next_version : Effect::blocked));
    CHECK(judgement.version == (it.conflicts.empty() ? 4 : 0));
  }
}

TEST_CASE("psmp: a base on a lineage without a head is a mismatch", "[psmp]") {
  CHECK(types(judge_plan(plan(1), {})) == Types{ConflictType::version_mismatch});
  CHECK(types(judge_plan(plan(3), head_of(here, 3, false))) == Types{ConflictType::version_mismatch});
}

TEST_CASE("psmp: versions go on counting after a retraction", "[psmp]") {
  const auto judgement = judge_plan(plan(), head_of(there, 3, false));
  CHECK(judgement.verdict == Verdict::accepted);
  CHECK(judgement.version == 4);
}

TEST_CASE("psmp: a wrong expected version is a finding of its own", "[psmp]") {
  CHECK(types(judge_plan(plan(3, 4), head_of(there))).empty());
  CHECK(types(judge_plan(plan(3, 9), head_of(there))) == Types{ConflictType::version_mismatch});
  CHECK(types(judge_plan(plan({}, 9), head_of(there))) ==
        Types{ConflictType::parallel_creation, ConflictType::version_mismatch});
  CHECK(types(judge_plan(plan({}, 2), {})) == Types{ConflictType::version_mismatch});
}

TEST_CASE("psmp: equal content converges on the head, whoever wrote it and whatever else is wrong",
          "[psmp]") {
  auto candidate = plan(1, 9);
  candidate.depends_on = {"nothing"};
  const auto judgement = judge_in(Mode::strict, candidate, head_of(there), "hash of the head");
  CHECK(judgement.verdict == Verdict::accepted);
  CHECK(judgement.effect == Effect::converged);
  CHECK(judgement.version == 3);
  CHECK(judgement.findings.empty());
}

TEST_CASE("psmp: an exact candidate follows its base, and never converges", "[psmp]") {
  auto counter = plan(3);
  counter.exact = true;
  const auto same = judge_in(Mode::strict, counter, head_of(there), "hash of the head");
  CHECK(same.effect == Effect::next_version);
  CHECK(same.version == 4);
  for (const auto& [base, actor, type] : {std::tuple(2, there, ConflictType::version_mismatch),
                                          {2, here, ConflictType::version_mismatch},
                                          {0, there, ConflictType::parallel_creation},
                                          {0, here, ConflictType::version_mismatch}}) {
    counter.base = base;
    CHECK(types(judge_in(Mode::strict, counter, head_of(actor), "hash of the head")) == Types{type});
  }
  counter.base.reset();
  CHECK(judge_plan(counter, {}).effect == Effect::next_version);
}

TEST_CASE("psmp: what clashes with a version says whose it is", "[psmp]") {
  for (const auto& candidate : {plan(), plan(0), plan(2)}) {
    const auto judgement = judge_plan(candidate, head_of(there));
    REQUIRE(judgement.findings.size() == 1);
    const auto& finding = judgement.findings[0];
    CHECK(finding.by == there);
    CHECK(finding.description.find("version 3 by `" + there + "`") != std::string::npos);
  }
  CHECK(judge_plan(plan(), head_of(here))
            .findings.at(0)
            .description.starts_with("`plan` already has version 3 by another session of `" + here +
                                     "`; read it"));
}

TEST_CASE("psmp: equal content does not converge on what was retracted", "[psmp]") {
  const auto judgement = judge_in(Mode::strict, plan(), head_of(there, 3, false), "hash of the head");
  CHECK(judgement.effect == Effect::next_version);
}

TEST_CASE("psmp: each dependency that is not there is named", "[psmp]") {
  auto candidate = plan();
  candidate.depends_on = {"code", "art_gone", "data/raw", "unknown"};
  State state;
  state.dependencies = {Dependency::present, Dependency::missing, Dependency::inactive};
  const auto judgement = judge_plan(candidate, state);
  CHECK(judgement.verdict == Verdict::denied);
  REQUIRE(judgement.findings.size() == 3);  // what the state does not know of is missing
  CHECK(judgement.findings[0].with == std::vector<std::string>{"art_gone"});
  CHECK(judgement.findings[1].with == std::vector<std::string>{"data/raw"});
  CHECK(judgement.findings[2].with == std::vector<std::string>{"unknown"});
  for (const auto& finding : judgement.findings) {
    CHECK(finding.type == ConflictType::missing_dependency);
    CHECK(finding.severity == Severity::high);
    CHECK(finding.suggested == Strategy::retry);
    CHECK(finding.description.find("`" + finding.with[0] + "`") != std::string::npos);
  }
}

TEST_CASE("psmp: a mode that is not known denies what no rule has anything against", "[psmp]") {
  const auto judgement = judge_in(static_cast<Mode>(99), plan(), {});
  CHECK(judgement.findings.empty());
  CHECK(judgement.verdict == Verdict::denied);
}

TEST_CASE("psmp: the table has each conflict type once, with its name", "[psmp]") {
  std::set<ConflictType> types;
  std::set<std::string_view> names;
  for (const auto& rule : rules) {
    CHECK(types.insert(rule.type).second);
    CHECK(names.insert(rule.name).second);
    CHECK(form::value_of<ConflictType>(rule.name) == rule.type);
  }
}

TEST_CASE("psmp: a decision denies until something says otherwise", "[psmp]") {
  const Decision decision;
  CHECK_FALSE(decision);
  CHECK(decision.verdict == Verdict::denied);
  CHECK_THROWS_AS(decision.accepted(), ConflictDetectedError);
  CHECK(Judgement{}.verdict == Verdict::denied);
}

TEST_CASE("psmp: a denial that is thrown carries its decision", "[psmp]") {
  Decision blocked{.effect = Effect::blocked};
  blocked.artifact.lineage = {"proj_1", "plan", "draft"};
  blocked.conflicts = {{.description = "first"}, {.description = "second"}};
  try {
    (void)blocked.accepted();
    FAIL("nothing was thrown");
  } catch (const ConflictDetectedError& error) {
    CHECK(error.code() == ErrorCode::denied);
    CHECK(error.decision() == blocked);
    CHECK(std::string(error.what()) == "the candidate for `plan/draft` is blocked: first; second");
  }
}

TEST_CASE("psmp: what a decision says to people is one line, whatever names and findings hold", "[psmp]") {
  auto candidate = plan();
  candidate.lineage.name = "a\u2028b";
  candidate.depends_on = {"code/c\u0085d"};
  const auto judgement = judge_plan(candidate, head_of(there));
  std::vector<std::string> descriptions;
  for (const auto& finding : judgement.findings) descriptions.push_back(finding.description);
  REQUIRE(descriptions.size() == 2);
  CHECK(descriptions[0].starts_with("`plan/a\\u2028b` already has version 3"));
  CHECK(descriptions[1].starts_with("the dependency `code/c\\u0085d` does not exist"));

  Decision decision{.artifact = {.lineage = candidate.lineage, .version = 2}};
  decision.effect = Effect::next_version;
  CHECK(decision.text() == "`plan/a\\u2028b` is version 2");
  decision.effect = Effect::blocked;
  decision.conflicts = {{.description = "of an\u2029older\nfile"}};
  CHECK(decision.text() == "the candidate for `plan/a\\u2028b` is blocked: of an\\u2029older\\x0afile");
  const std::string long_name(256, 'x');
  decision.artifact.lineage.name = long_name;
  decision.effect = Effect::converged;
  CHECK(decision.text() == "`plan/" + long_name + "` says what version 2 says already");
}
