#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>
#include <vector>

#include "capi/handles.hpp"

using namespace metaqore::test;

namespace {

struct Team {
  Team() {
    metaqore_engine* opened = nullptr;
    REQUIRE(metaqore_engine_open(&opened, text(R"({"storage":":memory:"})"), nullptr, nullptr) ==
            METAQORE_OK);
    engine.reset(opened);
    state = open_state("agent");
    REQUIRE(metaqore_state_create(&project, nullptr, nullptr, state.get(), METAQORE_PROJECT,
                                  text(R"({"id":"proj_p","name":"p"})"), nullptr) == METAQORE_OK);
  }

  StateHandle open_state(const char* actor) const {
    metaqore_state* opened = nullptr;
    REQUIRE(metaqore_state_open(&opened, engine.get(), text(actor), METAQORE_AGENT, nullptr, nullptr) ==
            METAQORE_OK);
    return StateHandle(opened);
  }

  EngineHandle engine;
  StateHandle state;
  metaqore_id project{};
};

constexpr const char* plan = R"({"project_id":"proj_p","artifact_type":"plan","data":{"steps":1}})";
constexpr const char* other_plan = R"({"project_id":"proj_p","artifact_type":"plan","data":{"steps":2}})";

}  // namespace

TEST_CASE("capi: a declaration answers in typed results and in JSON", "[capi]") {
  Team team;
  metaqore_verdict verdict = METAQORE_DENIED;
  metaqore_id id{};
  std::uint64_t version = 0, sequence = 0;
  metaqore_buffer *message = nullptr, *decision = nullptr;
  metaqore_error* error = nullptr;
  CHECK(metaqore_state_declare(&verdict, &id, &version, &sequence, &message, &decision, team.state.get(),
                               text(plan), &error) == METAQORE_OK);
  CHECK(error == nullptr);
  CHECK(verdict == METAQORE_ACCEPTED);
  CHECK(std::string(id.text).starts_with("art_"));
  CHECK(version == 1);
  CHECK(sequence == 3);
  CHECK(take(message) == "`plan` is version 1");
  const auto json = take(decision);
  CHECK(contains(json, R"("verdict":"accepted")"));
  CHECK(contains(json, id.text));

  metaqore_buffer* head = nullptr;
  metaqore_id head_id{};
  std::uint64_t head_version = 0;
  CHECK(metaqore_state_head(&head_id, &head_version, &head, team.state.get(), text("proj_p"), text("plan"),
                            {}, &error) == METAQORE_OK);
  CHECK(std::strcmp(head_id.text, id.text) == 0);
  CHECK(head_version == 1);
  metaqore_buffer* artifact = nullptr;
  CHECK(metaqore_state_get(&artifact, team.state.get(), METAQORE_ARTIFACT, text(id.text), &error) ==
        METAQORE_OK);
  CHECK(take(artifact) == take(head));
}

TEST_CASE("capi: a denial is an answer, with the verdict apart", "[capi]") {
  Team team;
  metaqore_verdict verdict = METAQORE_DENIED;
  REQUIRE(metaqore_state_declare(&verdict, nullptr, nullptr, nullptr, nullptr, nullptr, team.state.get(),
                                 text(plan), nullptr) == METAQORE_OK);
  const auto coder = team.open_state("coder");
  verdict = METAQORE_ACCEPTED;
  metaqore_id id{};
  metaqore_buffer *message = nullptr, *decision = nullptr;
  std::uint64_t version = 7;
  CHECK(metaqore_state_declare(&verdict, &id, &version, nullptr, &message, &decision, coder.get(),
                               text(other_plan), nullptr) == METAQORE_OK);
  CHECK(verdict == METAQORE_DENIED);
  CHECK(version == 0);
  CHECK(contains(take(decision), R"("type":"parallel_creation")"));
  const auto line = take(message);
  CHECK(line.starts_with("the candidate for `plan` is blocked: "));
  CHECK(line.find('\n') == std::string::npos);
  metaqore_buffer* conflicts = nullptr;
  CHECK(metaqore_state_list(&conflicts, coder.get(), METAQORE_CONFLICT, text(R"({"project_id":"proj_p"})"),
                            nullptr) == METAQORE_OK);
  CHECK(contains(take(conflicts), id.text));
}

