#include <catch2/catch.hpp>

#include "support/engines.hpp"

using namespace metaqore;
using namespace metaqore::test;

namespace {

/// An engine with one project and two agents.
struct Team {
  explicit Team(On on) : engine(open_engine(on, folder)) {}

  Folder folder;
  Engine engine;
  StateManager planner = engine.state({"planner"});
  StateManager coder = engine.state({"coder"});
  std::string project = planner.create_project({.name = "chatbot"}).id;

  Candidate candidate(const std::string& type, const std::string& data,
                      std::optional<std::uint64_t> base = {}) const {
    return {.lineage = {project, type}, .data = Json(data), .base = base};
  }
};

ErrorCode failure(const std::function<void()>& call, const std::string& reason) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(error.reason() == reason);
    return error.code();
  }
  FAIL("it went well; it should have ended in " << reason);
  return {};
}

std::vector<ConflictType> types(const std::vector<Conflict>& conflicts) {
  std::vector<ConflictType> types;
  for (const auto& conflict : conflicts) types.push_back(conflict.type);
  return types;
}

}  // namespace

TEST_CASE("declare: a version follows the one it is based on, and the lineage shows it", "[declare]") {
  Team team(GENERATE(On::file, On::memory, On::fake));
  const auto first = team.planner.declare(team.candidate("plan", R"({"steps": 1})")).accepted();
  CHECK(first.version == 1);
  CHECK(first.status == ArtifactStatus::active);
  CHECK(first.created_by == "planner");
  CHECK(team.planner.head(first.lineage) == first);

  auto next = first.next();
  next.data = Json(R"({"steps": 2})");
  const auto second = team.coder.declare(next).accepted();
  CHECK(second.version == 2);
  CHECK(second.base == 1);
  CHECK(second.created_by == "coder");
  CHECK(team.planner.head(first.lineage) == second);

  auto superseded = first;
  superseded.status = ArtifactStatus::superseded;
  CHECK(team.coder.get_artifact(first.id) == superseded);
  CHECK(team.engine.ledger().verify().ok);
}

TEST_CASE("declare: a blocked candidate is kept with its conflicts, and can be read", "[declare]") {
  Team team(GENERATE(On::file, On::memory, On::fake));
  const auto first = team.planner.declare(team.candidate("plan", "1")).accepted();
  auto candidate = team.candidate("plan", R"({"mine":true})");
  candidate.depends_on = {"data/raw", "art_nowhere"};
  const auto decision = team.coder.declare(candidate);

  CHECK_FALSE(decision);
  CHECK(decision.effect == Effect::blocked);
  CHECK(decision.artifact.status == ArtifactStatus::blocked);
  CHECK(decision.artifact.version == 0);
  CHECK(types(decision.conflicts) == std::vector{ConflictType::parallel_creation,
                                                 ConflictType::missing_dependency,
                                                 ConflictType::missing_dependency});
  CHECK(decision.conflicts[0].with == std::vector{first.id});

  CHECK(team.planner.get_artifact(decision.artifact.id) == decision.artifact);
  for (const auto& conflict : decision.conflicts) {
    CHECK(conflict.artifact_id == decision.artifact.id);
    CHECK(team.planner.get_conflict(conflict.id) == conflict);
  }
  CHECK(
      team.planner.list_conflicts({.project_id = team.project, .artifact_id = decision.artifact.id}).items ==
      decision.conflicts);
  CHECK(team.planner.list_artifacts({.project_id = team.project, .status = ArtifactStatus::blocked}).items ==
        std::vector{decision.artifact});
  CHECK(team.planner.head(first.lineage) == first);
  CHECK(team.engine.ledger().verify().ok);
}

TEST_CASE("declare: equal content converges on the head, whoever says it", "[declare]") {
  Team team(GENERATE(On::file, On::memory, On::fake));
  const auto first = team.planner.declare(team.candidate("plan", R"({"a":1,"b":[2]})")).accepted();
  auto same = team.candidate("plan", R"({"b":[2.0],"a":1})");
  same.id = "art_mine";
  const auto decision = team.coder.declare(same);
  CHECK(decision);
  CHECK(decision.effect == Effect::converged);
  CHECK(decision.artifact == first);
  CHECK(decision.conflicts.empty());
  CHECK(decision.receipt.sequence > first.sequence);
  CHECK(team.coder.get_artifact("art_mine") == first);  // the candidate's id is another name for it
  CHECK(team.coder.list_artifacts({.project_id = team.project, .status = std::nullopt}).items ==
        std::vector{first});

  auto dependent = team.candidate("code", "1");
  dependent.depends_on = {"art_mine"};
  CHECK(team.coder.declare(dependent));
  CHECK(team.engine.ledger().verify().ok);
}

