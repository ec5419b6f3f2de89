/* What packages of a registry are needed, and whether the needs can live together. No engine takes part.
 *
 * ecosystem: a package-URL type: cargo, deb, generic, golang, maven, npm, pypi.
 * Versions have 1 to 256 bytes, constraints at most 16,384; an empty constraint admits every version. Sets of
 * versions are exact: every version that the ecosystem could ever publish counts. Versions of Maven are in
 * the order in which mvn resolves dependencies (GenericVersion of its resolver), not in that of the POM
 * reference. What breaks the ecosystem's grammar is INVALID_ARGUMENT (`requirement.version`,
 * `requirement.constraint`, `requirement.name`, `requirement.marker`); the details name the offset in bytes.
 * Every function here but the index's may be called from any thread and after fork().
 * INVALID_ARGUMENT, NO_MEMORY; the index also FORKED. */
#ifndef METAQORE_REQUIREMENT_H
#define METAQORE_REQUIREMENT_H

#include "metaqore/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t metaqore_admits; /* what a constraint lets in */
enum { METAQORE_ADMITS_NOTHING = 0, METAQORE_ADMITS_PRERELEASES = 1, METAQORE_ADMITS_RELEASES = 2 };

typedef int32_t metaqore_relation; /* of two constraints; 0 when neither is within the other */
enum { METAQORE_SUBSET = 1, METAQORE_SUPERSET = 2, METAQORE_EQUAL = 3 };

/* The ecosystems there are, as a JSON array in alphabetical order. */
metaqore_status metaqore_ecosystem_list(metaqore_buffer** out, metaqore_error** error);

/* order: -1, 0 or 1, as left is below, equal to or above right; 0 also on failure. */
metaqore_status metaqore_version_compare(int32_t* order, metaqore_text ecosystem, metaqore_text left,
                                         metaqore_text right, metaqore_error** error);

/* The version in canonical form, and 1 for a pre-release. Each out parameter may be NULL. */
metaqore_status metaqore_version_normalize(metaqore_buffer** out, int32_t* is_prerelease,
                                           metaqore_text ecosystem, metaqore_text version,
                                           metaqore_error** error);

/* The form in which the ecosystem's names compare: `Zope.Interface` is `zope-interface` on PyPI. */
metaqore_status metaqore_name_normalize(metaqore_buffer** out, metaqore_text ecosystem, metaqore_text name,
                                        metaqore_error** error);

/* admits: what satisfies it. PRERELEASES means nothing but pre-releases.
 * out: the constraint as its ecosystem prints it.
 * versions: the set in one form for people, equal for equal sets: `[1.5.dev0, 1.6.dev0)`.
 * Each out parameter may be NULL. */
metaqore_status metaqore_constraint_normalize(metaqore_admits* admits, metaqore_buffer** out,
                                              metaqore_buffer** versions, metaqore_text ecosystem,
                                              metaqore_text constraint, metaqore_error** error);

/* contained: 1 when the ecosystem's own tool would admit the version, pre-releases allowed; else 0. */
metaqore_status metaqore_constraint_contains(int32_t* contained, metaqore_text ecosystem,
                                             metaqore_text constraint, metaqore_text version,
                                             metaqore_error** error);

/* meet: required, 1 when a version satisfies both, else 0.
 * relation: METAQORE_SUBSET when whatever satisfies left satisfies right too, SUPERSET the other way round.
 * common: a constraint that says what both say; NULL where nothing satisfies both, or the ecosystem's syntax
 *   cannot say it, as of two versions that Maven prefers.
 * versions: the same in the form of metaqore_constraint_normalize.
 * The last three may be NULL; without any of them it is faster. */
metaqore_status metaqore_constraint_compare(int32_t* meet, metaqore_relation* relation,
                                            metaqore_buffer** common, metaqore_buffer** versions,
                                            metaqore_text ecosystem, metaqore_text left, metaqore_text right,
                                            metaqore_error** error);

/* Each ecosystem's own sharing rules, as a JSON array: which requirements must agree on one version, and
 * where copies can stand side by side. */
metaqore_status metaqore_sharing_rules_default(metaqore_buffer** out, metaqore_error** error);

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
metaqore_status metaqore_requirement_analyze(int32_t* satisfiable, metaqore_buffer** message,
                                             metaqore_buffer** analysis, metaqore_text request,
                                             metaqore_error** error);

/* ---- The index ----------------------------------------------------------------------------------------- */

/* Requirements that live together, and the answer for one more. While one version satisfies all of a package,
 * its price does not depend on how many there are. In memory alone; a child process would not hear of what
 * its parent adds, and so it fills its own. */
typedef struct metaqore_requirement_index metaqore_requirement_index;

/* rules: a JSON array as in metaqore_requirement_analyze; empty: each ecosystem's own. */
metaqore_status metaqore_requirement_index_new(metaqore_requirement_index** out, metaqore_text rules,
                                               metaqore_error** error);
void metaqore_requirement_index_free(metaqore_requirement_index* index);

/* Keeps one, whether it clashes or not. requirement: as in metaqore_requirement_analyze. */
metaqore_status metaqore_requirement_index_add(metaqore_requirement_index* index, metaqore_text requirement,
                                               metaqore_error** error);

/* Forgets everything of an owner. removed: 1 when there was anything, else 0; may be NULL. */
metaqore_status metaqore_requirement_index_remove(int32_t* removed, metaqore_requirement_index* index,
                                                  metaqore_text owner, metaqore_error** error);

/* Whether one more would fit; nothing is kept. fits: required, 1 only when everything went well and it takes
 * part in no clash, warnings included.
 * message: one line for a person: who clashes with whom, and what would help.
 * clash: the clash that it would take part in, as in metaqore_requirement_analyze.
 * The last two are NULL when it fits, and may be NULL. */
metaqore_status metaqore_requirement_index_check(int32_t* fits, metaqore_buffer** message,
                                                 metaqore_buffer** clash, metaqore_requirement_index* index,
                                                 metaqore_text requirement, metaqore_error** error);

/* How many requirements it keeps. */
metaqore_status metaqore_requirement_index_size(uint64_t* size, metaqore_requirement_index* index,
                                                metaqore_error** error);

#ifdef __cplusplus
}
#endif
#endif
