#include <catch2/catch.hpp>

#include "json/form/reader.hpp"
#include "json/form/writer.hpp"
#include "metaqore/page.hpp"
#include "model/artifact.hpp"
#include "model/config.hpp"
#include "model/content.hpp"
#include "model/project.hpp"
#include "model/session.hpp"
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
  const auto artifact = model::to_artifact(full_candidate());
  form::Writer brief, payload;
  form::brief_fields(brief, artifact);
  form::payload_fields(payload, artifact);
  const auto brief_text = std::move(brief).finish(), payload_text = std::move(payload).finish();
  CHECK(payload_text.starts_with(R"({"data":{"lines":[1,2.5,null]},"depends_on":[)"));
  CHECK(brief_text.find("depends_on") == std::string::npos);

  auto read_back = from_json<Artifact>(brief_text);
  CHECK(read_back.data == Json());
  CHECK(read_back.paths.empty());
  const json::Document document(payload_text);
  form::Reader reader(document.root(), "");
  form::payload_fields(reader, read_back);
  reader.finish();
  CHECK(read_back == artifact);

  form::Reader strict(document.root(), "");
  form::brief_fields(strict, read_back);
  CHECK_THROWS_WITH(strict.finish(), Catch::StartsWith("unknown member `data`;"));

  form::Writer carried;
  const Project project{.id = "proj_1", .name = "n", .metadata = Json("[]")};
  form::payload_fields(carried, project);
  CHECK(std::move(carried).finish() == R"({"metadata":[]})");
}