TEST_CASE("capi: of a candidate that is tried and denied nothing is kept", "[capi]") {
  Team team;
  metaqore_state_options options;
  metaqore_state_options_init(&options);
  options.on_behalf_of = text("alice");
  metaqore_state* opened = nullptr;
  REQUIRE(metaqore_state_open(&opened, team.engine.get(), text("coder"), METAQORE_AGENT, &options, nullptr) ==
          METAQORE_OK);
  const StateHandle coder(opened);
  metaqore_verdict verdict = METAQORE_DENIED;
  metaqore_id id{};
  metaqore_buffer* decision = nullptr;
  std::uint64_t sequence = 7;
  const auto attempt = [&](const std::string& candidate) {
    REQUIRE(metaqore_state_try_declare(&verdict, &id, nullptr, &sequence, nullptr, &decision, coder.get(),
                                       text(candidate), nullptr) == METAQORE_OK);
    return take(decision);
  };
  const std::string exact =
      R"({"project_id":"proj_p","artifact_type":"plan","exact":true,"data":{"steps":1},"base":)";
  const auto first = attempt(exact + "0}");
  CHECK(verdict == METAQORE_ACCEPTED);
  CHECK(contains(first, R"("on_behalf_of":"alice")"));
  const auto denied = attempt(exact + "0}");
  CHECK(verdict == METAQORE_DENIED);
  CHECK(std::string(id.text).empty());
  CHECK(sequence == 0);
  CHECK(contains(denied, R"("effect":"refused")"));
  CHECK(contains(denied, R"("by":"coder")"));
  attempt(exact + "1}");
  CHECK(verdict == METAQORE_ACCEPTED);
}

TEST_CASE("capi: a check gives the answer of a declaration, and keeps nothing", "[capi]") {
  Team team;
  metaqore_verdict verdict = METAQORE_DENIED;
  metaqore_buffer *message = garbage(), *decision = garbage();
  const auto check = [&](const char* candidate) {
    REQUIRE(metaqore_state_check(&verdict, &message, &decision, team.open_state("coder").get(),
                                 text(candidate), nullptr) == METAQORE_OK);
  };
  check(plan);
  CHECK(verdict == METAQORE_ACCEPTED);
  CHECK(take(message) == "`plan` is version 1");
  CHECK(contains(take(decision), R"("verdict":"accepted")"));
  std::uint64_t size = 0;
  CHECK(metaqore_ledger_head(&size, nullptr, team.engine.get(), nullptr) == METAQORE_OK);
  CHECK(size == 3);

  REQUIRE(metaqore_state_declare(&verdict, nullptr, nullptr, nullptr, nullptr, nullptr, team.state.get(),
                                 text(plan), nullptr) == METAQORE_OK);
  check(other_plan);
  CHECK(verdict == METAQORE_DENIED);
  CHECK(contains(take(message), "`plan`"));
  CHECK(contains(take(decision), "parallel_creation"));
}

TEST_CASE("capi: what nobody asks for is left out, and the verdict stays", "[capi]") {
  Team team;
  metaqore_verdict verdict = METAQORE_DENIED;
  CHECK(metaqore_state_check(&verdict, nullptr, nullptr, team.state.get(), text(plan), nullptr) ==
        METAQORE_OK);
  CHECK(verdict == METAQORE_ACCEPTED);
  verdict = METAQORE_DENIED;
  CHECK(metaqore_state_declare(&verdict, nullptr, nullptr, nullptr, nullptr, nullptr, team.state.get(),
                               text(plan), nullptr) == METAQORE_OK);
  CHECK(verdict == METAQORE_ACCEPTED);
  CHECK(metaqore_state_head(nullptr, nullptr, nullptr, team.state.get(), text("proj_p"), text("plan"), {},
                            nullptr) == METAQORE_OK);
  CHECK(metaqore_ledger_head(nullptr, nullptr, team.engine.get(), nullptr) == METAQORE_OK);
}