TEST_CASE("declare: a repeat of the same call is given the first answer again", "[declare]") {
  Team team(GENERATE(On::file, On::memory, On::fake));
  const auto declare = [](StateManager& who, Candidate candidate, const std::string& id) {
    candidate.id = id;
    return who.declare(candidate);
  };
  const auto plan = team.candidate("plan", R"({"a": 1})");
  const auto other = team.candidate("plan", "2");
  const auto accepted = declare(team.planner, plan, "art_1");
  const auto blocked = declare(team.coder, other, "art_2");
  const auto converged = declare(team.coder, plan, "art_3");
  auto revised = team.candidate("plan", "3", 1);
  REQUIRE(team.planner.declare(revised));  // the head moves on
  const auto size = team.engine.ledger().head().size;

  CHECK(declare(team.planner, team.candidate("plan", R"({ "a" : 1.0 })"), "art_1") == accepted);
  CHECK(declare(team.coder, other, "art_2") == blocked);
  CHECK(declare(team.coder, plan, "art_3") == converged);
  CHECK(team.planner.check([&] {
    auto c = plan;
    c.id = "art_1";
    return c;
  }()) == accepted);
  CHECK(team.engine.ledger().head().size == size);

  for (const auto& changed : {team.candidate("plan", R"({"a": 2})"), team.candidate("plans", R"({"a": 1})"),
                              team.candidate("plan", R"({"a": 1})", 0)}) {
    CHECK(failure([&] { (void)declare(team.planner, changed, "art_1"); }, "state.id_taken") ==
          ErrorCode::invalid_argument);
  }
  CHECK(failure([&] { (void)declare(team.coder, plan, "art_1"); }, "state.id_taken") ==
        ErrorCode::invalid_argument);
  CHECK(team.engine.ledger().head().size == size);
}

TEST_CASE("declare: receipts say where the decision stands, and the ledger agrees", "[declare]") {
  Team team(GENERATE(On::file, On::memory, On::fake));
  const auto accepted = team.planner.declare(team.candidate("plan", "1"));
  const auto blocked = team.coder.declare(team.candidate("plan", "2"));
  const auto ledger = team.engine.ledger();
  for (const auto& decision : {accepted, blocked}) {
    const auto& receipt = decision.receipt;
    CHECK(receipt.sequence == decision.artifact.sequence);
    CHECK(receipt.head.size == receipt.sequence + 1 + decision.conflicts.size());
    CHECK(ledger.head_at(receipt.head.size) == receipt.head);
    const auto entry = ledger.entries({.from = receipt.sequence, .limit = 1}).at(0);
    CHECK(entry.resource == decision.artifact.id);
    CHECK(entry.verdict == (decision ? "accepted" : "denied"));
    CHECK(entry.action == "declare");
  }
  CHECK(ledger.head() == blocked.receipt.head);
  CHECK(failure([&] { (void)ledger.head_at(ledger.head().size + 1); }, "ledger.beyond_end") ==
        ErrorCode::not_found);
}

TEST_CASE("declare: a dependency is a version or a lineage with an active head in the same project",
          "[declare]") {
  Team team(GENERATE(On::file, On::memory, On::fake));
  const auto plan = team.planner.declare(team.candidate("plan", "1")).accepted();
  auto named = team.candidate("data", "1");
  named.lineage.name = "raw/2026";
  REQUIRE(team.planner.declare(named));
  const auto blocked = team.coder.declare(team.candidate("plan", "2"));
  REQUIRE_FALSE(blocked);
  const auto elsewhere = team.planner.create_project({.name = "other"}).id;
  const auto foreign = team.planner.declare({.lineage = {elsewhere, "lib"}}).accepted();

  const auto check = [&](std::vector<std::string> dependencies) {
    auto candidate = team.candidate("code", "1");
    candidate.depends_on = std::move(dependencies);
    std::vector<std::string> missing;
    for (const auto& conflict : team.coder.check(candidate).conflicts) missing.push_back(conflict.with.at(0));
    return missing;
  };
  CHECK(check({"plan", plan.id, "data/raw/2026"}).empty());
  CHECK(check({"data"}) == std::vector<std::string>{"data"});
  CHECK(check({"data/raw"}) == std::vector<std::string>{"data/raw"});
  CHECK(check({blocked.artifact.id, "plan"}) == std::vector{blocked.artifact.id});
  CHECK(check({foreign.id, "lib"}) == std::vector<std::string>{foreign.id, "lib"});
}

