/* MetaQore: governs what AI agents produce together. The C contract, and its own reference.
 *
 * Results    Every call that can fail returns a status and takes `metaqore_error **error` last, which may be
 *            NULL; on failure it is given an object to free. Out parameters come first and are zeroed on
 *            failure, and then nothing was written. A denial is an answer: METAQORE_OK with the verdict apart.
 * Texts in   pointer and size in bytes, UTF-8; METAQORE_NUL_TERMINATED as the size means up to the NUL. They
 *            are copied. NULL counts as empty.
 * Documents  cross as JSON in the forms that each call names; unknown members are refused by name.
 * Bytes out  are a metaqore_buffer to free. Where memory runs out after a commit, the call still answers
 *            METAQORE_OK with its typed results, and the buffer stays NULL: read it again by its id.
 * Handles    are freed by their _free, which takes NULL. A state keeps its engine alive: any order is safe.
 * Threads    An engine, a state, an index and a schema may be used from any number of threads; a buffer and an
 *            error from one at a time. Nothing may be used while it is being freed.
 * fork()     A child process may free what it inherited (which leaks on purpose) and is otherwise answered
 *            METAQORE_FORKED; it opens its own engine, fills its own index and compiles its own schema.
 */
#ifndef METAQORE_H
#define METAQORE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#if defined(__GNUC__)
#pragma GCC visibility push(default)
#endif

/* Grows when a function, a constant or a member at a struct's end is added. */
#define METAQORE_ABI_VERSION 3
#define METAQORE_NUL_TERMINATED ((size_t)-1)

typedef struct metaqore_engine metaqore_engine; /* one open file: one organization, one ledger */
typedef struct metaqore_state metaqore_state;   /* one actor's path through an engine */
typedef struct metaqore_requirement_index metaqore_requirement_index; /* requirements that live together */
typedef struct metaqore_schema metaqore_schema; /* a JSON Schema, compiled */
typedef struct metaqore_buffer metaqore_buffer;
typedef struct metaqore_error metaqore_error;

typedef struct metaqore_id {
  char text[64]; /* NUL-terminated; empty when there is none */
} metaqore_id;

typedef struct metaqore_hash {
  char text[65]; /* SHA-256, 64 lower-case hex digits and NUL; empty when there is none */
} metaqore_hash;

/* All numbers below are part of the ABI and never renumbered or reused. */
typedef int32_t metaqore_status;
enum {
  METAQORE_OK = 0,
  METAQORE_INVALID_ARGUMENT = 1, /* the input is wrong: mend what the message names */
  METAQORE_NOT_FOUND = 2,
  METAQORE_STALE = 3,            /* it has changed since it was read: read again */
  METAQORE_BUSY = 4,             /* the write lock was not had in time: try again */
  METAQORE_STORAGE = 5,          /* the file or the disk: the message says which and why */
  METAQORE_READ_ONLY = 6,
  METAQORE_CLOSED = 7,
  METAQORE_FORKED = 8,
  METAQORE_NO_MEMORY = 9,
  METAQORE_INTERNAL = 10,        /* a fault of the library */
  METAQORE_ERROR_DENIED = 11     /* never returned by a call here; C++ throws it on request */
};

typedef int32_t metaqore_verdict; /* zero denies */
enum { METAQORE_DENIED = 0, METAQORE_ACCEPTED = 1 };

typedef int32_t metaqore_role; /* the host vouches for it */
enum { METAQORE_AGENT = 0, METAQORE_HUMAN = 1, METAQORE_HOST = 2 };

typedef int32_t metaqore_kind;
enum { METAQORE_PROJECT = 1, METAQORE_ARTIFACT = 3, METAQORE_CONFLICT = 4 };

typedef int32_t metaqore_admits; /* what a constraint lets in */
enum { METAQORE_ADMITS_NOTHING = 0, METAQORE_ADMITS_PRERELEASES = 1, METAQORE_ADMITS_RELEASES = 2 };

typedef int32_t metaqore_relation; /* of two constraints; 0 when neither is within the other */
enum { METAQORE_SUBSET = 1, METAQORE_SUPERSET = 2, METAQORE_EQUAL = 3 };

typedef int32_t metaqore_log_level;
enum { METAQORE_LOG_INFO = 1, METAQORE_LOG_WARNING = 2, METAQORE_LOG_ERROR = 3 };

