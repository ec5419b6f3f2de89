#include <catch2/catch.hpp>

#include "json/form/reader.hpp"
#include "json/form/writer.hpp"
#include "metaqore/page.hpp"
#include "model/artifact.hpp"
#include "model/config.hpp"
#include "model/content.hpp"
#include "model/project.hpp"
#include "support/forms.hpp"

using namespace metaqore;
using test::reads_back;
using test::refusal_of;

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
  reads_back(full_candidate());
  reads_back(Candidate{});
  reads_back(artifact);
  reads_back(Project{.id = "proj_1", .name = "n", .status = ProjectStatus::archived, .updated_at = time});
  reads_back(ProjectQuery{.cursor = "c", .limit = 7});
  reads_back(Config{"s", "o", Mode::strict, true});
  reads_back(ArtifactQuery{.project_id = "proj_1", .status = std::nullopt});
  reads_back(ArtifactQuery{.project_id = "proj_1", .artifact_type = "plan", .name = "", .cursor = "c"});
  reads_back(Page<Artifact>{{artifact, artifact}, "next"});
}

TEST_CASE("model: what is brief and what is carried of a form are told apart, and are all of it", "[model]") {
  auto candidate = full_candidate();
  form::Writer brief, payload;
  form::brief_fields(brief, candidate);
  form::payload_fields(payload, candidate);
  const auto brief_text = std::move(brief).finish(), payload_text = std::move(payload).finish();
  CHECK(payload_text == R"({"data":{"lines":[1,2.5,null]},"metadata":{"by":"hand"}})");
  CHECK(from_json<Candidate>(brief_text).data == Json());

  auto read_back = from_json<Candidate>(brief_text);
  const json::Document document(payload_text);
  form::Reader reader(document.root(), "");
  form::payload_fields(reader, read_back);
  reader.finish();
  CHECK(read_back == candidate);

  form::Reader strict(document.root(), "");
  form::brief_fields(strict, read_back);
  CHECK_THROWS_WITH(strict.finish(), Catch::StartsWith("unknown member `data`;"));

  form::Writer carried;
  const Project project{.id = "proj_1", .name = "n", .metadata = Json("[]")};
  form::payload_fields(carried, project);
  CHECK(std::move(carried).finish() == R"({"metadata":[]})");
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
      refusal_of<Candidate>(R"({"project_id":"proj_1","requirements":[{"ecosystem":"pypi","nmae":"x"}]})");
  CHECK(error.reason() == "model.unknown_member");
  CHECK(std::string(error.what()) ==
        "unknown member `requirements[0].nmae`; the members here are ecosystem, name, constraint, scope, "
        "extras, purpose, marker");
  CHECK(error.details() == R"({"member":"requirements[0].nmae"})");
}

TEST_CASE("model: a value of the wrong type or name is refused by its place", "[model]") {
  CHECK(std::string(refusal_of<Candidate>("[]").what()) == "the document must be an object");
  CHECK(std::string(refusal_of<Candidate>(R"({"base":-1})").what()) ==
        "`base` must be a whole number from 0 up");
  CHECK(std::string(refusal_of<Candidate>(R"({"base":1.5})").what()) ==
        "`base` must be a whole number from 0 up");
  CHECK(std::string(refusal_of<Candidate>(R"({"reads":["a",2]})").what()) == "`reads[1]` must be a string");
  CHECK(std::string(refusal_of<ProjectQuery>(R"({"limit":4294967296})").what()) ==
        "`limit` must be a smaller number");
  CHECK(std::string(refusal_of<Config>(R"({"governance_mode":"lax"})").what()) ==
        "`governance_mode` is `lax`; it must be one of strict");
  CHECK(refusal_of<Project>(R"({"created_at":"yesterday"})").reason() == "model.wrong_type");
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