TEST_CASE("declare: check answers what declare would, and keeps nothing", "[declare]") {
  Team team(GENERATE(On::file, On::memory, On::fake));
  const auto size = team.engine.ledger().head().size;
  auto newcomer = team.engine.state({"newcomer"});
  const auto candidate = team.candidate("plan", "1");
  const auto foreseen = newcomer.check(candidate);
  CHECK(foreseen);
  CHECK(foreseen.artifact.version == 1);
  CHECK(foreseen.artifact.id.empty());
  CHECK(foreseen.receipt == Receipt{});
  CHECK(team.engine.ledger().head().size == size);

  REQUIRE(team.planner.declare(candidate));
  const auto stale = newcomer.check(team.candidate("plan", "2"));
  const auto declared = newcomer.declare(team.candidate("plan", "2"));
  CHECK_FALSE(stale);
  CHECK(types(stale.conflicts) == types(declared.conflicts));
  CHECK(stale.conflicts[0].description == declared.conflicts[0].description);
  CHECK(stale.conflicts[0].id.empty());
}

TEST_CASE("declare: what is refused leaves nothing behind", "[declare]") {
  Team team(GENERATE(On::file, On::memory, On::fake));
  const auto size = team.engine.ledger().head().size;
  CHECK(failure([&] { (void)team.coder.declare({.lineage = {"proj_none", "plan"}}); },
                "state.project_not_found") == ErrorCode::not_found);
  CHECK(failure([&] { (void)team.coder.declare({.lineage = {team.project, "pl an"}}); },
                "model.out_of_bounds") == ErrorCode::invalid_argument);
  CHECK(failure([&] { team.coder.create_project({}); }, "model.out_of_bounds") ==
        ErrorCode::invalid_argument);
  CHECK(failure([&] { team.coder.create_project({.name = "x", .status = ProjectStatus::completed}); },
                "model.out_of_bounds") == ErrorCode::invalid_argument);
  CHECK(team.engine.ledger().head().size == size);
  CHECK(team.engine.ledger().verify().ok);
}

TEST_CASE("declare: a project of the host's own id is created once", "[declare]") {
  Team team(GENERATE(On::file, On::memory, On::fake));
  const Project wanted{.id = "proj_own", .name = "n", .metadata = Json(R"({"a":1})")};
  const auto created = team.coder.create_project(wanted);
  CHECK(created.id == "proj_own");
  CHECK(team.planner.get_project("proj_own") == created);
  CHECK(team.planner.create_project(wanted) == created);
  auto other = wanted;
  other.name = "m";
  CHECK(failure([&] { team.planner.create_project(other); }, "state.id_taken") ==
        ErrorCode::invalid_argument);
}