/* METAQORE_ABI_VERSION of the library in use; a binding compares it when it loads. */
uint32_t metaqore_abi_version(void);
/* Release, MAJOR.MINOR.PATCH; static storage. */
const char *metaqore_version(void);

/* ---- Engine ------------------------------------------------------------------------------------------ */

/* What the host lends. Fill it with metaqore_hooks_init, then assign; the struct only grows at its end. */
typedef struct metaqore_hooks {
  uint32_t struct_size;
  void *userdata;
  /* Called exactly once, when nothing will call log any more: after the last handle of the engine is freed,
   * or when opening fails. May be NULL. */
  void (*destroy)(void *userdata);
  /* Called on the thread of the call that caused it, from several threads at once, with no lock held. The
   * texts are NUL-terminated and valid during the call; fields is a JSON object. May be NULL. */
  void (*log)(void *userdata, metaqore_log_level level, const char *room, const char *message,
              const char *fields);
} metaqore_hooks;
void metaqore_hooks_init(metaqore_hooks *hooks);

/* Opens a file, and creates it when it is missing.
 * config: {"storage":"team.db","organization":"acme","governance_mode":"strict","read_only":false}, every
 *   member optional, storage also ":memory:"; the environment is not asked then. NULL: what
 *   METAQORE_STORAGE, METAQORE_ORGANIZATION, METAQORE_GOVERNANCE_MODE and METAQORE_READ_ONLY say.
 * hooks: copied; may be NULL.
 * INVALID_ARGUMENT (also for a file of another organization), STORAGE (not ours, newer, damaged, out of
 * reach), BUSY, NO_MEMORY. */
metaqore_status metaqore_engine_open(metaqore_engine **out, const char *config, size_t config_size,
                                     const metaqore_hooks *hooks, metaqore_error **error);

/* Waits for the calls under way; later ones answer CLOSED. FORKED. */
metaqore_status metaqore_engine_close(metaqore_engine *engine, metaqore_error **error);
void metaqore_engine_free(metaqore_engine *engine);

/* ---- State: one actor's reads, and the one way to write -------------------------------------------------- */

typedef struct metaqore_state_options {
  uint32_t struct_size;
  uint32_t timeout_ms;  /* the longest wait for the write lock, then BUSY; 10,000 by default */
  const char *trace_id; /* 32 lower-case hex digits (W3C Trace Context), NUL-terminated; or NULL */
} metaqore_state_options;
void metaqore_state_options_init(metaqore_state_options *options);

/* actor: 1 to 128 bytes. options may be NULL. INVALID_ARGUMENT, CLOSED, FORKED, NO_MEMORY. */
metaqore_status metaqore_state_open(metaqore_state **out, metaqore_engine *engine, const char *actor,
                                    size_t actor_size, metaqore_role role,
                                    const metaqore_state_options *options, metaqore_error **error);
void metaqore_state_free(metaqore_state *state);

/* Judges a candidate, and keeps it with the decision: accepted as the next version, or blocked with its
 * conflicts. The same id and content again is given the first answer again, so that a repeat is safe.
 * candidate: {"project_id":"proj_…","artifact_type":"plan","name":"","data":{…},"base":1,
 *   "expected_version":2,"depends_on":["art_…","code/main"],"reads":["art_…"],
 *   "requirements":[{"ecosystem":"pypi","name":"numpy","constraint":">=1.26"}],"paths":["src/a.py"],
 *   "metadata":{…},"id":"art_…"}; the first two members are required.
 * verdict: required, DENIED unless everything went well. Any other out parameter may be NULL:
 * artifact, version (0 while blocked), sequence: of the artifact that it became or converged on, and of the
 *   ledger entry that records the decision.
 * decision: {"verdict":"denied","effect":"blocked","artifact":{…},"conflicts":[{…}],"receipt":{…}}.
 * INVALID_ARGUMENT, NOT_FOUND (the project), BUSY, STORAGE, READ_ONLY, CLOSED, FORKED, NO_MEMORY. */
metaqore_status metaqore_declare(metaqore_verdict *verdict, metaqore_id *artifact, uint64_t *version,
                                 uint64_t *sequence, metaqore_buffer **decision, metaqore_state *state,
                                 const char *candidate, size_t candidate_size, metaqore_error **error);

