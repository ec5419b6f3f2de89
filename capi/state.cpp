#include "guard.hpp"

using namespace metaqore;
using namespace metaqore::capi;

namespace {

[[noreturn]] void not_found(const char* reason, std::string_view what, std::string_view id) {
  std::string shown;  // an id is short and printable; what is not cannot be one
  for (const char c : id.substr(0, 80)) shown += c > ' ' && c < '\x7f' ? c : '?';
  throw Error(ErrorCode::not_found, reason,
              std::string(what) + " `" + shown + "` does not exist; list what there is");
}

template <class T>
metaqore_buffer* found(const std::optional<T>& document, const char* reason, std::string_view what,
                       std::string_view id) {
  if (!document) not_found(reason, what, id);
  return make_buffer(to_json(*document));
}

[[noreturn]] void wrong_kind(metaqore_kind kind, const char* wanted) {
  throw Error(ErrorCode::invalid_argument, "capi.wrong_kind",
              "the kind `" + std::to_string(kind) + "` is not one for this call; use " + wanted);
}

template <auto declare>
metaqore_status declare_by(metaqore_verdict* verdict, metaqore_id* artifact, uint64_t* version,
                           uint64_t* sequence, metaqore_buffer** message, metaqore_buffer** decision,
                           metaqore_state* state, metaqore_text candidate, metaqore_error** error) {
  return guard(error, Out(verdict, artifact, version, sequence, message, decision), [&] {
    required(verdict, "verdict");
    const auto said = from_json<Candidate>(text(candidate, "candidate"));
    const Decision answer = (required(state, "state").it.*declare)(said);
    set(artifact, answer.artifact.id);
    set(version, answer.artifact.version);
    set(sequence, answer.receipt.sequence);
    if (message != nullptr) *message = try_buffer([&] { return answer.text(); });
    if (decision != nullptr) *decision = try_buffer([&] { return to_json(answer); });
    *verdict = static_cast<metaqore_verdict>(answer.verdict);
  });
}

template <class T>
T read_query(std::string_view query) {
  return query.empty() ? T{} : from_json<T>(query);
}

}  // namespace

void metaqore_state_options_init(metaqore_state_options* options) {
  if (options == nullptr) return;
  *options = {};
  options->struct_size = sizeof *options;
  options->timeout_ms = static_cast<uint32_t>(Session{}.timeout.count());
}

metaqore_status metaqore_state_open(metaqore_state** out, metaqore_engine* engine, metaqore_text actor,
                                    metaqore_role role, const metaqore_state_options* options,
                                    metaqore_error** error) {
  return guard(error, Out(out), [&] {
    required(out, "out");
    Session session{.actor = std::string(text(actor, "actor")), .role = static_cast<Role>(role)};
    if (options != nullptr) {
      if (options->struct_size != sizeof *options) {
        throw Error(ErrorCode::invalid_argument, "capi.struct_size",
                    "metaqore_state_options has a `struct_size` of another release; fill it with "
                    "metaqore_state_options_init");
      }
      session.timeout = std::chrono::milliseconds(options->timeout_ms);
      session.trace_id = text(options->trace_id, "trace_id");
      session.on_behalf_of = text(options->on_behalf_of, "on_behalf_of");
    }
    *out = new metaqore_state(required(engine, "engine").it.state(session));
  });
}

void metaqore_state_free(metaqore_state* state) { free_handle(state); }

metaqore_status metaqore_state_declare(metaqore_verdict* verdict, metaqore_id* artifact, uint64_t* version,
                                       uint64_t* sequence, metaqore_buffer** message,
                                       metaqore_buffer** decision, metaqore_state* state,
                                       metaqore_text candidate, metaqore_error** error) {
  return declare_by<&StateManager::declare>(verdict, artifact, version, sequence, message, decision, state,
                                            candidate, error);
}

metaqore_status metaqore_state_try_declare(metaqore_verdict* verdict, metaqore_id* artifact,
                                           uint64_t* version, uint64_t* sequence, metaqore_buffer** message,
                                           metaqore_buffer** decision, metaqore_state* state,
                                           metaqore_text candidate, metaqore_error** error) {
  return declare_by<&StateManager::try_declare>(verdict, artifact, version, sequence, message, decision,
                                                state, candidate, error);
}

