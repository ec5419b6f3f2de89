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

template <class T>
T read_query(std::string_view query) {
  return query.empty() ? T{} : from_json<T>(query);
}

}  // namespace

void metaqore_state_options_init(metaqore_state_options* options) {
  clear(options);
  if (options == nullptr) return;
  options->struct_size = sizeof *options;
  options->timeout_ms = static_cast<uint32_t>(Session{}.timeout.count());
}

metaqore_status metaqore_state_open(metaqore_state** out, metaqore_engine* engine, const char* actor,
                                    size_t actor_size, metaqore_role role,
                                    const metaqore_state_options* options, metaqore_error** error) {
  clear(out);
  return guard(error, [&] {
    auto& result = required(out, "out");
    Session session{.actor = std::string(text(actor, actor_size, "actor")), .role = static_cast<Role>(role)};
    if (options != nullptr) {
      if (options->struct_size != sizeof *options) {
        throw Error(ErrorCode::invalid_argument, "capi.struct_size",
                    "metaqore_state_options has a `struct_size` of another release; fill it with "
                    "metaqore_state_options_init");
      }
      session.timeout = std::chrono::milliseconds(options->timeout_ms);
      if (options->trace_id != nullptr) session.trace_id = options->trace_id;
    }
    result = new metaqore_state(required(engine, "engine").it.state(session));
  });
}

void metaqore_state_free(metaqore_state* state) { free_handle(state); }

metaqore_status metaqore_declare(metaqore_verdict* verdict, metaqore_id* artifact, uint64_t* version,
                                 uint64_t* sequence, metaqore_buffer** decision, metaqore_state* state,
                                 const char* candidate, size_t candidate_size, metaqore_error** error) {
  clear(verdict), clear(artifact), clear(version), clear(sequence), clear(decision);
  return guard(error, [&] {
    auto& out = required(verdict, "verdict");
    const auto said = from_json<Candidate>(text(candidate, candidate_size, "candidate"));
    const auto answer = required(state, "state").it.declare(said);
    set(artifact, answer.artifact.id);
    set(version, answer.artifact.version);
    set(sequence, answer.receipt.sequence);
    if (decision != nullptr) *decision = try_buffer(answer);
    out = static_cast<metaqore_verdict>(answer.verdict);
  });
}

metaqore_status metaqore_check(metaqore_verdict* verdict, metaqore_buffer** decision, metaqore_state* state,
                               const char* candidate, size_t candidate_size, metaqore_error** error) {
  clear(verdict), clear(decision);
  return guard(error, [&] {
    auto& out = required(verdict, "verdict");
    const auto said = from_json<Candidate>(text(candidate, candidate_size, "candidate"));
    const auto answer = required(state, "state").it.check(said);
    if (decision != nullptr) *decision = make_buffer(to_json(answer));
    out = static_cast<metaqore_verdict>(answer.verdict);
  });
}

metaqore_status metaqore_decision_text(metaqore_buffer** out, const char* decision, size_t decision_size,
                                       metaqore_error** error) {
  clear(out);
  return guard(error, [&] {
    auto& result = required(out, "out");
    result = make_buffer(from_json<Decision>(text(decision, decision_size, "decision")).text());
  });
}

metaqore_status metaqore_create(metaqore_id* id, uint64_t* sequence, metaqore_buffer** out,
                                metaqore_state* state, metaqore_kind kind, const char* document,
                                size_t document_size, metaqore_error** error) {
  clear(id), clear(sequence), clear(out);
  return guard(error, [&] {
    if (kind != METAQORE_PROJECT)
      wrong_kind(kind, "METAQORE_PROJECT; artifacts are declared, conflicts are found");
    const auto wanted = from_json<Project>(text(document, document_size, "document"));
    const auto project = required(state, "state").it.create_project(wanted);
    set(id, project.id);
    set(sequence, project.sequence);
    if (out != nullptr) *out = try_buffer(project);
  });
}

metaqore_status metaqore_get(metaqore_buffer** out, metaqore_state* state, metaqore_kind kind, const char* id,
                             size_t id_size, metaqore_error** error) {
  clear(out);
  return guard(error, [&] {
    auto& result = required(out, "out");
    const auto& reads = required(state, "state").it;
    const auto wanted = text(id, id_size, "id");
    switch (kind) {
      case METAQORE_PROJECT:
        result = found(reads.get_project(wanted), "state.project_not_found", "project", wanted);
        break;
      case METAQORE_ARTIFACT:
        result = found(reads.get_artifact(wanted), "state.artifact_not_found", "artifact", wanted);
        break;
      case METAQORE_CONFLICT:
        result = found(reads.get_conflict(wanted), "state.conflict_not_found", "conflict", wanted);
        break;
      default:
        wrong_kind(kind, "METAQORE_PROJECT, METAQORE_ARTIFACT or METAQORE_CONFLICT");
    }
  });
}

metaqore_status metaqore_head(metaqore_id* id, uint64_t* version, metaqore_buffer** out,
                              metaqore_state* state, const char* project_id, size_t project_id_size,
                              const char* artifact_type, size_t artifact_type_size, const char* name,
                              size_t name_size, metaqore_error** error) {
  clear(id), clear(version), clear(out);
  return guard(error, [&] {
    const Lineage lineage{std::string(text(project_id, project_id_size, "project_id")),
                          std::string(text(artifact_type, artifact_type_size, "artifact_type")),
                          std::string(text(name, name_size, "name"))};
    const auto head = required(state, "state").it.head(lineage);
    if (!head)
      not_found("state.head_not_found", "an active version of",
                lineage.artifact_type + (lineage.name.empty() ? "" : "/" + lineage.name));
    if (out != nullptr) *out = make_buffer(to_json(*head));
    set(id, head->id);
    set(version, head->version);
  });
}

metaqore_status metaqore_list(metaqore_buffer** page, metaqore_state* state, metaqore_kind kind,
                              const char* query, size_t query_size, metaqore_error** error) {
  clear(page);
  return guard(error, [&] {
    auto& result = required(page, "page");
    const auto& reads = required(state, "state").it;
    const auto wanted = text(query, query_size, "query");
    switch (kind) {
      case METAQORE_PROJECT:
        result = make_buffer(to_json(reads.list_projects(read_query<ProjectQuery>(wanted))));
        break;
      case METAQORE_ARTIFACT:
        result = make_buffer(to_json(reads.list_artifacts(read_query<ArtifactQuery>(wanted))));
        break;
      case METAQORE_CONFLICT:
        result = make_buffer(to_json(reads.list_conflicts(read_query<ConflictQuery>(wanted))));
        break;
      default:
        wrong_kind(kind, "METAQORE_PROJECT, METAQORE_ARTIFACT or METAQORE_CONFLICT");
    }
  });
}
