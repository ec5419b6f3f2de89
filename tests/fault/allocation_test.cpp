// Fails every allocation in turn, in the library, in SQLite and in the C++ runtime alike, and asks each time
// whether the contract held: an error or a full answer, nothing half written, nothing leaked.

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

bool fails() { return until_failure.load() >= 0 && until_failure.fetch_sub(1) == 0; }

}  // namespace

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
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
  if (metaqore_engine_open(&engine, config.c_str(), nul, nullptr, nullptr) != METAQORE_OK ||
      metaqore_state_open(&state, engine, "agent", nul, METAQORE_AGENT, nullptr, nullptr) != METAQORE_OK ||
      metaqore_create(nullptr, nullptr, nullptr, state, METAQORE_PROJECT, R"({"id":"proj_p","name":"p"})",
                      nul, nullptr) != METAQORE_OK) {
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
  const auto status = metaqore_get(&artifact, state, METAQORE_ARTIFACT, "art_n", nul, nullptr);
  metaqore_buffer_free(artifact);
  return status == METAQORE_OK;
}

/// Runs `call` with every allocation failing in turn, until it comes to an end before the failure. `call`
/// gets a fresh file's handles and returns a status; `held` is asked afterwards.
template <class Call, class Held>
void for_every_allocation(const char* name, const std::filesystem::path& folder, Call call, Held held) {
  const auto path = (folder / name).string() + ".db";
  const auto config = "{\"storage\":\"" + path + "\"}";
  scenario = name;
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
    const bool warm = at > 2;  // what is allocated once and for all has been by then
    check(!warm || live.load() <= before, "nothing leaks");
  }
  std::printf("%s: each of %ld allocations failed in turn\n", name, at - 1);
  check(at > 20, "there was anything to fail");
}

}  // namespace

int main() {
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
        metaqore_buffer* decision = nullptr;
        metaqore_error* error = nullptr;
        const auto status = metaqore_declare(&verdict, &id, nullptr, nullptr, &decision, opened.state.get(),
                                             candidate, nul, &error);
        check(verdict == METAQORE_DENIED, "it is denied, whatever runs out");
        check((status == METAQORE_OK) == (error == nullptr), "an error comes with a failure alone");
        check((status == METAQORE_OK) == (std::strcmp(id.text, "art_n") == 0),
              "the id comes with an answer alone");
        metaqore_buffer_free(decision);
        metaqore_error_free(error);
        return status;
      },
      [](metaqore_status status, Opened& opened) {
        check(has_artifact(opened.state.get()) == (status == METAQORE_OK),
              "what is answered is kept, and no more");
        metaqore_verdict verdict{};
        check(metaqore_declare(&verdict, nullptr, nullptr, nullptr, nullptr, opened.state.get(), candidate,
                               nul, nullptr) == METAQORE_OK,
              "it can be repeated");
        check(has_artifact(opened.state.get()), "a repeat is kept");
      });

  for_every_allocation(
      "open", folder,
      [](const char* config, Opened&) {
        metaqore_engine* engine = nullptr;
        metaqore_error* error = nullptr;
        const auto status = metaqore_engine_open(&engine, config, nul, nullptr, &error);
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
            metaqore_list(&page, opened.state.get(), METAQORE_PROJECT, R"({"limit":3})", nul, &error);
        check((status == METAQORE_OK) == (page != nullptr), "a page comes with success alone");
        metaqore_buffer_free(page);
        metaqore_error_free(error);
        return status;
      },
      [](metaqore_status, Opened&) {});

  for_every_allocation(
      "analyze", folder,
      [](const char*, Opened&) {
        std::int32_t satisfiable = 1;
        metaqore_buffer *message = nullptr, *analysis = nullptr;
        metaqore_error* error = nullptr;
        const auto status =
            metaqore_requirements_analyze(&satisfiable, &message, &analysis, clashing, nul, &error);
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
        auto status = metaqore_requirement_index_new(&index, nullptr, 0, nullptr);
        check((status == METAQORE_OK) == (index != nullptr), "an index comes with success alone");
        if (status != METAQORE_OK) return status;
        std::int32_t fits = 1, removed = 1;
        std::uint64_t size = 7;
        status = metaqore_requirement_index_add(index, old_numpy, nul, nullptr);
        metaqore_requirement_index_size(&size, index, nullptr);
        check(size == (status == METAQORE_OK ? 1 : 0), "what is answered is kept, and no more");
        if (status == METAQORE_OK) {
          status = metaqore_requirement_index_check(&fits, nullptr, nullptr, index, new_numpy, nul, nullptr);
          check(fits == 0, "it does not fit, whatever runs out");
        }
        if (status == METAQORE_OK) {
          status = metaqore_requirement_index_remove(&removed, index, "searcher", nul, nullptr);
          check(removed == (status == METAQORE_OK ? 1 : 0), "it is removed with success alone");
        } else if (size == 0) {
          metaqore_requirement_index_remove(&removed, index, "searcher", nul, nullptr);
          check(removed == 0, "an owner of whom nothing is kept has nothing to forget");
        }
        metaqore_requirement_index_free(index);
        return status;
      },
      [](metaqore_status, Opened&) {});

  std::filesystem::remove_all(folder);
  std::printf("%s\n", failures == 0 ? "all held" : "FAILED");
  return failures == 0 ? 0 : 1;
}