TEST_CASE("model: what is absent is said to be missing, and a type that has a name in it to be two members",
          "[model]") {
  const auto message = [](const Lineage& lineage) {
    try {
      model::validate(lineage);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("it went well");
  };
  CHECK(message({}).starts_with("`project_id` is missing or empty; it must be an id: `proj_` and more"));
  CHECK(message({"proj_1", ""}).starts_with("`artifact_type` is missing or empty; it must be"));
  CHECK(message({"proj_1", "code/main"}) ==
        "`artifact_type` is `code/main`; it must be the type alone; what stands behind its `/` is the member "
        "`name`: `main`");
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

TEST_CASE("model: a name with what is not seen or ends a line is refused by its code point", "[model]") {
  const auto refusal = [](const auto& document) -> std::string {
    try {
      model::validate(document);
    } catch (const Error& error) {
      CHECK(error.reason() == "model.out_of_bounds");
      return error.what();
    }
    return "none";
  };
  const auto with = [&](auto change) {
    auto candidate = full_candidate();
    change(candidate);
    return refusal(candidate);
  };
  const std::string fault =
      "`; it must be without `U+2028`, which is not seen, ends a line or turns its direction";
  const auto said = [&](const std::string& member, const std::string& before = "") {
    return "`" + member + "` is `" + before + "a\\u2028b" + fault;
  };
  const std::string name = "a\u2028b";
  CHECK(with([&](auto& c) { c.lineage.name = name; }) == said("name"));
  CHECK(with([&](auto& c) { c.depends_on.push_back("code/" + name); }) == said("depends_on[3]"));
  CHECK(with([&](auto& c) { c.paths.push_back(name); }) == said("paths[1]"));
  CHECK(with([&](auto& c) { c.requirements[0].ecosystem = name; }) == said("requirements[0].ecosystem"));
  CHECK(with([&](auto& c) { c.requirements[0].name = name; }) == said("requirements[0].name"));
  CHECK(with([&](auto& c) { c.requirements[0].constraint = name; }) == said("requirements[0].constraint"));
  CHECK(with([&](auto& c) { c.requirements[0].marker = name; }) == said("requirements[0].marker"));
  CHECK(with([&](auto& c) { c.requirements[0].extras = {name}; }) == said("requirements[0].extras[0]"));
  CHECK(with([&](auto& c) { c.requirements[0].purpose = name; }) == "none");  // what is said, not named
  CHECK(refusal(Project{.name = name}) == said("name"));
  CHECK(refusal(Project{.name = "p", .owner_id = name}) == said("owner_id"));
  CHECK(refusal(Project{.name = "p", .description = name + "\n"}) == "none");
  CHECK(refusal(Config{.organization = name}) == said("organization"));
  CHECK(refusal(Session{.actor = name}) == said("actor"));

  CHECK(refusal(Session{.actor = "a\u0085"}) ==
        "`actor` is `a\\u0085`; it must be without `U+0085`, which is not seen, ends a line or turns its "
        "direction");
  CHECK(refusal(Session{.actor = "a\nb"}) ==
        "`actor` is `a\\x0ab`; it must be without `U+000A`, which is not seen, ends a line or turns its "
        "direction");
  CHECK(refusal(Project{.name = "p", .description = "a\tb\rc"}).find("`U+000D`") != std::string::npos);
  CHECK(refusal(Session{.actor = "\U000E0041"}).find("`U+E0041`") != std::string::npos);
  CHECK(refusal(Session{.actor = "می\u200cخواهم"}) == "none");

  // What older files hold can still be asked for.
  CHECK(refusal(Lineage{"proj_1", "plan", name}) == "none");
  CHECK(refusal(ArtifactQuery{.project_id = "proj_1", .artifact_type = "plan", .name = name}) == "none");
}

TEST_CASE("model: all that a candidate says counts together, and the largest of it is named",
          "[model][large]") {
  constexpr std::size_t mebibyte = 1 << 20;
  const auto text = [](std::size_t size) { return Json('"' + std::string(size - 2, 'x') + '"'); };
  const auto strings = [](std::size_t size) {
    std::vector<std::string> made;
    for (std::size_t i = 0; i < size >> 10; ++i)
      made.push_back(std::to_string(10'000 + i) + std::string(1'024 - 5, 'x'));
    return made;
  };
  const Candidate plain{.lineage = {"proj_1", "plan"}, .data = text(mebibyte)};
  const auto refusal = [](const Candidate& candidate) -> std::string {
    try {
      model::validate(candidate);
    } catch (const Error& error) {
      CHECK(error.reason() == "model.out_of_bounds");
      return error.what();
    }
    return "none";
  };
  const auto said = [](const std::string& member, std::size_t of_it, std::size_t together) {
    return "`" + member + "` is `" + std::to_string(of_it) +
           " bytes`; it must be smaller: all members together may have 16777216, and have " +
           std::to_string(together);
  };
  const std::size_t rest = plain.lineage.project_id.size() + plain.lineage.artifact_type.size() + 2;

  auto candidate = plain;
  candidate.data = text(Json::max_size);
  CHECK(refusal(candidate) == said("data", Json::max_size, Json::max_size + rest));
  candidate.metadata = Json(R"({"a":)" + text(Json::max_size - 6).text() + "}");
  CHECK(refusal(candidate) == said("data", Json::max_size, 2 * Json::max_size + rest - 2));

  candidate = plain;
  const Requirement large{
      .ecosystem = "pypi", .name = "numpy", .extras = std::vector<std::string>(100, std::string(256, 'x'))};
  candidate.requirements.assign(1'000, large);
  const std::size_t needs = 1'000 * (4 + 5 + 7 + 100 * 256);
  CHECK(refusal(candidate) == said("requirements", needs, needs + mebibyte + rest));
  candidate.requirements.assign(500, large);
  CHECK(refusal(candidate) == "none");
  candidate.paths = strings(mebibyte - 1);
  candidate.data = text(4 * mebibyte);
  CHECK(refusal(candidate).starts_with("`requirements` is `12808000 bytes`"));

  candidate = plain;
  candidate.reads = strings(60 * mebibyte);
  CHECK(refusal(candidate) == said("reads", 60 * mebibyte, 61 * mebibyte + rest));
  candidate.reads.clear();
  candidate.depends_on = strings(17 * mebibyte);
  CHECK(refusal(candidate) == said("depends_on", 17 * mebibyte, 18 * mebibyte + rest));
  candidate = plain;
  candidate.lineage.name.assign(20 * mebibyte, 'x');
  CHECK(refusal(candidate) == said("name", 20 * mebibyte, 21 * mebibyte + rest));

  Project project{.name = "p", .description = std::string(1'000, 'x')};
  project.metadata = Json(R"({"a":)" + text(Json::max_size - 6).text() + "}");
  try {
    model::validate(project);
    FAIL("it was taken");
  } catch (const Error& error) {
    CHECK(error.what() == said("metadata", Json::max_size, Json::max_size + 1'001));
  }
}

TEST_CASE("model: the JSON form of what a host hands in is bounded before it is read", "[model][large]") {
  const auto blank = [](const std::string& document, std::size_t size) {
    return document + std::string(size - document.size(), ' ');
  };
  const std::string candidate = R"({"project_id":"proj_1","artifact_type":"plan"})";
  CHECK(from_json<Candidate>(blank(candidate, Json::max_size)).lineage.project_id == "proj_1");
  const auto too_large = [&](const Error& error, std::size_t size, std::size_t limit) {
    CHECK(error.reason() == "json.too_large");
    CHECK(std::string(error.what())
              .starts_with("the JSON text has `" + std::to_string(size) + "` bytes, more than the `" +
                           std::to_string(limit) + "` that are read, at line 1"));
  };
  too_large(refusal_of<Candidate>(blank(candidate, Json::max_size + 1)), Json::max_size + 1, Json::max_size);
  too_large(refusal_of<Project>(blank("{}", Json::max_size + 1)), Json::max_size + 1, Json::max_size);
  constexpr std::size_t small = 64 << 10;
  CHECK(from_json<ArtifactQuery>(blank("{}", small)) == ArtifactQuery{});
  too_large(refusal_of<ArtifactQuery>(blank("{}", small + 1)), small + 1, small);
  too_large(refusal_of<ProjectQuery>(blank("{}", small + 1)), small + 1, small);
  too_large(refusal_of<Config>(blank("{}", small + 1)), small + 1, small);
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
