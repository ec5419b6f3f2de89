#include <catch2/catch.hpp>

#include "metaqore/json_merge.hpp"
#include "metaqore/json_schema.hpp"
#include "model/content.hpp"
#include "model/validate.hpp"

using namespace metaqore;

namespace {

Candidate full_candidate() {
  return {.lineage = {"proj_1", "code", "src/ä.py"},
          .data = Json(R"({"lines":[1,2.5,null]})"),
          .base = 4,
          .expected_version = 5,
          .depends_on = {"art_1", "plan", "data/raw"},
          .reads = {"art_2"},
          .requirements =
              {{.ecosystem = "pypi", .name = "numpy", .constraint = ">=1.26", .marker = "os_name=='nt'"}},
          .paths = {"src/a.py"},
          .metadata = Json(R"({"by":"hand"})"),
          .id = "art_own"};
}

template <class T>
void reads_back(const T& value) {
  const auto text = to_json(value);
  INFO(text);
  CHECK(from_json<T>(text) == value);
  CHECK(Json(text).canonical() == text);
}

/// The message and reason of the error that reading this text ends in.
template <class T>
Error refusal(std::string_view text) {
  try {
    (void)from_json<T>(text);
  } catch (const Error& error) {
    return error;
  }
  throw std::logic_error("it was read");
}

std::string bound_broken(const Candidate& candidate) {
  try {
    model::validate(candidate);
    return "";
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    CHECK(error.reason() == "model.out_of_bounds");
    return error.details();
  }
}

}  // namespace