TEST_CASE("capi: what is wrong in the data of a candidate is told of the data, as of a document by itself",
          "[capi]") {
  Team team;
  const auto refused = [&](const std::string& data) {
    metaqore_verdict verdict = METAQORE_ACCEPTED;
    metaqore_error* error = nullptr;
    const auto candidate = R"({"project_id":"proj_p","artifact_type":"plan","data":)" + data + "}";
    CHECK(metaqore_state_declare(&verdict, nullptr, nullptr, nullptr, nullptr, nullptr, team.state.get(),
                                 text(candidate), &error) == METAQORE_INVALID_ARGUMENT);
    const std::string told = metaqore_error_message(error);
    CHECK(contains(metaqore_error_details(error), R"("member":"data")"));
    take(error);
    return told;
  };
  const auto deep = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  for (const std::size_t depth : {129, 130, 136, 137, 200}) {
    CHECK(refused(deep(depth)).starts_with("`data`: arrays and objects nest deeper than `128` at `/0/0"));
  }
  metaqore_verdict verdict = METAQORE_DENIED;
  CHECK(metaqore_state_declare(
            &verdict, nullptr, nullptr, nullptr, nullptr, nullptr, team.state.get(),
            text(R"({"project_id":"proj_p","artifact_type":"deep","data":)" + deep(128) + "}"),
            nullptr) == METAQORE_OK);
  CHECK(refused(R"({"steps":[1,18446744073709551616]})") ==
        "`data`: the integer `18446744073709551616` is beyond 64 bits at `/steps/1`; write it as a string");
}

TEST_CASE("capi: a failure zeroes what it was to fill, and names what is wrong", "[capi]") {
  Team team;
  metaqore_verdict verdict = METAQORE_ACCEPTED;
  metaqore_id id{"garbage"};
  std::uint64_t version = 7, sequence = 7;
  metaqore_buffer *message = garbage(), *decision = garbage();
  metaqore_error* error = nullptr;
  CHECK(metaqore_state_declare(&verdict, &id, &version, &sequence, &message, &decision, team.state.get(),
                               text(R"({"project_id":"proj_p","artifact_type":"plan","data":{"a":1,"a":2}})"),
                               &error) == METAQORE_INVALID_ARGUMENT);
  CHECK(verdict == METAQORE_DENIED);
  CHECK(id.text[0] == '\0');
  CHECK(version == 0);
  CHECK(sequence == 0);
  CHECK(message == nullptr);
  CHECK(decision == nullptr);
  CHECK(metaqore_error_code(error) == METAQORE_INVALID_ARGUMENT);
  CHECK(contains(metaqore_error_message(error), "`a`"));
  CHECK(contains(metaqore_error_details(error), "\"column\":"));
  CHECK(take(error) == "json.duplicate_name");

  CHECK(metaqore_state_declare(&verdict, nullptr, nullptr, nullptr, nullptr, nullptr, team.state.get(),
                               text(R"({"project_id":"proj_none","artifact_type":"plan"})"),
                               &error) == METAQORE_NOT_FOUND);
  CHECK(take(error) == "state.project_not_found");
  std::uint64_t size = 0;
  CHECK(metaqore_ledger_head(&size, nullptr, team.engine.get(), nullptr) == METAQORE_OK);
  CHECK(size == 3);
}

