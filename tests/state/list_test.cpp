#include <catch2/catch.hpp>

#include "state/view/view.hpp"
#include "support/engines.hpp"

using namespace metaqore;
using namespace metaqore::test;

namespace {

std::vector<std::string> names(const Page<Artifact>& page) {
  std::vector<std::string> names;
  for (const auto& artifact : page.items) {
    names.push_back(artifact.lineage.artifact_type + "/" + artifact.lineage.name + "@" +
                    std::to_string(artifact.version));
  }
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("list: heads, versions and candidates come in order, page by page", "[list]") {
  Folder folder;
  auto engine = open_engine(GENERATE(On::file, On::memory, On::fake), folder);
  auto agent = engine.state({"agent"}), other = engine.state({"other"});
  const auto project = agent.create_project({.name = "p"}).id;
  const auto declare = [&](const std::string& type, const std::string& name, int data) {
    return agent.declare({.lineage = {project, type, name}, .data = Json(std::to_string(data))}).accepted();
  };
  declare("code", "b", 1);
  declare("code", "a", 1);
  declare("code", "a", 2);
  declare("code", "a/b", 1);
  declare("plan", "", 1);
  REQUIRE_FALSE(other.declare({.lineage = {project, "plan"}, .data = Json("7")}));

  ArtifactQuery query{.project_id = project, .limit = 2};
  CHECK(names(agent.list_artifacts({.project_id = project})) ==
        Names{"code/a@2", "code/a/b@1", "code/b@1", "plan/@1"});
  const auto first = agent.list_artifacts(query);
  CHECK(names(first) == Names{"code/a@2", "code/a/b@1"});

  declare("code", "a0", 1);  // the other pages still show the state of the first
  declare("code", "b", 2);
  query.cursor = first.next;
  const auto second = agent.list_artifacts(query);
  CHECK(names(second) == Names{"code/b@1", "plan/@1"});
  CHECK(second.next.empty());

  CHECK(names(agent.list_artifacts({.project_id = project, .artifact_type = "code", .name = "a"})) ==
        Names{"code/a@2"});
  CHECK(
      names(agent.list_artifacts({.project_id = project, .artifact_type = "code", .status = std::nullopt})) ==
      Names{"code/a@1", "code/a@2", "code/a/b@1", "code/a0@1", "code/b@1", "code/b@2"});
  CHECK(names(agent.list_artifacts({.project_id = project, .status = ArtifactStatus::superseded})) ==
        Names{"code/a@1", "code/b@1"});
  CHECK(names(agent.list_artifacts({.project_id = project, .status = ArtifactStatus::blocked})) ==
        Names{"plan/@0"});
  CHECK(agent.list_artifacts({.project_id = "proj_none"}).items.empty());
}

TEST_CASE("list: every page but the last is full, whatever is filtered", "[list]") {
  Folder folder;
  auto engine = open_engine(On::memory, folder);
  auto agent = engine.state({"agent"});
  const auto project = agent.create_project({.name = "p"}).id;
  for (int version = 1; version <= 25; ++version) {
    for (const auto* type : {"a", "b"}) {
      REQUIRE(agent.declare({.lineage = {project, type}, .data = Json(std::to_string(version))}));
    }
  }
  ArtifactQuery query{.project_id = project, .status = ArtifactStatus::superseded, .limit = 7};
  std::size_t seen = 0;
  for (;;) {
    const auto page = agent.list_artifacts(query);
    seen += page.items.size();
    if (page.next.empty()) break;
    CHECK(page.items.size() == 7);
    query.cursor = page.next;
  }
  CHECK(seen == 48);
}

TEST_CASE("list: a page ends before it holds more than 8 MiB, and the next goes on from there",
          "[list][large]") {
  Folder folder;
  auto engine = open_engine(GENERATE(On::file, On::memory, On::fake), folder);
  auto agent = engine.state({"agent"}), other = engine.state({"other"});
  const auto text = [](std::size_t mebibytes, int number) {
    return Json("\"" + std::to_string(number) + std::string(mebibytes << 20, 'x') + "\"");
  };
  const auto sizes_of = [](const auto& page) {
    std::vector<std::size_t> sizes;
    for (const auto& item : page.items) {
      if constexpr (requires { item.data; }) {
        sizes.push_back(item.data.text().size() >> 20);
      } else {
        sizes.push_back(item.metadata.text().size() >> 20);
      }
    }
    return sizes;
  };
  using Sizes = std::vector<std::size_t>;
  const auto pages = [&](auto query, auto list) {
    std::vector<Sizes> found;
    do {
      const auto page = list(query);
      found.push_back(sizes_of(page));
      query.cursor = page.next;
    } while (!query.cursor.empty());
    return found;
  };

  const std::vector<std::size_t> mebibytes{3, 3, 3, 9, 0, 3, 9, 9};
  for (const auto size : mebibytes)
    agent.create_project({.name = "p", .metadata = Json(R"({"a":)" + text(size, 0).text() + "}")});
  const std::vector<Sizes> expected{{3, 3}, {3}, {9}, {0, 3}, {9}, {9}};
  CHECK(pages(ProjectQuery{}, [&](const ProjectQuery& query) { return agent.list_projects(query); }) ==
        expected);

  const auto project = agent.create_project({.id = "proj_own", .name = "p"}).id;
  for (std::size_t i = 0; i < mebibytes.size(); ++i) {
    const Lineage lineage{project, "plan", std::to_string(i)};
    for (int version = 1; version <= 2; ++version)
      REQUIRE(agent.declare({.lineage = lineage, .data = text(mebibytes[i], version)}));
    REQUIRE_FALSE(other.declare({.lineage = lineage, .data = text(mebibytes[i], 3)}));
  }
  const auto artifacts = [&](const ArtifactQuery& query) { return agent.list_artifacts(query); };
  for (const auto status : {ArtifactStatus::active, ArtifactStatus::superseded, ArtifactStatus::blocked})
    CHECK(pages(ArtifactQuery{.project_id = project, .status = status}, artifacts) == expected);
  CHECK(pages(ArtifactQuery{.project_id = project, .limit = 1}, artifacts).size() == mebibytes.size());
  const auto all = pages(ArtifactQuery{.project_id = project, .status = std::nullopt}, artifacts);
  CHECK(all.size() == 16);
}

TEST_CASE("list: what rows say besides data counts in their page", "[list][large]") {
  Folder folder;
  auto engine = open_engine(GENERATE(On::file, On::memory, On::fake), folder);
  auto agent = engine.state({"agent"});
  const auto project = agent.create_project({.name = "p"}).id;
  std::vector<std::string> paths(1'000, std::string(1'020, 'x'));
  for (std::size_t i = 0; i < paths.size(); ++i) paths[i] += std::to_string(i);
  for (int i = 0; i < 20; ++i) {
    REQUIRE(agent.declare({.lineage = {project, "plan", std::to_string(i)}, .data = Json("1")}));
    REQUIRE(agent.declare({.lineage = {project, "plan", std::to_string(i)}, .paths = paths}));
  }
  std::size_t items = 0;
  ArtifactQuery query{.project_id = project};
  do {
    const auto page = agent.list_artifacts(query);
    CHECK(page.items.size() <= 8);
    items += page.items.size();
    query.cursor = page.next;
  } while (!query.cursor.empty());
  CHECK(items == 20);
  CHECK(agent.list_artifacts({.project_id = project, .status = ArtifactStatus::superseded}).items.size() ==
        20);
}

TEST_CASE("list: what an older file says of a conflict is shown on one line", "[list]") {
  const Conflict conflict{
      .id = "conf_1", .type = ConflictType::version_mismatch, .description = "`plan/a\u2028b` is\nlate"};
  const auto row = state::encode(state::ConflictRow{conflict}, {});
  const Folder folder;
  const auto store = make_store(On::memory, folder);
  const auto reader = store->read();
  CHECK(state::View(*reader).conflicts_of({row}).at(0).description == "`plan/a\\u2028b` is\\x0alate");
  CHECK(row.body.find("a\u2028b") != std::string::npos);
}

TEST_CASE("list: projects are listed whoever made them", "[list]") {
  Folder folder;
  auto engine = open_engine(GENERATE(On::file, On::memory, On::fake), folder);
  auto agent = engine.state({"agent"});
  CHECK(agent.list_projects().items.empty());
  std::vector<Project> projects;
  for (int i = 0; i < 5; ++i)
    projects.push_back(engine.state({"a" + std::to_string(i)}).create_project({.name = "p"}));
  CHECK(agent.list_projects().items == projects);
  const auto page = agent.list_projects({.limit = 5});
  CHECK(page.items.size() == 5);
  CHECK(page.next.empty());
}

TEST_CASE("list: a cursor goes on with the list that gave it, and no other takes it", "[list]") {
  Folder folder;
  auto engine = open_engine(On::memory, folder);
  auto agent = engine.state({"agent"}), other = engine.state({"other"});
  std::vector<std::string> projects;
  for (const auto* id : {"proj_a", "proj_aa"})
    projects.push_back(agent.create_project({.id = id, .name = "p"}).id);
  std::string blocked;
  for (const auto& project : projects) {
    for (const auto* name : {"", "a", "b"}) {
      for (int version = 0; version < 3; ++version)
        REQUIRE(agent.declare({.lineage = {project, "plan", name}, .data = Json(std::to_string(version))}));
      for (int version = 0; version < 2; ++version) {
        Candidate candidate{.lineage = {project, "plan", name}, .data = Json("\"mine\"")};
        candidate.depends_on = {"none", "no/ne"};
        blocked = other.declare(candidate).artifact.id;
      }
    }
  }
  const auto& project = projects.back();
  const std::vector<ArtifactQuery> artifacts{
      {.project_id = project},
      {.project_id = projects.front()},
      {.project_id = project, .artifact_type = "plan"},
      {.project_id = project, .status = ArtifactStatus::superseded},
      {.project_id = project, .status = ArtifactStatus::blocked},
      {.project_id = project, .status = std::nullopt},
      {.project_id = project, .artifact_type = "plan", .status = std::nullopt},
      {.project_id = project, .artifact_type = "plan", .name = "", .status = std::nullopt},
      {.project_id = project, .artifact_type = "plan", .name = "a", .status = std::nullopt},
      {.project_id = project, .artifact_type = "plan", .name = "a", .status = ArtifactStatus::superseded},
  };
  const std::vector<ConflictQuery> conflicts{{.project_id = project},
                                             {.project_id = projects.front()},
                                             {.project_id = project, .artifact_id = blocked}};
  std::vector<std::function<std::string(const std::string& cursor)>> lists;
  lists.emplace_back(
      [&](const std::string& cursor) { return agent.list_projects({.cursor = cursor, .limit = 1}).next; });
  for (const auto& query : artifacts) {
    lists.emplace_back([&agent, query](const std::string& cursor) {
      auto next = query;
      next.cursor = cursor;
      next.limit = 1;
      return agent.list_artifacts(next).next;
    });
  }
  for (const auto& query : conflicts) {
    lists.emplace_back([&agent, query](const std::string& cursor) {
      auto next = query;
      next.cursor = cursor;
      next.limit = 1;
      return agent.list_conflicts(next).next;
    });
  }
  for (std::size_t from = 0; from < lists.size(); ++from) {
    const auto cursor = lists[from]("");
    REQUIRE_FALSE(cursor.empty());
    for (std::size_t to = 0; to < lists.size(); ++to) {
      INFO("from list " << from << " to list " << to);
      std::string reason = "none";
      try {
        (void)lists[to](cursor);
      } catch (const Error& error) {
        reason = error.reason();
      }
      CHECK(reason == (from == to ? "none" : "state.wrong_cursor"));
    }
  }
  CHECK(agent.list_artifacts({.project_id = project, .cursor = lists[1](""), .limit = 500}).items.size() ==
        2);
}

TEST_CASE("list: a cursor of another list and a limit out of bounds are refused", "[list]") {
  Folder folder;
  auto engine = open_engine(On::memory, folder);
  auto agent = engine.state({"agent"});
  const auto project = agent.create_project({.name = "p"}).id;
  agent.create_project({.name = "q"});
  const auto cursor = agent.list_projects({.limit = 1}).next;
  REQUIRE_FALSE(cursor.empty());
  CHECK(agent.list_projects({.cursor = cursor}).items.size() == 1);
  CHECK_THROWS_AS(agent.list_artifacts({.project_id = project, .cursor = cursor}), Error);
  const auto digest = cursor.substr(cursor.find('.'));  // and the key
  for (const auto& wrong :
       std::vector<std::string>{"x", ".", "..", "...", "1", "1.", "1..", "99999" + digest, "-1" + digest,
                                "1x" + digest, digest, cursor + "6", cursor + "zz", cursor + ".",
                                cursor.substr(0, cursor.size() - 2), cursor.substr(0, cursor.rfind('.')),
                                cursor.substr(0, cursor.rfind('.') + 1), cursor + std::string(5'000, '0')}) {
    INFO(wrong);
    CHECK_THROWS_AS(agent.list_projects({.cursor = wrong}), Error);
  }
  CHECK_THROWS_AS(agent.list_projects({.limit = 0}), Error);
  CHECK_THROWS_AS(agent.list_projects({.limit = 1'001}), Error);
}