TEST_CASE("model: every struct reads back from what it writes", "[model]") {
  const Time time{std::chrono::microseconds{1'767'225'600'000'001}};
  const Artifact artifact{.id = "art_1",
                          .lineage = {"proj_1", "plan"},
                          .version = 2,
                          .status = ArtifactStatus::superseded,
                          .data = Json("[1]"),
                          .base = 0,
                          .created_by = "planner",
                          .created_at = time,
                          .content_hash = "00",
                          .sequence = 9};
  const Conflict conflict{.id = "conf_1",
                          .project_id = "proj_1",
                          .artifact_id = "art_1",
                          .type = ConflictType::missing_dependency,
                          .severity = Severity::high,
                          .description = "\"quoted\"",
                          .suggested = Strategy::retry,
                          .with = {"code"},
                          .created_at = time};
  const Receipt receipt{9, {12, "ab"}, Durability::full};
  reads_back(full_candidate());
  reads_back(Candidate{});
  reads_back(artifact);
  reads_back(conflict);
  reads_back(Project{.id = "proj_1", .name = "n", .status = ProjectStatus::archived, .updated_at = time});
  reads_back(Decision{Verdict::accepted, Effect::converged, artifact, {conflict}, receipt});
  reads_back(Entry{.sequence = 1, .time = time, .type = "t", .bytes = "{}"});
  reads_back(std::vector<Entry>{{}, {.sequence = 1}});
  reads_back(Verification{true, {3, "ff"}, 2, "m"});
  reads_back(Config{"s", "o", Mode::strict, true});
  reads_back(ArtifactQuery{.project_id = "proj_1", .status = std::nullopt});
  reads_back(ArtifactQuery{.project_id = "proj_1", .artifact_type = "plan", .name = "", .cursor = "c"});
  reads_back(ConflictQuery{.project_id = "proj_1", .artifact_id = "art_1"});
  reads_back(Page<Artifact>{{artifact, artifact}, "next"});
}

TEST_CASE("model: what is asked and said of requirements reads back", "[model]") {
  const OwnedRequirement needs{.owner = "coder",
                               .requirement = {.ecosystem = "pypi",
                                               .name = "uvicorn",
                                               .constraint = ">=0.30",
                                               .scope = "peer",
                                               .extras = {"standard"}}};
  const WayOut way{.owners_moved = 1,
                   .major_distance = 18'446'744'073'709'551'615u,
                   .needs_prerelease = true,
                   .relaxations = {{"coder", "<1", "<2"}},
                   .common = ">=1.5"};
  const Clash clash{.ecosystem = "pypi",
                    .name = "uvicorn",
                    .level = ClashLevel::error,
                    .undecided = true,
                    .core = {needs, needs},
                    .ways_out = {way, {}},
                    .description = "`coder` clashes"};
  const PackageDemand demand{.ecosystem = "npm",
                             .name = "vite",
                             .scopes = {"dev"},
                             .owners = {"coder"},
                             .satisfiable = true,
                             .constraint = "",
                             .versions = "all",
                             .chosen = "8.0.0"};
  reads_back(needs);
  reads_back(way);
  reads_back(clash);
  reads_back(demand);
  reads_back(Analysis{true, {clash, {}}, {demand, {}}, {{"npm", "package.json", "{}\n"}}});
  reads_back(AnalysisRequest{});
  reads_back(AnalysisRequest{.requirements = {needs}, .available = {{"npm", "vite", {"8.0.0"}}}});
  reads_back(AnalysisRequest{.rules = {}});
  reads_back(AnalysisRequest{.rules = {{"npm", {"peer"}, Sharing::nested}}});
  reads_back(default_sharing_rules());
  for (const auto sharing : {Sharing::one_version, Sharing::one_per_compatible, Sharing::nested}) {
    reads_back(SharingRule{"cargo", {"runtime"}, sharing});
  }
}

TEST_CASE("model: a request without rules has the default ones, and given ones take their place", "[model]") {
  CHECK(from_json<AnalysisRequest>("{}").rules == default_sharing_rules());
  CHECK(from_json<AnalysisRequest>(R"({"rules":[]})").rules.empty());
  const auto given = from_json<AnalysisRequest>(R"({"rules":[{"ecosystem":"npm","sharing":"nested"}]})");
  CHECK(given.rules == std::vector<SharingRule>{{"npm", {}, Sharing::nested}});
}

TEST_CASE("model: what is asked and said of merges and schemas reads back", "[model]") {
  const Residual residual{.pointer = "",
                          .kind = ResidualKind::delete_edit,
                          .base = Json("null"),
                          .ours = Json("{}"),
                          .theirs = std::nullopt,
                          .ours_actor = "planner",
                          .theirs_actor = "coder"};
  reads_back(residual);
  reads_back(Merge{});
  reads_back(Merge{.merged = Json("{}"), .residuals = {residual, residual}});
  reads_back(Merge{.merged = Json("null")});
  reads_back(std::vector<Answer>{{"/a", Take::base},
                                 {"/b", Take::ours},
                                 {"", Take::theirs},
                                 {"/c~1d", Take::value, Json("18446744073709551615")}});
  reads_back(Answer{"/a", Take::value, Json("null")});
  reads_back(SchemaOptions{});
  reads_back(SchemaOptions{.dialect = SchemaDialect::draft_07,
                           .assert_formats = true,
                           .uri = "https://a.example/s",
                           .documents = {{"https://a.example/t", Json("false")}, {"urn:x", Json()}}});
  reads_back(ValidationLimits{});
  reads_back(ValidationLimits{1, 2, std::chrono::milliseconds(0), 4});
  reads_back(Validation{});
  reads_back(Validation{false, {{"", "/type", "", "it is"}, {"/a", "/b", "urn:x", ""}}, true});
  for (const auto kind :
       {ResidualKind::edit_edit, ResidualKind::add_add, ResidualKind::delete_edit, ResidualKind::type_change,
        ResidualKind::array, ResidualKind::order, ResidualKind::key_invalid}) {
    reads_back(Residual{.pointer = "/a", .kind = kind});
    reads_back(Residual{.pointer = "/a",
                        .kind = kind,
                        .base = Json("1"),
                        .theirs = Json("null"),
                        .ours_actor = "o",
                        .theirs_actor = "t",
                        .base_fault = "b",
                        .ours_fault = "of",
                        .theirs_fault = "tf"});
  }
}

TEST_CASE("model: a document that is absent is left out, and null is a document", "[model]") {
  CHECK(to_json(Merge{}) == R"({"residuals":[]})");
  CHECK(to_json(Merge{.merged = Json("null")}) == R"({"merged":null,"residuals":[]})");
  CHECK(to_json(
            Residual{.pointer = "", .kind = ResidualKind::add_add, .ours = Json(), .theirs = Json("null")}) ==
        R"({"kind":"add_add","ours":{},"pointer":"","theirs":null})");
  CHECK(from_json<Merge>(R"({"residuals":[]})").merged == std::nullopt);
  CHECK(from_json<Merge>(R"({"merged":null,"residuals":[]})").merged == Json("null"));
}

TEST_CASE("model: what would mean too much when it is left out has to be given", "[model]") {
  const auto error = refusal<std::vector<Answer>>(R"([{"pointer":"/a","take":"ours"},{"pointer":"/b"}])");
  CHECK(error.reason() == "model.missing_member");
  CHECK(std::string(error.what()) == "`[1].take` is missing; it has to be given");
  CHECK(error.details() == R"({"member":"[1].take"})");
  CHECK(refusal<Answer>(R"({"take":"ours"})").details() == R"({"member":"pointer"})");
  CHECK(refusal<Merge>(R"({"merged":{}})").details() == R"({"member":"residuals"})");
  CHECK(refusal<Residual>(R"({"pointer":""})").details() == R"({"member":"kind"})");
  CHECK(refusal<SchemaOptions>(R"({"documents":[{"uri":"urn:x"}]})").details() ==
        R"({"member":"documents[0].schema"})");
  CHECK(refusal<Validation>("{}").details() == R"({"member":"valid"})");
}

TEST_CASE("model: a timeout is written in milliseconds", "[model]") {
  CHECK(to_json(ValidationLimits{}) ==
        R"({"max_depth":1000,"max_errors":100,"max_steps":20000000,"timeout_ms":5000})");
  CHECK(from_json<ValidationLimits>(R"({"timeout_ms":1})").timeout == std::chrono::milliseconds(1));
  for (const auto* wrong : {"-1", "1.5", "4294967296", "\"5s\""}) {
    INFO(wrong);
    const auto text = std::string(R"({"timeout_ms":)") + wrong + "}";
    CHECK(refusal<ValidationLimits>(text).reason() == "model.wrong_type");
  }
}

TEST_CASE("model: a requirement's members stand beside its owner", "[model]") {
  const OwnedRequirement needs{.owner = "coder", .requirement = {.ecosystem = "npm", .name = "vite"}};
  CHECK(to_json(needs) == R"({"ecosystem":"npm","name":"vite","owner":"coder","scope":"runtime"})");
  CHECK(from_json<OwnedRequirement>(R"({"owner":"o","name":"n","extras":["b","a"]})").requirement.extras ==
        std::vector<std::string>{"b", "a"});
}

TEST_CASE("model: what says nothing is left out", "[model]") {
  CHECK(to_json(Candidate{.lineage = {"proj_1", "plan"}}) ==
        R"({"artifact_type":"plan","data":{},"project_id":"proj_1"})");
  CHECK(to_json(Page<Project>{}) == R"({"items":[]})");
}

TEST_CASE("model: a query for every version says so with null", "[model]") {
  CHECK(from_json<ArtifactQuery>(R"({"project_id":"proj_1"})").status == ArtifactStatus::active);
  CHECK(from_json<ArtifactQuery>(R"({"project_id":"proj_1","status":null})").status == std::nullopt);
}

TEST_CASE("model: an unknown member is refused by name, with the names there are", "[model]") {
  const auto error =
      refusal<Candidate>(R"({"project_id":"proj_1","requirements":[{"ecosystem":"pypi","nmae":"x"}]})");
  CHECK(error.reason() == "model.unknown_member");
  CHECK(std::string(error.what()) ==
        "unknown member `requirements[0].nmae`; the members here are ecosystem, name, constraint, scope, "
        "extras, purpose, marker");
  CHECK(error.details() == R"({"member":"requirements[0].nmae"})");
}

TEST_CASE("model: a value of the wrong type or name is refused by its place", "[model]") {
  CHECK(std::string(refusal<Candidate>("[]").what()) == "the document must be an object");
  CHECK(std::string(refusal<Candidate>(R"({"base":-1})").what()) ==
        "`base` must be a whole number from 0 up");
  CHECK(std::string(refusal<Candidate>(R"({"base":1.5})").what()) ==
        "`base` must be a whole number from 0 up");
  CHECK(std::string(refusal<Candidate>(R"({"reads":["a",2]})").what()) == "`reads[1]` must be a string");
  CHECK(std::string(refusal<ProjectQuery>(R"({"limit":4294967296})").what()) ==
        "`limit` must be a smaller number");
  CHECK(std::string(refusal<Config>(R"({"governance_mode":"lax"})").what()) ==
        "`governance_mode` is `lax`; it must be one of strict");
  CHECK(refusal<Project>(R"({"created_at":"yesterday"})").reason() == "model.wrong_type");
}

TEST_CASE("model: candidates within the published bounds pass, beyond them they are named", "[model]") {
  CHECK(bound_broken(full_candidate()).empty());
  const auto with = [](auto change) {
    auto candidate = full_candidate();
    change(candidate);
    return bound_broken(candidate);
  };
  const auto member = [](const char* name) { return std::string(R"({"member":")") + name + "\"}"; };
  CHECK(with([](auto& c) { c.lineage.project_id = "chatbot"; }) == member("project_id"));
  CHECK(with([](auto& c) { c.lineage.project_id = "proj_"; }) == member("project_id"));
  CHECK(with([](auto& c) { c.lineage.project_id = "proj_a b"; }) == member("project_id"));
  CHECK(with([](auto& c) { c.lineage.artifact_type = ""; }) == member("artifact_type"));
  CHECK(with([](auto& c) { c.lineage.artifact_type = "a/b"; }) == member("artifact_type"));
  CHECK(with([](auto& c) { c.lineage.artifact_type = "art_1"; }) == member("artifact_type"));
  CHECK(with([](auto& c) { c.lineage.artifact_type = std::string(64, 'x'); }).empty());
  CHECK(with([](auto& c) { c.lineage.artifact_type = std::string(65, 'x'); }) == member("artifact_type"));
  CHECK(with([](auto& c) { c.lineage.name = "a\tb"; }) == member("name"));
  CHECK(with([](auto& c) { c.lineage.name = "\xff"; }) == member("name"));
  CHECK(with([](auto& c) { c.id = "own"; }) == member("id"));
  CHECK(with([](auto& c) { c.id = "art_" + std::string(59, 'x'); }).empty());
  CHECK(with([](auto& c) { c.id = "art_" + std::string(60, 'x'); }) == member("id"));
  CHECK(with([](auto& c) { c.depends_on.push_back("a b"); }) == member("depends_on[3]"));
  CHECK(with([](auto& c) { c.depends_on.push_back("code/"); }) == member("depends_on[3]"));
  const auto ids = [](int count) {
    std::vector<std::string> made;
    for (int i = 0; i < count; ++i) made.push_back("art_" + std::to_string(i));
    return made;
  };
  CHECK(with([&](auto& c) { c.reads = ids(1'000); }).empty());
  CHECK(with([&](auto& c) { c.reads = ids(1'001); }) == member("reads"));
  CHECK(with([](auto& c) { c.depends_on.push_back("plan"); }) == member("depends_on"));
  CHECK(with([](auto& c) { c.reads.push_back("art_2"); }) == member("reads"));
  CHECK(with([](auto& c) { c.requirements[0].scope = "test"; }) == member("requirements[0].scope"));
  CHECK(with([](auto& c) { c.requirements[0].scope = "peer"; }).empty());
  CHECK(with([](auto& c) { c.requirements[0].extras.assign(100, std::string(256, 'x')); }).empty());
  CHECK(with([](auto& c) { c.requirements[0].extras.assign(101, "x"); }) == member("requirements[0].extras"));
  CHECK(with([](auto& c) { c.requirements[0].extras = {"x", ""}; }) == member("requirements[0].extras[1]"));
  CHECK(with([](auto& c) { c.requirements[0].extras = {std::string(257, 'x')}; }) ==
        member("requirements[0].extras[0]"));
  CHECK(with([](auto& c) { c.paths = {""}; }) == member("paths[0]"));
  CHECK(with([](auto& c) { c.metadata = Json(" [ ] "); }) == member("metadata"));
  CHECK(with([](auto& c) { c.metadata = Json(" {\"a\":1}"); }).empty());
}

TEST_CASE("model: the content hash covers what is said, not how or where", "[model]") {
  const auto hash = [](auto change) {
    auto candidate = full_candidate();
    change(candidate);
    return model::content_hash(candidate);
  };
  const auto same = hash([](auto&) {});
  CHECK(hash([](auto& c) { c.data = Json(R"({ "lines" : [1.0, 25e-1, null] })"); }) == same);
  CHECK(hash([](auto& c) { c.lineage.name = "else"; }) == same);
  CHECK(hash([](auto& c) { c.base = 1; }) == same);
  CHECK(hash([](auto& c) { c.reads.clear(); }) == same);
  CHECK(hash([](auto& c) { c.id.clear(); }) == same);
  CHECK(hash([](auto& c) { c.data = Json(R"({"lines":[1,2.5]})"); }) != same);
  CHECK(hash([](auto& c) { c.depends_on.pop_back(); }) != same);
  CHECK(hash([](auto& c) { c.requirements[0].scope = "dev"; }) != same);
  CHECK(hash([](auto& c) { c.requirements[0].extras = {"x"}; }) != same);
  CHECK(hash([](auto& c) { c.paths.clear(); }) != same);
  CHECK(hash([](auto& c) { c.metadata = Json(); }) != same);
}

TEST_CASE("model: the content hash of a known candidate does not change between releases", "[model]") {
  // printf '{"data":{"steps":["index","chat"]}}' | sha256sum
  CHECK(model::content_hash({.data = Json(R"({"steps": ["index", "chat"]})")}) ==
        "f530bc39266cb81e8d3fe87b2f86860d7e654df8c754522eddf874f6b2de0bb4");
}

TEST_CASE("model: what comes next of an artifact is based on it", "[model]") {
  const auto first = full_candidate();
  auto artifact = model::to_artifact(first);
  artifact.version = 5;
  const auto next = artifact.next();
  CHECK(next.id.empty());
  CHECK(next.base == 5);
  CHECK_FALSE(next.expected_version);
  CHECK(next.reads.empty());
  CHECK(model::content_hash(next) == model::content_hash(first));
}
