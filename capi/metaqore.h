/* MetaQore: governs what AI agents produce together. The C contract, and its own reference.
 *
 * Results    Every call that can fail returns a status and takes `metaqore_error** error` last, which may be
 *            NULL; on failure it is given an object to free. Out parameters come first and are zeroed on
 *            failure, and then nothing was written. A denial is an answer: METAQORE_OK with the verdict
 *            apart.
 * Texts in   are UTF-8 and copied: METAQORE_TEXT("planner"), metaqore_text_of(argv[1]), or data and size. One
 *            without data is empty, and absent where a call says so.
 * Documents  cross as JSON in the forms that each call names; unknown members are refused by name.
 * Bytes out  are a metaqore_buffer to free. Where memory runs out after a commit, the call still answers
 *            METAQORE_OK with its typed results, and the buffers stay NULL: read it again by its id.
 * Handles    are freed by their _free, which takes NULL. A state keeps its engine alive: any order is safe.
 * Threads    An engine, a state, an index and a schema may be used from any number of threads; a buffer and
 *            an error from one at a time. Nothing may be used while it is being freed.
 * fork()     A child process may free what it inherited (which leaks on purpose) and is otherwise answered
 *            METAQORE_FORKED; it opens its own engine, fills its own index and compiles its own schema.
 *
 * Each subject has a header of its own, which takes in what it needs.
 */
#ifndef METAQORE_H
#define METAQORE_H

#include "metaqore/base.h"        /* what all share: statuses, texts, buffers, errors */
#include "metaqore/engine.h"      /* one open file */
#include "metaqore/json.h"        /* documents: pointers, patches, merges */
#include "metaqore/ledger.h"      /* what an engine has done, and that nobody changed it since */
#include "metaqore/requirement.h" /* what packages are needed, and whether the needs can live together */
#include "metaqore/schema.h"      /* JSON Schema */
#include "metaqore/state.h"       /* one actor's reads, and the one way to write */

#endif
