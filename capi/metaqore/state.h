/* A state: one actor's path through an engine. Its reads, and the one way to write. */
#ifndef METAQORE_STATE_H
#define METAQORE_STATE_H

#include "metaqore/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct metaqore_state metaqore_state;

typedef int32_t metaqore_role; /* the host vouches for it */
enum { METAQORE_AGENT = 0, METAQORE_HUMAN = 1, METAQORE_HOST = 2 };

typedef int32_t metaqore_kind;
enum { METAQORE_PROJECT = 1, METAQORE_ARTIFACT = 3, METAQORE_CONFLICT = 4 };

/* Fill it with metaqore_state_options_init, then assign; the struct only grows at its end. */
typedef struct metaqore_state_options {
  uint32_t struct_size;
  uint32_t timeout_ms;        /* the longest wait for the write lock, then BUSY; 10,000 by default */
  metaqore_text trace_id;     /* 32 lower-case hex digits (W3C Trace Context); absent: none */
  metaqore_text on_behalf_of; /* the user or agent for whom the actor acts, as actor; absent: none */
} metaqore_state_options;
void metaqore_state_options_init(metaqore_state_options* options);

/* actor: 1 to 128 bytes; no control or invisible character. options: copied; may be NULL. INVALID_ARGUMENT,
 * CLOSED, FORKED, NO_MEMORY. */
metaqore_status metaqore_state_open(metaqore_state** out, metaqore_engine* engine, metaqore_text actor,
                                    metaqore_role role, const metaqore_state_options* options,
                                    metaqore_error** error);
void metaqore_state_free(metaqore_state* state);

/* Judges a candidate, and keeps it with the decision: accepted as the next version, or blocked with its
 * conflicts. The same id and content again is given the first answer again, so that a repeat is safe.
 * candidate: {"project_id":"proj_…","artifact_type":"plan","name":"","data":{…},"base":1,
 *   "exact":false,"expected_version":2,"depends_on":["art_…","code/main"],"reads":["art_…"],
 *   "requirements":[{"ecosystem":"pypi","name":"numpy","constraint":">=1.26"}],"paths":["src/a.py"],
 *   "metadata":{…},"id":"art_…"}; the first two members are required. Of more than 16 MiB, blanks and all, it
 *   is INVALID_ARGUMENT before it is read. What is wrong in data or metadata is told of that document, as if
 *   it had come by itself: the details have its name as `member`, and the `pointer` in it.
 * base absent: the newest version that this state got by metaqore_state_get or metaqore_state_head, or
 *   declared itself; what it has not seen it cannot overwrite.
 * exact: true becomes the next version on exactly its base, or is denied: for counters and the like.
 * verdict: required, DENIED unless everything went well. Any other out parameter may be NULL:
 * artifact, version (0 while blocked), sequence: of the artifact that it became or converged on, and of the
 *   ledger entry that records the decision.
 * message: one line for a person: what was decided about what, and why.
 * decision: {"verdict":"denied","effect":"blocked","artifact":{…},"conflicts":[{…}],"receipt":{…}}.
 * INVALID_ARGUMENT, NOT_FOUND (the project), BUSY, STORAGE, READ_ONLY, CLOSED, FORKED, NO_MEMORY. */
metaqore_status metaqore_state_declare(metaqore_verdict* verdict, metaqore_id* artifact, uint64_t* version,
                                       uint64_t* sequence, metaqore_buffer** message,
                                       metaqore_buffer** decision, metaqore_state* state,
                                       metaqore_text candidate, metaqore_error** error);

/* The same, but of a candidate that is denied nothing is kept: its effect is `refused`, and its conflicts
 * have no ids. To read, change and write as one step: metaqore_state_head, a candidate with "base" and
 * "exact":true, and again from the start while it is denied with version_mismatch or parallel_creation. */
metaqore_status metaqore_state_try_declare(metaqore_verdict* verdict, metaqore_id* artifact,
                                           uint64_t* version, uint64_t* sequence, metaqore_buffer** message,
                                           metaqore_buffer** decision, metaqore_state* state,
                                           metaqore_text candidate, metaqore_error** error);

/* The answer that metaqore_state_declare would give now; nothing is kept. Parameters and statuses are as
 * there. */
metaqore_status metaqore_state_check(metaqore_verdict* verdict, metaqore_buffer** message,
                                     metaqore_buffer** decision, metaqore_state* state,
                                     metaqore_text candidate, metaqore_error** error);

/* Creates what is not declared. kind: PROJECT; any other is INVALID_ARGUMENT (artifacts are declared,
 * conflicts are found).
 * document: {"name":"chatbot","description":"","owner_id":"","metadata":{…},"id":"proj_…"}; name is
 *   required, and what only the library can say of a project is refused. At most 16 MiB, likewise.
 * Every out parameter may be NULL; out is the project as it was kept. The same id and document again is
 *   answered the same project.
 * Statuses as metaqore_state_declare. */
metaqore_status metaqore_state_create(metaqore_id* id, uint64_t* sequence, metaqore_buffer** out,
                                      metaqore_state* state, metaqore_kind kind, metaqore_text document,
                                      metaqore_error** error);

/* One document by its id, of any kind. NOT_FOUND, INVALID_ARGUMENT, STORAGE, CLOSED, FORKED, NO_MEMORY. */
metaqore_status metaqore_state_get(metaqore_buffer** out, metaqore_state* state, metaqore_kind kind,
                                   metaqore_text id, metaqore_error** error);

/* The newest active version of an artifact. name may be empty. Every out parameter may be NULL.
 * NOT_FOUND when there is none, else as metaqore_state_get. */
metaqore_status metaqore_state_head(metaqore_id* id, uint64_t* version, metaqore_buffer** out,
                                    metaqore_state* state, metaqore_text project_id,
                                    metaqore_text artifact_type, metaqore_text name, metaqore_error** error);

/* One page, {"items":[…],"next":"…"}; next goes into the query for the next page and is absent on the last.
 * A page ends at its limit, or before its items hold more than 8 MiB of the file; one always comes. All pages
 * show the state that the first page saw.
 * query: for PROJECT {"cursor":"","limit":100} or empty;
 *   for ARTIFACT besides these {"project_id":"proj_…","artifact_type":"plan","name":"","status":"active"},
 *   the first required, status null for every version and blocked candidate;
 *   for CONFLICT besides these {"project_id":"proj_…","artifact_id":"art_…"}, the first required.
 * INVALID_ARGUMENT, STORAGE, CLOSED, FORKED, NO_MEMORY. */
metaqore_status metaqore_state_list(metaqore_buffer** page, metaqore_state* state, metaqore_kind kind,
                                    metaqore_text query, metaqore_error** error);

#ifdef __cplusplus
}
#endif
#endif