metaqore_status metaqore_state_check(metaqore_verdict* verdict, metaqore_buffer** message,
                                     metaqore_buffer** decision, metaqore_state* state,
                                     metaqore_text candidate, metaqore_error** error) {
  return guard(error, Out(verdict, message, decision), [&] {
    required(verdict, "verdict");
    const auto said = from_json<Candidate>(text(candidate, "candidate"));
    const auto answer = required(state, "state").it.check(said);
    if (message != nullptr) *message = make_buffer(answer.text());
    if (decision != nullptr) *decision = make_buffer(to_json(answer));
    *verdict = static_cast<metaqore_verdict>(answer.verdict);
  });
}

metaqore_status metaqore_state_create(metaqore_id* id, uint64_t* sequence, metaqore_buffer** out,
                                      metaqore_state* state, metaqore_kind kind, metaqore_text document,
                                      metaqore_error** error) {
  return guard(error, Out(id, sequence, out), [&] {
    if (kind != METAQORE_PROJECT)
      wrong_kind(kind, "METAQORE_PROJECT; artifacts are declared, conflicts are found");
    const auto wanted = from_json<Project>(text(document, "document"));
    const auto project = required(state, "state").it.create_project(wanted);
    set(id, project.id);
    set(sequence, project.sequence);
    if (out != nullptr) *out = try_buffer([&] { return to_json(project); });
  });
}

metaqore_status metaqore_state_get(metaqore_buffer** out, metaqore_state* state, metaqore_kind kind,
                                   metaqore_text id, metaqore_error** error) {
  return guard(error, Out(out), [&] {
    required(out, "out");
    const auto& reads = required(state, "state").it;
    const auto wanted = text(id, "id");
    switch (kind) {
      case METAQORE_PROJECT:
        *out = found(reads.get_project(wanted), "state.project_not_found", "project", wanted);
        break;
      case METAQORE_ARTIFACT:
        *out = found(reads.get_artifact(wanted), "state.artifact_not_found", "artifact", wanted);
        break;
      case METAQORE_CONFLICT:
        *out = found(reads.get_conflict(wanted), "state.conflict_not_found", "conflict", wanted);
        break;
      default:
        wrong_kind(kind, "METAQORE_PROJECT, METAQORE_ARTIFACT or METAQORE_CONFLICT");
    }
  });
}

metaqore_status metaqore_state_head(metaqore_id* id, uint64_t* version, metaqore_buffer** out,
                                    metaqore_state* state, metaqore_text project_id,
                                    metaqore_text artifact_type, metaqore_text name, metaqore_error** error) {
  return guard(error, Out(id, version, out), [&] {
    const Lineage lineage{std::string(text(project_id, "project_id")),
                          std::string(text(artifact_type, "artifact_type")), std::string(text(name, "name"))};
    const auto head = required(state, "state").it.head(lineage);
    if (!head)
      not_found("state.head_not_found", "an active version of",
                lineage.artifact_type + (lineage.name.empty() ? "" : "/" + lineage.name));
    set(id, head->id);
    set(version, head->version);
    if (out != nullptr) *out = make_buffer(to_json(*head));
  });
}

metaqore_status metaqore_state_list(metaqore_buffer** page, metaqore_state* state, metaqore_kind kind,
                                    metaqore_text query, metaqore_error** error) {
  return guard(error, Out(page), [&] {
    required(page, "page");
    const auto& reads = required(state, "state").it;
    const auto wanted = text(query, "query");
    switch (kind) {
      case METAQORE_PROJECT:
        *page = make_buffer(to_json(reads.list_projects(read_query<ProjectQuery>(wanted))));
        break;
      case METAQORE_ARTIFACT:
        *page = make_buffer(to_json(reads.list_artifacts(read_query<ArtifactQuery>(wanted))));
        break;
      case METAQORE_CONFLICT:
        *page = make_buffer(to_json(reads.list_conflicts(read_query<ConflictQuery>(wanted))));
        break;
      default:
        wrong_kind(kind, "METAQORE_PROJECT, METAQORE_ARTIFACT or METAQORE_CONFLICT");
    }
  });
}