TEST_CASE("declare: entries name neither actors nor ids that the host brought", "[declare]") {
  Team team(GENERATE(On::file, On::memory, On::fake));
  auto jane = team.engine.state({"jane.doe@example.org", Role::human, "0af7651916cd43dd8448eb211c80319c"});
  jane.create_project({.id = "proj_jane-doe", .name = "private"});
  auto candidate = Candidate{.lineage = {"proj_jane-doe", "memo"}, .id = "art_jane-doe-1"};
  (void)jane.declare(candidate);
  candidate.id = "art_jane-doe-2";
  (void)jane.declare(candidate);

  std::string actor;
  const auto entries = team.engine.ledger().entries({.limit = 1'000});
  for (const auto& entry : entries) {
    INFO(entry.bytes);
    CHECK(entry.bytes.find("jane") == std::string::npos);
    CHECK(entry.bytes.find("private") == std::string::npos);
  }
  const auto& last = entries.back();
  CHECK(last.type == "artifact.converged");
  CHECK(last.role == "human");
  CHECK(last.trace == "0af7651916cd43dd8448eb211c80319c");
  CHECK(last.actor.starts_with("actr_"));
  CHECK(last.project.starts_with("proj_"));
  CHECK(entries.at(entries.size() - 2).actor == last.actor);
}

TEST_CASE("declare: the first entry records what governs the file, and every entry cites it", "[declare]") {
  Team team(GENERATE(On::file, On::memory, On::fake));
  (void)team.planner.declare(team.candidate("plan", "1"));
  const auto entries = team.engine.ledger().entries();
  CHECK(entries.at(0).type == "settings.recorded");
  CHECK(entries.at(0).action == "open");
  for (const auto& entry : entries) CHECK(entry.settings == entries.at(0).after);
}

TEST_CASE("declare: what is accepted can be read again, however deep and large it is", "[declare][large]") {
  Team team(On::memory);
  const auto nested = [](std::size_t depth) {
    return Json(std::string(depth, '[') + std::string(depth, ']'));
  };
  const auto grows = "[" + [] {
    std::string numbers;
    for (int i = 0; i < 700'000; ++i) numbers += "1e20,";
    return numbers;
  }() + "0]";  // fifteen megabytes when it is written
  const auto candidates =
      std::vector<Candidate>{{.lineage = {team.project, "deep"}, .data = nested(Json::max_depth)},
                             {.lineage = {team.project, "long"},
                              .data = Json("\"" + std::string(Json::max_size - 1'000, 'x') + "\"")},
                             {.lineage = {team.project, "numbers"}, .data = Json(grows)}};
  for (const auto& candidate : candidates) {
    INFO(candidate.lineage.artifact_type);
    const auto decision = team.planner.declare(candidate);
    REQUIRE(decision);
    CHECK(team.planner.head(candidate.lineage) == decision.artifact);
    CHECK(from_json<Decision>(to_json(decision)) == decision);
  }
  std::vector<Artifact> listed;
  ArtifactQuery query{.project_id = team.project};
  do {
    const auto page = team.planner.list_artifacts(query);
    listed.insert(listed.end(), page.items.begin(), page.items.end());
    query.cursor = page.next;
  } while (!query.cursor.empty());
  CHECK(listed.size() == 3);
  CHECK(team.engine.ledger().verify().ok);
}

TEST_CASE("declare: what a candidate depends on is looked up without what it carries", "[declare][large]") {
  auto store = std::make_unique<storage::FakeStore>(storage::FakeOptions{.round_trip = {}});
  const auto& reads = *store;
  auto engine = EngineAccess::open(std::move(store), fixed_environment(), {});
  auto agent = engine.state({"agent"});
  const auto project = agent.create_project({.name = "p"}).id;
  Candidate whole{.lineage = {project, "all"}};
  const std::vector<std::string> extras(100, std::string(256, 'x'));
  for (int i = 0; i < 6; ++i) {
    const auto name = std::to_string(i);
    const Requirement needs{.ecosystem = "pypi", .name = "p" + name, .extras = extras};
    const auto version = agent.declare(
        {.lineage = {project, "part", name}, .requirements = std::vector<Requirement>(100, needs)});
    whole.depends_on.push_back(i % 2 == 0 ? version.accepted().id : "part/" + name);
  }
  whole.depends_on.push_back("part/none");
  const auto decision = agent.declare(whole);
  REQUIRE(decision.conflicts.size() == 1);
  CHECK(decision.conflicts[0].with == std::vector<std::string>{"part/none"});
  CHECK(reads.most_bytes() < 10'000);
}

TEST_CASE("declare: what would be too large to be read again is refused before it is written",
          "[declare][large]") {
  Team team(On::memory);
  std::string numbers;
  for (int i = 0; i < 1'000'000; ++i) numbers += "1e20,";
  const auto size = team.engine.ledger().head().size;
  CHECK(failure([&] { (void)team.planner.declare(team.candidate("plan", "[" + numbers + "0]")); },
                "model.out_of_bounds") == ErrorCode::invalid_argument);
  CHECK(
      failure(
          [&] { team.planner.create_project({.name = "p", .metadata = Json("{\"a\":[" + numbers + "0]}")}); },
          "model.out_of_bounds") == ErrorCode::invalid_argument);
  CHECK(failure(
            [&] {
              (void)from_json<Candidate>("{\"data\":" + std::string(129, '[') + std::string(129, ']') + "}");
            },
            "json.too_deep") == ErrorCode::invalid_argument);
  CHECK(team.engine.ledger().head().size == size);
}

TEST_CASE("declare: Json values that are equal are equal content", "[declare]") {
  Team team(On::memory);
  auto candidate = team.candidate("plan", "1");
  candidate.metadata = Json(" { } ");
  candidate.id = "art_1";
  const auto first = team.planner.declare(candidate);
  candidate.metadata = Json();
  CHECK(team.planner.declare(candidate) == first);
  candidate.id = "art_2";
  CHECK(team.coder.declare(candidate).effect == Effect::converged);
}

TEST_CASE("declare: a Json that was moved from is refused like any other input", "[declare]") {
  Team team(On::memory);
  auto candidate = team.candidate("plan", "1");
  const auto taken = std::move(candidate.data);
  CHECK(failure([&] { (void)team.planner.declare(candidate); }, "model.out_of_bounds") ==
        ErrorCode::invalid_argument);
}

TEST_CASE("declare: a dependency on a blocked candidate says that it is blocked", "[declare]") {
  Team team(On::memory);
  const auto blocked = team.planner.declare(team.candidate("plan", "1", 7));
  auto candidate = team.candidate("code", "1");
  candidate.depends_on = {blocked.artifact.id};
  const auto decision = team.coder.declare(candidate);
  REQUIRE(decision.conflicts.size() == 1);
  CHECK(decision.conflicts[0].description.find("is blocked and has no version yet") != std::string::npos);
}
