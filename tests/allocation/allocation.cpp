// Fails every allocation in turn, in the library, in SQLite and in the C++ runtime alike, and asks each time
// whether the contract held: an error or a full answer, nothing half written, nothing leaked.

#include <dlfcn.h>
#include <execinfo.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

#include "capi/handles.hpp"

namespace {

std::atomic<long> until_failure = -1;  // counts down to the allocation that fails; below 0: none does
std::atomic<long> live = 0;            // allocations not freed yet

/// RE2 is written for programs that end when memory does: an allocation that fails inside of it leaves broken
/// memory behind, which nobody outside can mend. Its own allocations, and no others, are spared.
bool in_re2() {
  void* frames[64];
  const int count = backtrace(frames, 64);
  for (int i = 0; i < count; ++i) {
    Dl_info found;
    if (dladdr(frames[i], &found) != 0 && std::strstr(found.dli_fname, "/libre2.so") != nullptr) return true;
  }
  return false;
}

bool fails() { return until_failure.load() >= 0 && until_failure.fetch_sub(1) == 0 && !in_re2(); }

}  // namespace

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);

void* malloc(std::size_t size) {
  if (fails()) return nullptr;
  ++live;
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  if (fails()) return nullptr;
  ++live;
  return __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) {
  if (fails()) return nullptr;
  if (old == nullptr) ++live;
  return __libc_realloc(old, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {  // what C++ takes for what is over-aligned
  if (fails()) return nullptr;
  ++live;
  return __libc_memalign(alignment, size);
}
void free(void* it) {
  if (it != nullptr) --live;
  __libc_free(it);
}
}

namespace {

using namespace metaqore::test;

const char* scenario = "";  // what is failing, and at which allocation
long at = 0;
int failures = 0;

void check(bool holds, const char* what) {  // allocates nothing: it is called while allocations fail
  if (holds) return;
  ++failures;
  std::printf("%s, allocation %ld: it does not hold that %s\n", scenario, at, what);
}

constexpr const char* candidate =
    R"({"project_id":"proj_p","artifact_type":"plan","id":"art_n","data":{"steps":["index","chat"]},)"
    R"("depends_on":["code","art_missing"],"requirements":[{"ecosystem":"pypi","name":"numpy","constraint":">=1"}]})";

constexpr const char* old_numpy =
    R"({"owner":"searcher","ecosystem":"pypi","name":"numpy","constraint":"<2.0,>=1.18.5"})";
constexpr const char* new_numpy =
    R"({"owner":"vision","ecosystem":"pypi","name":"numpy","constraint":"<2.3.0,>=2"})";
constexpr const char* clashing =
    R"({"requirements":[{"owner":"searcher","ecosystem":"pypi","name":"numpy","constraint":"<2.0,>=1.18.5"},)"
    R"({"owner":"vision","ecosystem":"pypi","name":"numpy","constraint":"<2.3.0,>=2"}]})";

struct Opened {
  EngineHandle engine;
  StateHandle state;
};

/// Opens a file that has a project, without failures.
Opened open(const std::string& config) {
  metaqore_engine* engine = nullptr;
  metaqore_state* state = nullptr;
  if (metaqore_engine_open(&engine, text(config), nullptr, nullptr) != METAQORE_OK ||
      metaqore_state_open(&state, engine, text("agent"), METAQORE_AGENT, nullptr, nullptr) != METAQORE_OK ||
      metaqore_state_create(nullptr, nullptr, nullptr, state, METAQORE_PROJECT,
                            text(R"({"id":"proj_p","name":"p"})"), nullptr) != METAQORE_OK) {
    std::puts("the file cannot be opened");
    std::exit(1);
  }
  return {EngineHandle(engine), StateHandle(state)};
}

bool verifies(metaqore_engine* engine) {
  std::int32_t ok = 0;
  return metaqore_ledger_verify(&ok, nullptr, nullptr, engine, nullptr) == METAQORE_OK && ok == 1;
}

bool has_artifact(metaqore_state* state) {
  metaqore_buffer* artifact = nullptr;
  const auto status = metaqore_state_get(&artifact, state, METAQORE_ARTIFACT, text("art_n"), nullptr);
  metaqore_buffer_free(artifact);
  return status == METAQORE_OK;
}

constexpr const char* merge_policy =
    R"({"rules":[{"path":"/tags","array":"set"},{"path":"/steps","array":"diff3"},)"
    R"({"path":"/services","array":"map","keys":["/name"]},)"
    R"({"path":"/need","scalar":"intersect_requirement","ecosystem":"pypi"}]})";
constexpr const char* merge_base =
    R"({"need":">=1.26","port":80,"services":[{"name":"web"},{"name":"db"}],"steps":[1,2,3],"tags":["a"]})";
constexpr const char* merge_ours =
    R"({"need":">=1.26,<3","port":81,"services":[{"name":"db"},{"name":"web","n":1}],"steps":[0,1,2,3],"tags":[]})";
constexpr const char* merge_theirs =
    R"({"need":"<2.3","port":82,"services":[{"name":"web"},{"name":"db","n":2}],"steps":[1,2,3,4],"tags":["a","b"]})";

constexpr const char* merge_answers = R"([{"pointer":"/port","take":"ours"}])";

constexpr const char* plain_schema =
    R"({"type":"object","required":["port"],"properties":{"port":{"$ref":"#/$defs/port"},)"
    R"("tags":{"items":{"enum":["a","b"]},"uniqueItems":true}},"unevaluatedProperties":false,)"
    R"("$defs":{"port":{"anyOf":[{"type":"integer","maximum":65535},{"const":"any"}]}}})";

constexpr const char* plain_data = R"({"port":70000,"tags":["a","a"],"shell":1})";

/// Runs `call` with every allocation failing in turn, until it comes to an end before the failure. `call`
/// gets a fresh file's handles and returns a status; `held` is asked afterwards.
template <class Call, class Held>
void for_every_allocation(const char* name, const std::filesystem::path& folder, Call call, Held held) {
  const auto path = (folder / name).string() + ".db";
  const auto config = "{\"storage\":\"" + path + "\"}";
  scenario = name;
  {
    auto opened = open(config);  // what is made once and for all is made, and no leak
    call(config.c_str(), opened);
  }
  bool over = false;
  for (at = 0; !over; ++at) {
    for (const auto* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
    const auto before = live.load();
    {
      auto opened = open(config);
      until_failure = at;
      const metaqore_status status = call(config.c_str(), opened);
      over = until_failure.exchange(-1) >= 0;
      check(status == METAQORE_OK || status == METAQORE_NO_MEMORY, "it is answered, or out of memory");
      check(status == METAQORE_OK || !over, "it fails for that cause alone");
      held(status, opened);
      check(verifies(opened.engine.get()), "the ledger verifies");
    }
    const bool warm = at > 2;  // what a failure allocates once and for all has been by then
    check(!warm || live.load() == before, "nothing leaks, and all was counted");
  }
  std::printf("%s: each of %ld allocations failed in turn\n", name, at - 1);
  check(at > 20, "there was anything to fail");
}

/// The same where something is made once and for all, each time in a process of its own. What leaks there is
/// not asked.
template <class Call>
void for_every_first_allocation(const char* name, Call call) {
  scenario = name;
  std::fflush(stdout);  // or each process that is forked says it again
  bool over = false;
  for (at = 0; !over; ++at) {
    const auto child = fork();
    if (child == 0) {
      failures = 0;
      until_failure = at;
      const metaqore_status status = call();
      over = until_failure.exchange(-1) >= 0;
      check(status == METAQORE_OK || status == METAQORE_NO_MEMORY, "it is answered, or out of memory");
      check(status == METAQORE_OK || !over, "it fails for that cause alone");
      check(call() == METAQORE_OK, "it can be repeated");
      std::fflush(stdout);
      _exit((over ? 1 : 0) + (failures == 0 ? 0 : 2));
    }
    int status = 0;
    waitpid(child, &status, 0);
    check(WIFEXITED(status) && WEXITSTATUS(status) < 2, "all that holds in a process of its own");
    over = !WIFEXITED(status) || WEXITSTATUS(status) % 2 == 1;
  }
  std::printf("%s: each of %ld allocations failed in turn\n", name, at - 1);
  check(at > 20, "there was anything to fail");
}

/// Compiles a schema and validates data that breaks it.
metaqore_status compile_and_validate(const char* said, const char* data) {
  metaqore_schema* schema = nullptr;
  std::int32_t valid = 1;
  metaqore_buffer *message = nullptr, *report = nullptr;
  metaqore_error* error = nullptr;
  auto status = metaqore_schema_new(&schema, text(said), {}, &error);
  check((status == METAQORE_OK) == (schema != nullptr), "a schema comes with success alone");
  if (status == METAQORE_OK) {
    status = metaqore_schema_validate(&valid, &message, &report, schema, text(data), {}, &error);
    const bool done = status == METAQORE_OK;
    check(valid == 0, "it is not valid, whatever runs out");
    check(done == (message != nullptr) && done == (report != nullptr),
          "a message and a report come with success alone");
  }
  check((status == METAQORE_OK) == (error == nullptr), "an error comes with a failure alone");
  metaqore_buffer_free(message), metaqore_buffer_free(report);
  metaqore_schema_free(schema), metaqore_error_free(error);
  return status;
}

}  // namespace

int main() {
  in_re2();  // its first look at the stack loads what it takes
  const std::filesystem::path memory =
      "/dev/shm";  // thousands of files are made: spare the disk where that is possible
  std::string pattern =
      (exists(memory) ? memory : std::filesystem::temp_directory_path()) / "metaqore-XXXXXX";
  const std::filesystem::path folder = mkdtemp(pattern.data());

  for_every_allocation(
      "declare", folder,
      [](const char*, Opened& opened) {
        metaqore_verdict verdict = METAQORE_ACCEPTED;
        metaqore_id id{};
        metaqore_buffer *message = nullptr, *decision = nullptr;
        metaqore_error* error = nullptr;
        const auto status = metaqore_state_declare(&verdict, &id, nullptr, nullptr, &message, &decision,
                                                   opened.state.get(), text(candidate), &error);
        check(verdict == METAQORE_DENIED, "it is denied, whatever runs out");
        check((status == METAQORE_OK) == (error == nullptr), "an error comes with a failure alone");
        check((status == METAQORE_OK) == (std::strcmp(id.text, "art_n") == 0),
              "the id comes with an answer alone");
        check(status == METAQORE_OK || (message == nullptr && decision == nullptr),
              "a failure says nothing of a decision");
        metaqore_buffer_free(message), metaqore_buffer_free(decision);
        metaqore_error_free(error);
        return status;
      },
      [](metaqore_status status, Opened& opened) {
        check(has_artifact(opened.state.get()) == (status == METAQORE_OK),
              "what is answered is kept, and no more");
        metaqore_verdict verdict{};
        check(metaqore_state_declare(&verdict, nullptr, nullptr, nullptr, nullptr, nullptr,
                                     opened.state.get(), text(candidate), nullptr) == METAQORE_OK,
              "it can be repeated");
        check(has_artifact(opened.state.get()), "a repeat is kept");
      });

  const auto copy = (folder / "copy.db").string();
  for_every_allocation(
      "backup", folder,
      [&](const char*, Opened& opened) {
        (void)unlink(copy.c_str());  // which allocates nothing
        metaqore_error* error = nullptr;
        const auto status = metaqore_engine_backup(opened.engine.get(), text(copy), &error);
        check((status == METAQORE_OK) == (error == nullptr), "an error comes with a failure alone");
        metaqore_error_free(error);
        return status;
      },
      [&](metaqore_status status, Opened&) {
        int drafts = 0;
        for (const auto& it : std::filesystem::directory_iterator(folder))
          drafts += it.path().filename().string().starts_with("copy.db.");
        check(drafts == 0, "nothing is left behind");
        check(std::filesystem::exists(copy) == (status == METAQORE_OK), "a copy comes with success alone");
      });

  for_every_allocation(
      "check", folder,
      [](const char*, Opened& opened) {
        metaqore_verdict verdict = METAQORE_ACCEPTED;
        metaqore_buffer *message = nullptr, *decision = nullptr;
        metaqore_error* error = nullptr;
        const auto status =
            metaqore_state_check(&verdict, &message, &decision, opened.state.get(), text(candidate), &error);
        const bool done = status == METAQORE_OK;
        check(verdict == METAQORE_DENIED, "it is denied, whatever runs out");
        check(done == (error == nullptr), "an error comes with a failure alone");
        check(done == (message != nullptr) && done == (decision != nullptr),
              "a message and a decision come with success alone");
        metaqore_buffer_free(message), metaqore_buffer_free(decision);
        metaqore_error_free(error);
        return status;
      },
      [](metaqore_status, Opened& opened) { check(!has_artifact(opened.state.get()), "nothing is kept"); });

  for_every_allocation(
      "open", folder,
      [](const char* config, Opened&) {
        metaqore_engine* engine = nullptr;
        metaqore_error* error = nullptr;
        const auto status = metaqore_engine_open(&engine, text(config), nullptr, &error);
        check((status == METAQORE_OK) == (engine != nullptr), "an engine comes with success alone");
        metaqore_engine_free(engine);
        metaqore_error_free(error);
        return status;
      },
      [](metaqore_status, Opened&) {});

  for_every_allocation(
      "list", folder,
      [](const char*, Opened& opened) {
        metaqore_buffer* page = nullptr;
        metaqore_error* error = nullptr;
        const auto status =
            metaqore_state_list(&page, opened.state.get(), METAQORE_PROJECT, text(R"({"limit":3})"), &error);
        check((status == METAQORE_OK) == (page != nullptr), "a page comes with success alone");
        metaqore_buffer_free(page);
        metaqore_error_free(error);
        return status;
      },
      [](metaqore_status, Opened&) {});

  // Without memory there is no answer: least of all that the ledger is wrong.
  const auto verified = [](metaqore_status status, std::int32_t ok, metaqore_buffer* message,
                           metaqore_error* error) {
    check((status == METAQORE_OK) == (ok == 1), "a whole ledger is not called wrong");
    check((status == METAQORE_OK) == (message != nullptr), "a message comes with an answer alone");
    check((status == METAQORE_OK) == (error == nullptr), "an error comes with a failure alone");
    metaqore_buffer_free(message), metaqore_error_free(error);
    return status;
  };
  for_every_allocation(
      "verify", folder,
      [&](const char*, Opened& opened) {
        std::int32_t ok = 7;
        metaqore_buffer* message = nullptr;
        metaqore_error* error = nullptr;
        const auto status = metaqore_ledger_verify(&ok, &message, nullptr, opened.engine.get(), &error);
        return verified(status, ok, message, error);
      },
      [](metaqore_status, Opened&) {});
  const auto file = (folder / "verify_file.db").string();
  for_every_allocation(
      "verify_file", folder,
      [&](const char*, Opened&) {
        std::int32_t ok = 7;
        metaqore_buffer* message = nullptr;
        metaqore_error* error = nullptr;
        const auto status = metaqore_verify_file(&ok, &message, nullptr, text(file), &error);
        return verified(status, ok, message, error);
      },
      [](metaqore_status, Opened&) {});

  for_every_allocation(
      "analyze", folder,
      [](const char*, Opened&) {
        std::int32_t satisfiable = 1;
        metaqore_buffer *message = nullptr, *analysis = nullptr;
        metaqore_error* error = nullptr;
        const auto status =
            metaqore_requirement_analyze(&satisfiable, &message, &analysis, text(clashing), &error);
        check(satisfiable == 0, "it is unsatisfiable, whatever runs out");
        check((status == METAQORE_OK) == (error == nullptr), "an error comes with a failure alone");
        check((status == METAQORE_OK) == (message != nullptr), "a message comes with success alone");
        check((status == METAQORE_OK) == (analysis != nullptr), "an analysis comes with success alone");
        metaqore_buffer_free(message), metaqore_buffer_free(analysis);
        metaqore_error_free(error);
        return status;
      },
      [](metaqore_status, Opened&) {});

  for_every_allocation(
      "index", folder,
      [](const char*, Opened&) {
        metaqore_requirement_index* index = nullptr;
        auto status = metaqore_requirement_index_new(&index, {}, nullptr);
        check((status == METAQORE_OK) == (index != nullptr), "an index comes with success alone");
        if (status != METAQORE_OK) return status;
        std::int32_t fits = 1, removed = 1;
        std::uint64_t size = 7;
        status = metaqore_requirement_index_add(index, text(old_numpy), nullptr);
        metaqore_requirement_index_size(&size, index, nullptr);
        check(size == (status == METAQORE_OK ? 1 : 0), "what is answered is kept, and no more");
        if (status == METAQORE_OK) {
          status = metaqore_requirement_index_check(&fits, nullptr, nullptr, index, text(new_numpy), nullptr);
          check(fits == 0, "it does not fit, whatever runs out");
        }
        if (status == METAQORE_OK) {
          status = metaqore_requirement_index_remove(&removed, index, text("searcher"), nullptr);
          check(removed == (status == METAQORE_OK ? 1 : 0), "it is removed with success alone");
        } else if (size == 0) {
          metaqore_requirement_index_remove(&removed, index, text("searcher"), nullptr);
          check(removed == 0, "an owner of whom nothing is kept has nothing to forget");
        }
        metaqore_requirement_index_free(index);
        return status;
      },
      [](metaqore_status, Opened&) {});

  for_every_allocation(
      "merge", folder,
      [](const char*, Opened&) {
        std::int32_t clean = 1, present = 1;
        metaqore_buffer *merged = nullptr, *message = nullptr, *report = nullptr, *out = nullptr;
        metaqore_error* error = nullptr;
        auto status = metaqore_json_merge(&clean, &merged, &message, &report, text(merge_base),
                                          text(merge_ours), text(merge_theirs), text(merge_policy),
                                          text("planner"), text("coder"), &error);
        const bool done = status == METAQORE_OK;
        check(clean == 0, "it is not clean, whatever runs out");
        check(done == (error == nullptr), "an error comes with a failure alone");
        check(done == (merged != nullptr) && done == (message != nullptr) && done == (report != nullptr),
              "a document, a message and a report come with success alone");
        if (done) {
          status = metaqore_json_resolve(&present, &out, metaqore_buffer_text(report), text(merge_answers),
                                         &error);
          check((status == METAQORE_OK) == (out != nullptr), "what it comes to comes with success alone");
          check(present == (status == METAQORE_OK ? 1 : 0), "it is present with success alone");
        }
        metaqore_buffer_free(merged), metaqore_buffer_free(message), metaqore_buffer_free(report);
        metaqore_buffer_free(out), metaqore_error_free(error);
        return status;
      },
      [](metaqore_status, Opened&) {});

  for_every_allocation(
      "patch", folder,
      [](const char*, Opened&) {
        std::int32_t possible = 0, found = 0;
        metaqore_buffer *patch = nullptr, *out = nullptr, *diff = nullptr, *change = nullptr,
                        *value = nullptr;
        auto status = metaqore_json_patch_make(&patch, text(merge_base), text(merge_ours), nullptr);
        check((status == METAQORE_OK) == (patch != nullptr), "a patch comes with success alone");
        if (status == METAQORE_OK) {
          status = metaqore_json_patch_apply(&out, text(merge_base), metaqore_buffer_text(patch), nullptr);
          check((status == METAQORE_OK) == (out != nullptr), "a document comes with success alone");
        }
        if (status == METAQORE_OK) {
          status = metaqore_json_diff(&diff, text(merge_base), metaqore_buffer_text(out), 3, {}, {}, nullptr);
          check((status == METAQORE_OK) == (diff != nullptr), "a diff comes with success alone");
        }
        if (status == METAQORE_OK) {
          status =
              metaqore_json_merge_patch_make(&possible, &change, text(merge_base), text(merge_ours), nullptr);
          check((status == METAQORE_OK) == (change != nullptr), "a merge patch comes with success alone");
          check(possible == (status == METAQORE_OK ? 1 : 0), "it is possible with success alone");
        }
        metaqore_buffer_free(out), out = nullptr;
        if (status == METAQORE_OK) {
          status =
              metaqore_json_merge_patch_apply(&out, text(merge_base), metaqore_buffer_text(change), nullptr);
          check((status == METAQORE_OK) == (out != nullptr), "a document comes with success alone");
        }
        if (status == METAQORE_OK) {
          status = metaqore_json_find(&found, &value, metaqore_buffer_text(out), text("/steps/0"), nullptr);
          check((status == METAQORE_OK) == (value != nullptr), "a value comes with success alone");
          check(found == (status == METAQORE_OK ? 1 : 0), "it is found with success alone");
        }
        for (auto* buffer : {patch, out, diff, change, value}) metaqore_buffer_free(buffer);
        return status;
      },
      [](metaqore_status, Opened&) {});

  for_every_first_allocation("first_schema", [] { return compile_and_validate(plain_schema, plain_data); });

  for_every_allocation(
      "schema", folder, [](const char*, Opened&) { return compile_and_validate(plain_schema, plain_data); },
      [](metaqore_status, Opened&) {});

  for_every_allocation(
      "pattern", folder,
      [](const char*, Opened&) {
        return compile_and_validate(R"({"pattern":"^(a|b)*[0-9]+$"})", R"("abba")");
      },
      [](metaqore_status, Opened&) {});

  std::filesystem::remove_all(folder);
  std::printf("%s\n", failures == 0 ? "all held" : "FAILED");
  return failures == 0 ? 0 : 1;
}
