/* The ledger of an engine: what was done, in order, and that nobody changed it since. */
#ifndef METAQORE_LEDGER_H
#define METAQORE_LEDGER_H

#include "metaqore/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Every function of an engine here answers INVALID_ARGUMENT, STORAGE, CLOSED, FORKED or NO_MEMORY. */

/* Its size in entries and the RFC 9162 Merkle root over them. Each out parameter may be NULL. */
metaqore_status metaqore_ledger_head(uint64_t* size, metaqore_hash* root, metaqore_engine* engine,
                                     metaqore_error** error);

/* The root when it had that many entries. Also NOT_FOUND, beyond its present size. */
metaqore_status metaqore_ledger_root(metaqore_hash* root, metaqore_engine* engine, uint64_t size,
                                     metaqore_error** error);

/* Entries from a sequence on (the first is 0), at most limit (1 to 1,000) and no more than 8 MiB of them: a
 * JSON array, empty past the end and nowhere else. The member "bytes" of each is the text that the tree
 * hashes. */
metaqore_status metaqore_ledger_entries(metaqore_buffer** out, metaqore_engine* engine, uint64_t from,
                                        uint32_t limit, metaqore_error** error);

/* Recomputes the tree, every entry, every state row and index from the stored bytes. A damaged file is an
 * answer; what could not be read is none. Also BUSY.
 * ok: required, 1 when all hold, else 0.
 * message: one line for a person.
 * report: {"ok":true,"head":{…},"message":"…"}, with "first_bad" where one entry can be named.
 * The last two may be NULL. */
metaqore_status metaqore_ledger_verify(int32_t* ok, metaqore_buffer** message, metaqore_buffer** report,
                                       metaqore_engine* engine, metaqore_error** error);

/* The same of a file that no engine need be able to open, because it is damaged. It is opened for reading,
 * and need not be writable.
 * INVALID_ARGUMENT, STORAGE (missing, not ours, newer, out of reach), BUSY, NO_MEMORY. */
metaqore_status metaqore_verify_file(int32_t* ok, metaqore_buffer** message, metaqore_buffer** report,
                                     metaqore_text path, metaqore_error** error);

#ifdef __cplusplus
}
#endif
#endif