/* The answer that metaqore_declare would give now; nothing is kept. decision may be NULL. */
metaqore_status metaqore_check(metaqore_verdict *verdict, metaqore_buffer **decision, metaqore_state *state,
                               const char *candidate, size_t candidate_size, metaqore_error **error);

/* A decision, as metaqore_declare or metaqore_check gave it, in one line for a person: what was decided about
 * what, and why. INVALID_ARGUMENT, NO_MEMORY. */
metaqore_status metaqore_decision_text(metaqore_buffer **out, const char *decision, size_t decision_size,
                                       metaqore_error **error);

/* Creates what is not declared. kind: PROJECT; any other is INVALID_ARGUMENT (artifacts are declared,
 * conflicts are found).
 * document: {"name":"chatbot","description":"","owner_id":"","metadata":{…},"id":"proj_…"}; name is
 *   required, and what only the library can say of a project is refused.
 * Every out parameter may be NULL; out is the project as it was kept. The same id and document again is
 *   answered the same project.
 * Statuses as metaqore_declare. */
metaqore_status metaqore_create(metaqore_id *id, uint64_t *sequence, metaqore_buffer **out,
                                metaqore_state *state, metaqore_kind kind, const char *document,
                                size_t document_size, metaqore_error **error);

/* One document by its id, of any kind. NOT_FOUND, INVALID_ARGUMENT, STORAGE, CLOSED, FORKED, NO_MEMORY. */
metaqore_status metaqore_get(metaqore_buffer **out, metaqore_state *state, metaqore_kind kind, const char *id,
                             size_t id_size, metaqore_error **error);

/* The newest active version of an artifact. name may be NULL. Every out parameter may be NULL.
 * NOT_FOUND when there is none, else as metaqore_get. */
metaqore_status metaqore_head(metaqore_id *id, uint64_t *version, metaqore_buffer **out, metaqore_state *state,
                              const char *project_id, size_t project_id_size, const char *artifact_type,
                              size_t artifact_type_size, const char *name, size_t name_size,
                              metaqore_error **error);

/* One page, {"items":[…],"next":"…"}; next goes into the query for the next page and is absent on the last.
 * All pages show the state that the first page saw.
 * query: for PROJECT {"cursor":"","limit":100} or NULL;
 *   for ARTIFACT besides these {"project_id":"proj_…","artifact_type":"plan","name":"","status":"active"},
 *   the first required, status null for every version and blocked candidate;
 *   for CONFLICT besides these {"project_id":"proj_…","artifact_id":"art_…"}, the first required.
 * INVALID_ARGUMENT, STORAGE, CLOSED, FORKED, NO_MEMORY. */
metaqore_status metaqore_list(metaqore_buffer **page, metaqore_state *state, metaqore_kind kind,
                              const char *query, size_t query_size, metaqore_error **error);

/* ---- Ledger ---------------------------------------------------------------------------------------------- */

/* Its size in entries and the RFC 9162 Merkle root over them. Each out parameter may be NULL. */
metaqore_status metaqore_ledger_head(uint64_t *size, metaqore_hash *root, metaqore_engine *engine,
                                     metaqore_error **error);

/* The root when it had that many entries. NOT_FOUND beyond its present size. */
metaqore_status metaqore_ledger_root(metaqore_hash *root, metaqore_engine *engine, uint64_t size,
                                     metaqore_error **error);

/* Entries from a sequence on (the first is 0), at most limit (1 to 1,000): a JSON array, empty past the end.
 * The member "bytes" of each is the text that the tree hashes. */
metaqore_status metaqore_ledger_entries(metaqore_buffer **out, metaqore_engine *engine, uint64_t from,
                                        uint32_t limit, metaqore_error **error);

/* Recomputes the tree, every entry, every state row and index from the stored bytes. ok: 1 when all hold,
 * else 0. message: one line for a person. report: {"ok":true,"head":{…},"message":"…"}, with "first_bad"
 * where one entry can be named. The last two may be NULL. */
metaqore_status metaqore_ledger_verify(int32_t *ok, metaqore_buffer **message, metaqore_buffer **report,
                                       metaqore_engine *engine, metaqore_error **error);

/* ---- Requirements ---------------------------------------------------------------------------------------- */

