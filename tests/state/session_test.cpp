#include <catch2/catch.hpp>

#include <thread>

#include "state/seen.hpp"
#include "support/engines.hpp"

using namespace metaqore;
using namespace metaqore::test;

namespace {

/// An engine with one project, and as many sessions as it takes.
struct Project1 {
  explicit Project1(On on) : engine(open_engine(on, folder)) {}

  Folder folder;
  Engine engine;
  std::string id = engine.state({"host"}).create_project({.name = "chatbot"}).id;

  StateManager session(const std::string& actor) const { return engine.state({actor}); }
  Candidate candidate(const std::string& data, const std::string& name = "") const {
    return {.lineage = {id, "plan", name}, .data = Json(data)};
  }
  std::uint64_t entries() const { return engine.ledger().head().size; }
};

std::vector<ConflictType> types_of(const Decision& decision) {
  std::vector<ConflictType> types;
  for (const auto& conflict : decision.conflicts) types.push_back(conflict.type);
  return types;
}

const std::vector mismatch{ConflictType::version_mismatch};

int count_in(const Candidate& candidate) {
  return candidate.data == Json() ? 0 : std::stoi(candidate.data.text());
}

}  // namespace

TEST_CASE("sessions: two of one actor are two, and what one has not seen it cannot overwrite", "[session]") {
  const Project1 project(GENERATE(On::file, On::memory, On::fake));
  auto first = project.session("coder"), second = project.session("coder");
  const auto written = first.declare(project.candidate("1")).accepted();

  const auto denied = second.declare(project.candidate("2"));
  CHECK(types_of(denied) == mismatch);
  CHECK(denied.conflicts.at(0).with == std::vector{written.id});
  CHECK(denied.conflicts.at(0).by == "coder");
  CHECK(denied.text() ==
        "the candidate for `plan` is blocked: `plan` already has version 1 by another session of `coder`; "
        "read it, take over what it says and declare with base 1");

  CHECK(first.declare(project.candidate("3")).accepted().version == 2);  // it goes on with its own work
  REQUIRE(second.head(written.lineage));
  CHECK(second.declare(project.candidate("4")).accepted().version == 3);
  CHECK(types_of(first.declare(project.candidate("5"))) == mismatch);
  CHECK(project.engine.ledger().verify().ok);
}

TEST_CASE("sessions: what is got or declared is seen, and what is listed or looked ahead at is not",
          "[session]") {
  const Project1 project(GENERATE(On::file, On::memory, On::fake));
  auto author = project.session("planner");
  const auto plan = author.declare(project.candidate("1")).accepted();
  const std::vector parallel{ConflictType::parallel_creation};

  auto lister = project.session("coder");
  REQUIRE(lister.list_artifacts({.project_id = project.id}).items.size() == 1);
  REQUIRE_FALSE(lister.check(project.candidate("2")));
  const auto blocked = lister.declare(project.candidate("2"));
  CHECK(types_of(blocked) == parallel);
  REQUIRE(lister.get_artifact(blocked.artifact.id));  // a candidate is no version
  REQUIRE(lister.get_conflict(blocked.conflicts.at(0).id));
  CHECK(types_of(lister.check(project.candidate("3"))) == parallel);

  for (const bool by_id : {true, false}) {
    auto reader = project.session("coder");
    REQUIRE((by_id ? reader.get_artifact(plan.id) : reader.head(plan.lineage)));
    auto copy = reader;
    const auto answer = copy.check(project.candidate("4"));
    CHECK(answer);
    CHECK(answer.artifact.based_on == 1);
    CHECK_FALSE(answer.artifact.base);
  }

  auto converging = project.session("coder");
  REQUIRE(converging.declare(project.candidate("1")).effect == Effect::converged);
  CHECK(converging.check(project.candidate("5")));

  auto late = project.session("coder");
  REQUIRE(author.declare(project.candidate("6")));
  REQUIRE(late.get_artifact(plan.id));  // an old version
  const auto stale = late.check(project.candidate("7"));
  CHECK(types_of(stale) == mismatch);
  CHECK(stale.conflicts.at(0).description ==
        "the candidate is based on version 1 of `plan`, but the head is version 2 by `planner`; take over "
        "what changed and declare with base 2");
  REQUIRE(late.head(plan.lineage));
  REQUIRE(late.get_artifact(plan.id));  // seeing the old one again unsees nothing
  CHECK(late.check(project.candidate("7")));
}