TEST_CASE("capi: NULL is refused by name wherever an object is needed", "[capi]") {
  Team team;
  metaqore_verdict verdict{};
  metaqore_buffer* buffer = nullptr;
  metaqore_error* error = nullptr;
  metaqore_engine* engine = nullptr;
  metaqore_state* state = nullptr;
  std::int32_t ok{};
  const auto refused = [&](metaqore_status status, const char* name) {
    CHECK(status == METAQORE_INVALID_ARGUMENT);
    CHECK(contains(metaqore_error_message(error), std::string("`") + name + "`"));
    CHECK(take(error) == "capi.null_argument");
  };
  auto* none = static_cast<metaqore_state*>(nullptr);
  refused(metaqore_engine_open(nullptr, text("{}"), nullptr, &error), "out");
  refused(metaqore_engine_backup(nullptr, text("copy.db"), &error), "engine");
  refused(metaqore_engine_backup(team.engine.get(), {}, &error), "path");
  refused(metaqore_engine_close(nullptr, &error), "engine");
  refused(metaqore_state_open(&state, nullptr, text("a"), METAQORE_AGENT, nullptr, &error), "engine");
  refused(metaqore_state_open(nullptr, team.engine.get(), text("a"), METAQORE_AGENT, nullptr, &error), "out");
  refused(metaqore_state_declare(nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, team.state.get(),
                                 text(plan), &error),
          "verdict");
  refused(
      metaqore_state_declare(&verdict, nullptr, nullptr, nullptr, nullptr, nullptr, none, text(plan), &error),
      "state");
  refused(metaqore_state_declare(&verdict, nullptr, nullptr, nullptr, nullptr, nullptr, team.state.get(),
                                 {nullptr, 5}, &error),
          "candidate");
  refused(metaqore_state_check(&verdict, nullptr, &buffer, none, text(plan), &error), "state");
  refused(metaqore_state_create(nullptr, nullptr, nullptr, none, METAQORE_PROJECT, text(R"({"name":"n"})"),
                                &error),
          "state");
  refused(metaqore_state_get(&buffer, none, METAQORE_PROJECT, text("proj_p"), &error), "state");
  refused(metaqore_state_get(nullptr, team.state.get(), METAQORE_PROJECT, text("proj_p"), &error), "out");
  refused(
      metaqore_state_head(nullptr, nullptr, nullptr, none, text("proj_p"), text("plan"), text(""), &error),
      "state");
  refused(metaqore_state_list(&buffer, none, METAQORE_PROJECT, {}, &error), "state");
  refused(metaqore_ledger_head(nullptr, nullptr, nullptr, &error), "engine");
  refused(metaqore_ledger_root(nullptr, team.engine.get(), 0, &error), "root");
  refused(metaqore_ledger_entries(&buffer, nullptr, 0, 10, &error), "engine");
  refused(metaqore_ledger_verify(&ok, &buffer, nullptr, nullptr, &error), "engine");
  refused(metaqore_ledger_verify(nullptr, &buffer, nullptr, team.engine.get(), &error), "ok");
  refused(metaqore_verify_file(nullptr, &buffer, nullptr, text("file"), &error), "ok");
  refused(metaqore_verify_file(&ok, &buffer, nullptr, {nullptr, 5}, &error), "path");
  CHECK(engine == nullptr);

  refused(metaqore_state_check(nullptr, nullptr, nullptr, team.state.get(), text(plan), &error), "verdict");
  metaqore_engine_free(nullptr);
  metaqore_state_free(nullptr);
}

TEST_CASE("capi: wrong kinds, roles, options and sizes of structs are refused", "[capi]") {
  Team team;
  metaqore_error* error = nullptr;
  metaqore_buffer* buffer = nullptr;
  metaqore_state* state = nullptr;
  CHECK(metaqore_state_create(nullptr, nullptr, nullptr, team.state.get(), METAQORE_ARTIFACT, text("{}"),
                              &error) == METAQORE_INVALID_ARGUMENT);
  CHECK(take(error) == "capi.wrong_kind");
  CHECK(metaqore_state_get(&buffer, team.state.get(), 2, text("x"), &error) == METAQORE_INVALID_ARGUMENT);
  CHECK(take(error) == "capi.wrong_kind");
  CHECK(metaqore_state_list(&buffer, team.state.get(), 0, {}, &error) == METAQORE_INVALID_ARGUMENT);
  CHECK(take(error) == "capi.wrong_kind");
  CHECK(metaqore_state_open(&state, team.engine.get(), text("a"), 9, nullptr, &error) ==
        METAQORE_INVALID_ARGUMENT);
  CHECK(take(error) == "model.out_of_bounds");

  metaqore_state_options options;
  metaqore_state_options_init(&options);
  CHECK(options.timeout_ms == 10'000);
  options.trace_id = {"0af7651916cd43dd8448eb211c80319c, and more", 32};
  CHECK(metaqore_state_open(&state, team.engine.get(), text("a"), METAQORE_HUMAN, &options, &error) ==
        METAQORE_OK);
  metaqore_verdict verdict{};
  CHECK(metaqore_state_declare(&verdict, nullptr, nullptr, nullptr, nullptr, nullptr, state, text(plan),
                               &error) == METAQORE_OK);
  metaqore_state_free(state);
  CHECK(metaqore_ledger_entries(&buffer, team.engine.get(), 3, 1, &error) == METAQORE_OK);
  CHECK(contains(take(buffer), "0af7651916cd43dd8448eb211c80319c"));
  options.trace_id = {nullptr, 32};
  CHECK(metaqore_state_open(&state, team.engine.get(), text("a"), METAQORE_HUMAN, &options, &error) ==
        METAQORE_INVALID_ARGUMENT);
  CHECK(take(error) == "capi.null_argument");
  options.struct_size = 4;
  CHECK(metaqore_state_open(&state, team.engine.get(), text("a"), METAQORE_HUMAN, &options, &error) ==
        METAQORE_INVALID_ARGUMENT);
  CHECK(take(error) == "capi.struct_size");
}

TEST_CASE("capi: a document beyond 16 MiB is refused before it is read, whatever member makes it so",
          "[capi][large]") {
  Team team;
  std::string needs;
  const std::string extras = '"' + std::string(256, 'x') + '"';
  for (int i = 0; i < 1'000; ++i) {
    needs += std::string(i == 0 ? "" : ",") + R"({"ecosystem":"pypi","name":"numpy","extras":[)" + extras;
    for (int k = 1; k < 70; ++k) needs += "," + extras;
    needs += "]}";
  }
  const std::string lineage = R"("project_id":"proj_p","artifact_type":"plan")";
  const auto candidate = "{" + lineage + R"(,"requirements":[)" + needs + "]}";
  const auto project = R"({"name":"p","metadata":{"a":")" + std::string(17 << 20, 'x') + "\"}}";
  metaqore_verdict verdict = METAQORE_ACCEPTED;
  metaqore_error* error = nullptr;
  const auto too_large = [&](metaqore_status status) {
    CHECK(status == METAQORE_INVALID_ARGUMENT);
    CHECK(contains(metaqore_error_message(error), "16777216"));
    CHECK(take(std::exchange(error, nullptr)) == "json.too_large");
  };
  too_large(metaqore_state_declare(&verdict, nullptr, nullptr, nullptr, nullptr, nullptr, team.state.get(),
                                   text(candidate), &error));
  CHECK(verdict == METAQORE_DENIED);
  too_large(metaqore_state_check(&verdict, nullptr, nullptr, team.state.get(), text(candidate), &error));
  too_large(metaqore_state_create(nullptr, nullptr, nullptr, team.state.get(), METAQORE_PROJECT,
                                  text(project), &error));
}