/* What packages of a registry are needed, and whether the needs can live together. No engine takes part.
 * ecosystem: a package-URL type: cargo, deb, generic, golang, maven, npm, pypi.
 * Versions have 1 to 256 bytes, constraints at most 16,384; an empty constraint admits every version. Sets of
 * versions are exact: every version that the ecosystem could ever publish counts.
 * What breaks the ecosystem's grammar is INVALID_ARGUMENT (`requirement.version`, `requirement.constraint`,
 * `requirement.name`, `requirement.marker`); the details name the offset in bytes.
 * Every function here but the index's may be called from any thread and after fork().
 * INVALID_ARGUMENT, NO_MEMORY; the index also FORKED. */

/* The ecosystems there are, as a JSON array in alphabetical order. */
metaqore_status metaqore_ecosystems(metaqore_buffer **out, metaqore_error **error);

/* order: -1, 0 or 1, as left is below, equal to or above right; 0 also on failure. */
metaqore_status metaqore_version_compare(int32_t *order, const char *ecosystem, size_t ecosystem_size,
                                         const char *left, size_t left_size, const char *right,
                                         size_t right_size, metaqore_error **error);

/* The version in canonical form, and 1 for a pre-release. Each out parameter may be NULL. */
metaqore_status metaqore_version_normalize(metaqore_buffer **out, int32_t *is_prerelease,
                                           const char *ecosystem, size_t ecosystem_size, const char *version,
                                           size_t version_size, metaqore_error **error);

/* The form in which the ecosystem's names compare: `Zope.Interface` is `zope-interface` on PyPI. */
metaqore_status metaqore_name_normalize(metaqore_buffer **out, const char *ecosystem, size_t ecosystem_size,
                                        const char *name, size_t name_size, metaqore_error **error);

/* admits: what satisfies it. PRERELEASES means nothing but pre-releases.
 * out: the constraint as its ecosystem prints it.
 * versions: the set in one form for people, equal for equal sets: `[1.5.dev0, 1.6.dev0)`.
 * Each out parameter may be NULL. */
metaqore_status metaqore_constraint_normalize(metaqore_admits *admits, metaqore_buffer **out,
                                              metaqore_buffer **versions, const char *ecosystem,
                                              size_t ecosystem_size, const char *constraint,
                                              size_t constraint_size, metaqore_error **error);

/* contained: 1 when the ecosystem's own tool would admit the version, pre-releases allowed; else 0. */
metaqore_status metaqore_constraint_contains(int32_t *contained, const char *ecosystem, size_t ecosystem_size,
                                             const char *constraint, size_t constraint_size,
                                             const char *version, size_t version_size,
                                             metaqore_error **error);

/* meet: required, 1 when a version satisfies both, else 0.
 * relation: METAQORE_SUBSET when whatever satisfies left satisfies right too, SUPERSET the other way round.
 * common: a constraint for what satisfies both; NULL where nothing does or the ecosystem's syntax cannot say it.
 * versions: the same in the form of metaqore_constraint_normalize.
 * The last three may be NULL; without any of them it is faster. */
metaqore_status metaqore_constraints_compare(int32_t *meet, metaqore_relation *relation,
                                             metaqore_buffer **common, metaqore_buffer **versions,
                                             const char *ecosystem, size_t ecosystem_size, const char *left,
                                             size_t left_size, const char *right, size_t right_size,
                                             metaqore_error **error);

/* Each ecosystem's own sharing rules, as a JSON array: which requirements must agree on one version, and where
 * copies can stand side by side. */
metaqore_status metaqore_default_sharing_rules(metaqore_buffer **out, metaqore_error **error);