TEST_CASE("sessions: their number, and what the base came to, are recorded with the candidate", "[session]") {
  const Project1 project(GENERATE(On::file, On::memory, On::fake));
  auto first = project.session("coder"), second = project.session("coder");
  const auto one = first.declare(project.candidate("1")).accepted();
  const auto two = first.declare(project.candidate("2")).accepted();
  const auto blocked = second.declare(project.candidate("3")).artifact;
  CHECK(one.session != 0);
  CHECK(one.session < std::uint64_t{1} << 53);
  CHECK(two.session == one.session);
  CHECK(blocked.session != one.session);
  CHECK_FALSE(one.based_on);
  CHECK(two.based_on == 1);
  CHECK_FALSE(blocked.based_on);
  CHECK(second.get_artifact(two.id) == two);
  CHECK(second.get_artifact(blocked.id) == blocked);
}

TEST_CASE("sessions: a repeat is told by what was said, and not by what the base comes to since",
          "[session]") {
  const Project1 project(GENERATE(On::file, On::memory, On::fake));
  auto session = project.session("coder");
  auto said = project.candidate("1");
  said.id = "art_1";
  const auto first = session.declare(said);
  REQUIRE(session.declare(project.candidate("2")));
  CHECK(session.declare(said) == first);
  CHECK(project.session("coder").declare(said) == first);
}

TEST_CASE("sessions: of all lineages those seen longest ago are forgotten first", "[session]") {
  state::Seen seen;
  const auto lineage = [](std::size_t i) { return Lineage{"proj_1", "plan", std::to_string(i)}; };
  const auto note = [&](std::size_t i, std::uint64_t version) {
    seen.note({.lineage = lineage(i), .version = version});
  };
  for (std::size_t i = 0; i < state::Seen::most_lineages; ++i) note(i, 5);
  note(0, 3);  // again: it is seen last, and its newest version stays
  note(state::Seen::most_lineages, 1);
  note(state::Seen::most_lineages + 1, 0);  // a candidate
  CHECK(seen.newest(lineage(0)) == 5);
  CHECK_FALSE(seen.newest(lineage(1)));
  CHECK(seen.newest(lineage(2)) == 5);
  CHECK(seen.newest(lineage(state::Seen::most_lineages)) == 1);
  CHECK_FALSE(seen.newest(lineage(state::Seen::most_lineages + 1)));
}

TEST_CASE("sessions: on whose behalf one acts stands in artifacts and entries", "[session]") {
  const Project1 project(GENERATE(On::file, On::memory, On::fake));
  auto agent = project.engine.state({.actor = "coder", .on_behalf_of = "alice"});
  const auto artifact = agent.declare(project.candidate("1")).accepted();
  CHECK(artifact.created_by == "coder");
  CHECK(artifact.on_behalf_of == "alice");
  CHECK(agent.get_artifact(artifact.id) == artifact);
  const auto entry = project.engine.ledger().entries({.from = artifact.sequence, .limit = 1}).at(0);
  CHECK(entry.on_behalf_of.starts_with("actr_"));
  CHECK(entry.on_behalf_of != entry.actor);

  auto self = project.engine.state({.actor = "alice", .on_behalf_of = "alice"});
  const auto own = self.declare(project.candidate("1", "own")).accepted();
  CHECK(own.on_behalf_of == "alice");
  const auto second = project.engine.ledger().entries({.from = own.sequence, .limit = 1}).at(0);
  CHECK(second.actor == entry.on_behalf_of);  // she has one pseudonym
  CHECK(second.on_behalf_of == second.actor);

  auto same = project.candidate("1");
  same.id = "art_same";
  const auto converged = agent.declare(same);
  CHECK(converged.effect == Effect::converged);
  CHECK(agent.declare(same) == converged);
  CHECK_THROWS_AS(project.engine.state({.actor = "a", .on_behalf_of = "b\n"}), Error);
  CHECK(project.engine.ledger().verify().ok);
}