TEST_CASE("capi: what is not there is not found", "[capi]") {
  Team team;
  metaqore_error* error = nullptr;
  metaqore_buffer* buffer = nullptr;
  for (const auto& [kind, id] : {std::pair(METAQORE_PROJECT, "proj_none"),
                                 {METAQORE_ARTIFACT, "art_none"},
                                 {METAQORE_CONFLICT, "conf_none"}}) {
    CHECK(metaqore_state_get(&buffer, team.state.get(), kind, text(id), &error) == METAQORE_NOT_FOUND);
    CHECK(buffer == nullptr);
    metaqore_error_free(error);
    CHECK(metaqore_state_get(&buffer, team.state.get(), kind, text("chk_1"), &error) ==
          METAQORE_INVALID_ARGUMENT);
    CHECK(buffer == nullptr);
    CHECK(take(error) == "model.out_of_bounds");
  }
  CHECK(metaqore_state_head(nullptr, nullptr, nullptr, team.state.get(), text("proj_p"), text("plan"),
                            text("x"), &error) == METAQORE_NOT_FOUND);
  CHECK(take(error) == "state.head_not_found");
  metaqore_hash root{};
  CHECK(metaqore_ledger_root(&root, team.engine.get(), 1'000, &error) == METAQORE_NOT_FOUND);
  CHECK(take(error) == "ledger.beyond_end");
}

TEST_CASE("capi: the ledger's head, roots, entries and verification", "[capi]") {
  Team team;
  std::uint64_t size = 0;
  metaqore_hash root{}, earlier{};
  CHECK(metaqore_ledger_head(&size, &root, team.engine.get(), nullptr) == METAQORE_OK);
  CHECK(size == 3);
  CHECK(std::strlen(root.text) == 64);
  CHECK(metaqore_ledger_root(&earlier, team.engine.get(), size, nullptr) == METAQORE_OK);
  CHECK(std::strcmp(root.text, earlier.text) == 0);
  CHECK(metaqore_ledger_root(&earlier, team.engine.get(), 0, nullptr) == METAQORE_OK);
  CHECK(std::string(earlier.text) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

  metaqore_buffer* entries = nullptr;
  CHECK(metaqore_ledger_entries(&entries, team.engine.get(), 0, 10, nullptr) == METAQORE_OK);
  CHECK(contains(take(entries), R"("type":"project.created")"));
  CHECK(metaqore_ledger_entries(&entries, team.engine.get(), 99, 10, nullptr) == METAQORE_OK);
  CHECK(take(entries) == "[]");
  std::int32_t ok = 0;
  metaqore_buffer* report = nullptr;
  CHECK(metaqore_ledger_verify(&ok, nullptr, &report, team.engine.get(), nullptr) == METAQORE_OK);
  CHECK(ok == 1);
  CHECK(contains(take(report), root.text));
}

TEST_CASE("capi: a file is verified without an engine", "[capi]") {
  std::string folder = std::filesystem::temp_directory_path() / "metaqore-XXXXXX";
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  const auto path = folder + "/team.db";
  std::int32_t ok = 7;
  metaqore_buffer *message = garbage(), *report = garbage();
  metaqore_error* error = nullptr;
  CHECK(metaqore_verify_file(&ok, &message, &report, text(path), &error) == METAQORE_STORAGE);
  CHECK(take(error) == "storage.not_found");
  CHECK(ok == 0);
  CHECK(message == nullptr);
  CHECK(report == nullptr);

  metaqore_engine* engine = nullptr;
  REQUIRE(metaqore_engine_open(&engine, text(R"({"storage":")" + path + "\"}"), nullptr, nullptr) ==
          METAQORE_OK);
  metaqore_engine_free(engine);
  CHECK(metaqore_verify_file(&ok, nullptr, &report, text(path), &error) == METAQORE_OK);
  CHECK(ok == 1);
  CHECK(contains(take(report), R"("ok":true)"));

  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  std::string data(std::istreambuf_iterator<char>(file), {});
  const auto place = data.find("settings.recorded");
  REQUIRE(place != std::string::npos);
  file.seekp(static_cast<std::streamoff>(place)).put('S').flush();
  CHECK(metaqore_verify_file(&ok, &message, &report, text(path), &error) == METAQORE_OK);
  CHECK(ok == 0);
  CHECK(contains(take(message), "entry `0`"));
  CHECK(contains(take(report), R"("first_bad":0)"));
  std::filesystem::remove_all(folder);
}

TEST_CASE("capi: a backup is a file that opens, and replaces nothing", "[capi]") {
  std::string folder = "/tmp/metaqore-XXXXXX";
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  const auto copy = folder + "/copy.db";
  Team team;
  metaqore_error* error = nullptr;
  CHECK(metaqore_engine_backup(team.engine.get(), text(copy), &error) == METAQORE_OK);
  CHECK(error == nullptr);
  CHECK(metaqore_engine_backup(team.engine.get(), text(copy), &error) == METAQORE_STORAGE);
  CHECK(contains(metaqore_error_message(error), "`" + copy + "` exists already"));
  CHECK(take(error) == "storage.backup_exists");

  metaqore_engine* opened = nullptr;
  REQUIRE(metaqore_engine_open(&opened, text(R"({"storage":")" + copy + "\"}"), nullptr, nullptr) ==
          METAQORE_OK);
  const EngineHandle engine(opened);
  metaqore_hash original{}, copied{};
  CHECK(metaqore_ledger_head(nullptr, &original, team.engine.get(), nullptr) == METAQORE_OK);
  CHECK(metaqore_ledger_head(nullptr, &copied, engine.get(), nullptr) == METAQORE_OK);
  CHECK(std::string(copied.text) == original.text);
  std::int32_t ok = 0;
  CHECK(metaqore_ledger_verify(&ok, nullptr, nullptr, engine.get(), nullptr) == METAQORE_OK);
  CHECK(ok == 1);

  CHECK(metaqore_engine_close(team.engine.get(), nullptr) == METAQORE_OK);
  CHECK(metaqore_engine_backup(team.engine.get(), text(folder + "/late.db"), nullptr) == METAQORE_CLOSED);
  std::filesystem::remove_all(folder);
}

TEST_CASE("capi: any order of freeing is safe", "[capi]") {
  Team team;
  team.engine.reset();
  metaqore_buffer* page = nullptr;
  CHECK(metaqore_state_list(&page, team.state.get(), METAQORE_PROJECT, {}, nullptr) == METAQORE_OK);
  CHECK(contains(take(page), "proj_p"));
}

TEST_CASE("capi: a closed engine says so", "[capi]") {
  Team team;
  CHECK(metaqore_engine_close(team.engine.get(), nullptr) == METAQORE_OK);
  metaqore_verdict verdict{};
  metaqore_error* error = nullptr;
  CHECK(metaqore_state_declare(&verdict, nullptr, nullptr, nullptr, nullptr, nullptr, team.state.get(),
                               text(plan), &error) == METAQORE_CLOSED);
  CHECK(take(error) == "engine.closed");
}

TEST_CASE("capi: a forked process is answered forked, and may free what it inherited", "[capi]") {
  Team team;
  const auto child = fork();
  if (child == 0) {
    metaqore_buffer* page = nullptr;
    const auto status = metaqore_state_list(&page, team.state.get(), METAQORE_PROJECT, {}, nullptr);
    team.state.reset();
    team.engine.reset();
    _exit(status == METAQORE_FORKED ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  std::int32_t ok = 0;
  CHECK(metaqore_ledger_verify(&ok, nullptr, nullptr, team.engine.get(), nullptr) == METAQORE_OK);
  CHECK(ok == 1);
}

namespace {

struct Heard {
  int destroyed = 0;
  std::string messages;
};

metaqore_hooks hooks_for(Heard& heard) {
  metaqore_hooks hooks;
  metaqore_hooks_init(&hooks);
  hooks.userdata = &heard;
  hooks.destroy = [](void* userdata) { ++static_cast<Heard*>(userdata)->destroyed; };
  hooks.log = [](void* userdata, metaqore_log_level, const char* room, const char*, const char* fields) {
    static_cast<Heard*>(userdata)->messages += std::string(room) + fields;
  };
  return hooks;
}

}  // namespace

TEST_CASE("capi: the log hook hears, and is destroyed once, on every path", "[capi]") {
  Heard heard;
  auto hooks = hooks_for(heard);
  metaqore_engine* engine = nullptr;
  REQUIRE(metaqore_engine_open(&engine, text(R"({"storage":":memory:"})"), &hooks, nullptr) == METAQORE_OK);
  metaqore_state* state = nullptr;
  REQUIRE(metaqore_state_open(&state, engine, text("agent"), METAQORE_AGENT, nullptr, nullptr) ==
          METAQORE_OK);
  REQUIRE(metaqore_state_create(nullptr, nullptr, nullptr, state, METAQORE_PROJECT,
                                text(R"({"id":"proj_p","name":"p"})"), nullptr) == METAQORE_OK);
  metaqore_verdict verdict{};
  REQUIRE(metaqore_state_declare(&verdict, nullptr, nullptr, nullptr, nullptr, nullptr, state,
                                 text(R"({"project_id":"proj_p","artifact_type":"plan","base":3})"),
                                 nullptr) == METAQORE_OK);
  CHECK(heard.messages == R"(psmp{"conflicts":1,"sequence":3})");
  metaqore_engine_free(engine);
  CHECK(heard.destroyed == 0);  // the state still uses it
  metaqore_state_free(state);
  CHECK(heard.destroyed == 1);

  for (const auto* config : {"{", R"({"storage":"/nowhere/at/all.db"})"}) {
    Heard failed;
    auto again = hooks_for(failed);
    CHECK(metaqore_engine_open(&engine, text(config), &again, nullptr) != METAQORE_OK);
    CHECK(failed.destroyed == 1);
  }
  Heard larger;
  auto from_the_future = hooks_for(larger);
  from_the_future.struct_size += 8;
  CHECK(metaqore_engine_open(&engine, {}, &from_the_future, nullptr) == METAQORE_INVALID_ARGUMENT);
  CHECK(larger.destroyed == 1);
}

TEST_CASE("capi: one state may be used by many threads", "[capi]") {
  Team team;
  std::vector<std::thread> threads;
  std::atomic<int> accepted = 0;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        const auto candidate = R"({"project_id":"proj_p","artifact_type":"t)" + std::to_string(t) +
                               R"(","name":")" + std::to_string(i) + "\"}";
        metaqore_verdict verdict{};
        if (metaqore_state_declare(&verdict, nullptr, nullptr, nullptr, nullptr, nullptr, team.state.get(),
                                   text(candidate), nullptr) == METAQORE_OK) {
          accepted += verdict;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(accepted == 160);
}