/* Who clashes with whom, what would help, and what all come to.
 * request: {"requirements":[{"owner":"coder","ecosystem":"pypi","name":"numpy","constraint":">=1.26",
 *   "scope":"runtime","extras":["…"],"purpose":"","marker":"python_version < '3.12'"}],
 *   "rules":[{"ecosystem":"pypi","scopes":["runtime","dev"],"sharing":"one_version"}],
 *   "available":[{"ecosystem":"pypi","name":"numpy","versions":["1.26.4","2.0.0"]}]}; of a requirement,
 *   constraint, extras, purpose, marker and scope (`runtime`) may be left out; without rules each ecosystem's
 *   own hold; sharing is one_version, one_per_compatible or nested. At most 100,000 requirements.
 * satisfiable: required, 1 only when everything went well and no clash is an error.
 * message: for a person: a line for each clash, as its description says, then each manifest below a line with
 *   the name of its file. May be NULL.
 * analysis: {"satisfiable":false,"clashes":[{"ecosystem":"pypi","name":"numpy","level":"error",
 *   "undecided":false,"core":[a requirement, …],"ways_out":[{"owners_moved":1,"major_distance":1,
 *   "needs_prerelease":false,"relaxations":[{"owner":"coder","from":"<2","to":"<3"}],"common":">=2,<3"}],
 *   "description":"…"}],"packages":[{"ecosystem":"pypi","name":"numpy","marker":"…","scopes":["runtime"],
 *   "extras":["…"],"owners":["coder"],"satisfiable":true,"only_prereleases":false,"constraint":">=1.26",
 *   "versions":"[1.26, ∞)","chosen":"2.0.0","none_exists":false}],"manifests":[{"ecosystem":"pypi",
 *   "file":"requirements.txt","text":"numpy>=1.26\n"}]}; may be NULL. */
metaqore_status metaqore_requirements_analyze(int32_t *satisfiable, metaqore_buffer **message,
                                              metaqore_buffer **analysis, const char *request,
                                              size_t request_size, metaqore_error **error);

/* Requirements, and the answer for one more. While one version satisfies all of a package, its price does not depend
 * on how many there are. In memory alone; a child process would not hear of what its parent adds, and so it
 * fills its own.
 * rules: a JSON array as in metaqore_requirements_analyze; NULL or empty: each ecosystem's own. */
metaqore_status metaqore_requirement_index_new(metaqore_requirement_index **out, const char *rules,
                                               size_t rules_size, metaqore_error **error);
void metaqore_requirement_index_free(metaqore_requirement_index *index);

/* Keeps one, whether it clashes or not. requirement: as in metaqore_requirements_analyze. */
metaqore_status metaqore_requirement_index_add(metaqore_requirement_index *index, const char *requirement,
                                               size_t requirement_size, metaqore_error **error);

/* Forgets everything of an owner. removed: 1 when there was anything, else 0; may be NULL. */
metaqore_status metaqore_requirement_index_remove(int32_t *removed, metaqore_requirement_index *index,
                                                  const char *owner, size_t owner_size,
                                                  metaqore_error **error);

/* Whether one more would fit; nothing is kept. fits: required, 1 only when everything went well and it takes
 * part in no clash, warnings included.
 * message: one line for a person: who clashes with whom, and what would help.
 * clash: the clash that it would take part in, as in metaqore_requirements_analyze.
 * The last two are NULL when it fits, and may be NULL. */
metaqore_status metaqore_requirement_index_check(int32_t *fits, metaqore_buffer **message,
                                                 metaqore_buffer **clash, metaqore_requirement_index *index,
                                                 const char *requirement, size_t requirement_size,
                                                 metaqore_error **error);

/* How many requirements it keeps. */
metaqore_status metaqore_requirement_index_size(uint64_t *size, metaqore_requirement_index *index,
                                                metaqore_error **error);

/* ---- JSON documents -------------------------------------------------------------------------------------- */

/* Where a value lies in a document, what changed between two, and how two changes of one come together. No
 * engine takes part.
 * A document is JSON of any kind (RFC 8259), at most 16 MiB of text with at most 128 arrays and objects inside
 * each other. It is read strictly: UTF-8, no duplicate names, integers exact from -2^63 to 2^64-1. What is
 * none is INVALID_ARGUMENT (`json.…`): the message names the argument, the details have line and column. What
 * comes back is in canonical form (RFC 8785, with integers in full digits) and within the same bounds.
 * Pointers are JSON Pointers (RFC 6901): "" is the whole document, "/a~1b/0" the first element of its member
 * `a/b`.
 * Every function here may be called from any thread and after fork().
 * INVALID_ARGUMENT, NO_MEMORY. */

/* found: required, 1 when the document has a value there, else 0.
 * out: the value, NULL where there is none; may be NULL.
 * A pointer that is none is INVALID_ARGUMENT (`pointer.syntax`); the details have the offset in bytes. */