TEST_CASE("exact: the candidate is the next version of its base or is denied, and tells a repeat",
          "[session]") {
  const Project1 project(GENERATE(On::file, On::memory, On::fake));
  auto session = project.session("counter");
  auto one = project.candidate("1");
  REQUIRE(session.declare(one));
  one.exact = true;
  one.base = 1;
  one.id = "art_exact";
  const auto second = session.declare(one);
  CHECK(second.effect == Effect::next_version);
  CHECK(second.artifact.version == 2);
  CHECK(second.artifact.exact);
  CHECK(session.get_artifact("art_exact") == second.artifact);
  CHECK(session.declare(one) == second);
  one.exact = false;
  CHECK_THROWS_AS(session.declare(one), Error);

  auto late = project.candidate("1");
  late.exact = true;
  late.base = 1;
  CHECK(types_of(session.declare(late)) == mismatch);
  CHECK_FALSE(second.artifact.next().exact);
}

TEST_CASE("try_declare: of what is denied nothing is kept", "[session]") {
  const Project1 project(GENERATE(On::file, On::memory, On::fake));
  auto author = project.session("planner");
  REQUIRE(author.declare(project.candidate("1")));
  const auto entries = project.entries();

  auto newcomer = project.session("newcomer");
  const auto denied = newcomer.try_declare(project.candidate("2"));
  CHECK(denied.verdict == Verdict::denied);
  CHECK(denied.effect == Effect::refused);
  CHECK(types_of(denied) == std::vector{ConflictType::parallel_creation});
  CHECK(denied.conflicts.at(0).by == "planner");
  CHECK(denied.conflicts.at(0).id.empty());
  CHECK(denied.artifact.id.empty());
  CHECK(denied.receipt == Receipt{});
  CHECK(denied.text().starts_with("the candidate for `plan` is refused: `plan` already has version 1"));
  CHECK(project.entries() == entries);

  const auto accepted = author.try_declare(project.candidate("2"));
  CHECK(accepted.effect == Effect::next_version);
  CHECK(author.get_artifact(accepted.artifact.id) == accepted.artifact);
  CHECK(author.try_declare(project.candidate("3")));  // it has seen its own
}

TEST_CASE("update: of increments at the same time none is lost", "[session]") {
  const Project1 project(GENERATE(On::file, On::memory, On::fake));
  const Lineage counter{project.id, "counter", "hits"};
  constexpr int threads = 4, each = 25;
  const auto increment = [&](const std::string& actor) {
    auto session = project.session(actor);
    for (int i = 0; i < each; ++i) {
      const auto decision = session.update(
          counter, [](Candidate& next) { next.data = Json(std::to_string(count_in(next) + 1)); }, 10'000);
      if (!decision) throw decision.text();
    }
  };
  std::vector<std::jthread> running;
  for (int i = 0; i < threads; ++i) running.emplace_back(increment, i % 2 == 0 ? "even" : "odd");
  running.clear();
  const auto head = project.session("host").head(counter);
  REQUIRE(head);
  CHECK(head->data == Json(std::to_string(threads * each)));
  CHECK(head->version == threads * each);
  auto host = project.session("host");
  CHECK(host.list_artifacts({.project_id = project.id, .status = ArtifactStatus::blocked}).items.empty());
}

TEST_CASE("update: it tries again where somebody was faster, within its bound, and only there", "[session]") {
  const Project1 project(GENERATE(On::file, On::memory, On::fake));
  auto session = project.session("coder"), rival = project.session("rival");
  const Lineage lineage{project.id, "plan"};
  int calls = 0;
  const auto overtaken = [&](Candidate& next) {
    ++calls;
    next.data = Json(std::to_string(calls));
    (void)rival.update(lineage,
                       [&](Candidate& other) { other.data = Json("[" + std::to_string(calls) + "]"); });
  };
  const auto denied = session.update(lineage, overtaken, 3);
  CHECK(calls == 3);
  CHECK(denied.effect == Effect::refused);
  CHECK(types_of(denied) == mismatch);

  calls = 0;
  const auto dependent = session.update(lineage, [&](Candidate& next) {
    ++calls;
    next.depends_on = {"nothing"};
  });
  CHECK(calls == 1);
  CHECK(types_of(dependent) == std::vector{ConflictType::missing_dependency});

  const auto entries = project.entries();
  CHECK_THROWS_AS(session.update(lineage, [](Candidate&) { throw std::runtime_error("no"); }),
                  std::runtime_error);
  CHECK_THROWS_AS(session.update(lineage, [](Candidate&) {}, 0), Error);
  CHECK(project.entries() == entries);

  const auto elsewhere = session.update(lineage, [](Candidate& next) {
    next.lineage.name = "elsewhere";
    next.base = 0;
    next.exact = false;
  });
  CHECK(elsewhere.accepted().lineage == lineage);
}