metaqore_status metaqore_json_find(int32_t *found, metaqore_buffer **out, const char *document,
                                   size_t document_size, const char *pointer, size_t pointer_size,
                                   metaqore_error **error);

/* A JSON Patch (RFC 6902) that makes `after` of `before`: [{"op":"replace","path":"/port","value":8080}]; `[]`
 * where they are equal. */
metaqore_status metaqore_json_patch_make(metaqore_buffer **out, const char *before, size_t before_size,
                                         const char *after, size_t after_size, metaqore_error **error);

/* The document after all operations of a JSON Patch, or none of them. The details of a refusal have the number
 * of the `operation`, from 0, and its `pointer`: `patch.malformed`, `patch.not_found`, `patch.test_failed`,
 * `patch.too_costly`. */
metaqore_status metaqore_json_patch_apply(metaqore_buffer **out, const char *document, size_t document_size,
                                          const char *patch, size_t patch_size, metaqore_error **error);

/* possible: required, 1 when there is a merge patch (RFC 7396) that makes `after` of `before`; 0 when there is
 *   none, because a member that changes is to be null, or to have a member that is.
 * out: the merge patch, NULL where there is none; may be NULL. */
metaqore_status metaqore_json_merge_patch_make(int32_t *possible, metaqore_buffer **out, const char *before,
                                               size_t before_size, const char *after, size_t after_size,
                                               metaqore_error **error);

/* The document after a merge patch. Any document is one. */
metaqore_status metaqore_json_merge_patch_apply(metaqore_buffer **out, const char *document,
                                                size_t document_size, const char *patch, size_t patch_size,
                                                metaqore_error **error);

/* A unified diff for people, of both documents written with one member or element a line; empty where they are
 * equal.
 * context: how many unchanged lines around each change; 3 is usual.
 * before_label, after_label: what stands behind `---` and `+++`; where it is empty, `before` and `after`. */
metaqore_status metaqore_json_text_diff(metaqore_buffer **out, const char *before, size_t before_size,
                                        const char *after, size_t after_size, uint32_t context,
                                        const char *before_label, size_t before_label_size,
                                        const char *after_label, size_t after_label_size,
                                        metaqore_error **error);

/* Merges two changes of one document, and leaves to be decided what no rule brings together.
 * base, ours, theirs: the common ancestor, and what either side made of it. One that is NULL is absent: there
 *   is no common ancestor, or the side removed the document. An empty text is no document.
 * policy: how arrays and scalars are merged that both sides changed; NULL: each is left to be decided.
 *   {"rules":[{"path":"/services","array":"map","keys":["/name"]},{"path":"/tags","array":"set"},
 *   {"path":"/steps","array":"diff3"},
 *   {"path":"/packages/\u002a","scalar":"max_version","ecosystem":"pypi"}]}; the token * of a path (\u002a
 *   here for the sake of this comment) stands for any member or element. array is atomic, set, map or diff3;
 *   scalar is ours, theirs, max, min, max_version, min_version or intersect_requirement, the last three with
 *   an ecosystem as in metaqore_ecosystems. The first rule that meets a place and has a policy for what is
 *   there counts. One that cannot be honoured is INVALID_ARGUMENT (`merge.policy`).
 * ours_actor, theirs_actor: whose the sides are, in at most 256 bytes; the report says so again.
 * clean: required, 1 only when everything went well and nothing is left to be decided.
 * merged: wherever something is left to be decided, it has what the base has; NULL where nothing is left of
 *   the document.
 * message: for a person: a line for each place that is left to be decided. Empty when it is clean.
 * report: {"merged":{…},"residuals":[{"pointer":"/port","kind":"edit_edit","base":80,"ours":8080,
 *   "theirs":9090,"ours_actor":"planner","theirs_actor":"coder"}]}, for metaqore_json_resolve. What is absent
 *   is left out, and null is a null; kind is edit_edit, add_add, delete_edit, type_change, array, order or
 *   key_invalid, the last with a base_fault, ours_fault and theirs_fault that says what is wrong with an array.
 * The last three may be NULL. */
metaqore_status metaqore_json_merge(int32_t *clean, metaqore_buffer **merged, metaqore_buffer **message,
                                    metaqore_buffer **report, const char *base, size_t base_size,
                                    const char *ours, size_t ours_size, const char *theirs,
                                    size_t theirs_size, const char *policy, size_t policy_size,
                                    const char *ours_actor, size_t ours_actor_size, const char *theirs_actor,
                                    size_t theirs_actor_size, metaqore_error **error);

/* The merged document with an answer at the place of each residual.
 * report: as metaqore_json_merge gave it.
 * answers: [{"pointer":"/port","take":"theirs"},{"pointer":"/host","take":"value","value":"a.example"}]; take
 *   is base, ours, theirs or value, and has to be given. Where what it takes is absent, it removes what is
 *   there: with value too, so that anything can be removed.
 * present: required, 1 when there is a document, 0 when nothing is left of it.
 * out: NULL where nothing is left; may be NULL.
 * A residual without an answer, or an answer without a residual, is INVALID_ARGUMENT (`merge.answer`). */
metaqore_status metaqore_json_resolve(int32_t *present, metaqore_buffer **out, const char *report,
                                      size_t report_size, const char *answers, size_t answers_size,
                                      metaqore_error **error);

/* ---- JSON Schema ----------------------------------------------------------------------------------------- */

/* Draft 2020-12 and draft-07. A schema that cannot be honoured is refused when it is compiled, and no data can
 * make validation hang, crash or run away. Nothing is fetched. Where memory runs out in the midst of a pattern,
 * though, the process may end: RE2, by which patterns are matched, does not survive that.
 * INVALID_ARGUMENT, FORKED, NO_MEMORY. */

/* schema: a document as above.
 * options: {"dialect":"2020-12","assert_formats":false,"uri":"https://a.example/service","documents":[
 *   {"uri":"https://a.example/port","schema":{"maximum":65535}}]}, every member optional. dialect, also
 *   draft-07, is that of schemas without `$schema`; uri is where the schema lies, against which its references
 *   resolve; documents are those that others refer to by their address. NULL: the first two as here, the
 *   others empty.
 * The details of a refusal have the `pointer` and the `document` of the keyword at fault: `schema.invalid`,
 * `schema.reference`, `schema.pattern`, `schema.recursive`, `schema.dialect`, `schema.vocabulary`,
 * `schema.format`, `schema.too_large`. */
metaqore_status metaqore_schema_new(metaqore_schema **out, const char *schema, size_t schema_size,
                                    const char *options, size_t options_size, metaqore_error **error);
void metaqore_schema_free(metaqore_schema *schema);

/* valid: required, 1 only when everything went well and the data satisfies the schema, else 0.
 * message: for a person: a line for each keyword that is not satisfied. Empty when it is valid.
 * report: {"valid":false,"errors":[{"instance_location":"/port","keyword_location":"/properties/port/type",
 *   "document":"https://a.example/service","message":"…"}],"truncated":false}; the locations are pointers, the
 *   second one into the document.
 * The last two may be NULL; without them it is faster.
 * limits: {"max_steps":20000000,"max_depth":1000,"timeout_ms":5000,"max_errors":100}, every member optional;
 *   NULL: these. Beyond steps, depth or time it is INVALID_ARGUMENT (`schema.too_costly`, `schema.too_deep`):
 *   neither valid nor invalid. */
metaqore_status metaqore_schema_validate(int32_t *valid, metaqore_buffer **message, metaqore_buffer **report,
                                         metaqore_schema *schema, const char *data, size_t data_size,
                                         const char *limits, size_t limits_size, metaqore_error **error);

/* ---- Buffers and errors ---------------------------------------------------------------------------------- */

/* NUL-terminated, valid until the buffer is freed; "" and 0 for NULL. */
const char *metaqore_buffer_data(const metaqore_buffer *buffer);
size_t metaqore_buffer_size(const metaqore_buffer *buffer);
void metaqore_buffer_free(metaqore_buffer *buffer);

/* Texts are NUL-terminated and valid until the error is freed; OK and "" for NULL. Out of memory is a static
 * object, which may be freed like any other. */
metaqore_status metaqore_error_code(const metaqore_error *error);
const char *metaqore_error_reason(const metaqore_error *error);  /* dotted, stable: "json.duplicate_name" */
const char *metaqore_error_message(const metaqore_error *error); /* one line for a person */
const char *metaqore_error_details(const metaqore_error *error); /* a JSON object: {"column":7,"line":1} */
void metaqore_error_free(metaqore_error *error);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif
#endif
