/* An engine: one open file, one organization, one ledger.
 *
 * fork(): a child opens an engine of its own, at any time, whatever the parent's threads are doing. What else
 * may be done with the files of an open engine, and what not, says doc/format.md. */
#ifndef METAQORE_ENGINE_H
#define METAQORE_ENGINE_H

#include "metaqore/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct metaqore_engine metaqore_engine;

typedef int32_t metaqore_log_level;
enum { METAQORE_LOG_INFO = 1, METAQORE_LOG_WARNING = 2, METAQORE_LOG_ERROR = 3 };

/* What the host lends. Fill it with metaqore_hooks_init, then assign; the struct only grows at its end. */
typedef struct metaqore_hooks {
  uint32_t struct_size;
  void* userdata;
  /* Called exactly once, when no hook will be called any more: after the last handle of the engine is freed,
   * or when opening fails. May be NULL. */
  void (*destroy)(void* userdata);
  /* Called on the thread of the call that caused it, from several threads at once, with no lock held. The
   * texts are NUL-terminated and valid during the call; fields is a JSON object. May be NULL. */
  void (*log)(void* userdata, metaqore_log_level level, const char* room, const char* message,
              const char* fields);
  /* Asked twenty times a second by a call that waits for others (for the write lock, for another process, in
   * metaqore_engine_close for the calls under way), and by metaqore_ledger_verify; on the thread of the call.
   * Anything but 0 ends it with BUSY (`engine.interrupted`): nothing was written, and it may be called again.
   * The call is not over while it asks: call nothing of the engine from here. May be NULL. */
  int32_t (*interrupted)(void* userdata);
} metaqore_hooks;
void metaqore_hooks_init(metaqore_hooks* hooks);

/* Opens a file, and creates it when it is missing.
 * config: {"storage":"team.db","organization":"acme","governance_mode":"strict","read_only":false}, every
 *   member optional, storage also ":memory:"; the environment is not asked then. Absent: what
 *   METAQORE_STORAGE, METAQORE_ORGANIZATION, METAQORE_GOVERNANCE_MODE and METAQORE_READ_ONLY say.
 * hooks: copied; may be NULL.
 * INVALID_ARGUMENT (also for a file of another organization), STORAGE (not ours, newer, damaged, out of
 * reach), BUSY, NO_MEMORY. */
metaqore_status metaqore_engine_open(metaqore_engine** out, metaqore_text config, const metaqore_hooks* hooks,
                                     metaqore_error** error);

/* Copies the file while it is in use into a new file that opens: all that was answered before the call, as
 * one state, beside readers and writers. It is on the disk when this returns; what is there is never
 * replaced, and of what fails nothing stays. From any thread, and of an engine that was opened for reading or
 * of ":memory:" too, whose writers wait meanwhile. path: required. To go back to the copy: close everything
 * that has the file X open, remove X-wal and X-shm, then move the copy to X. INVALID_ARGUMENT, STORAGE (also
 * for a path that is taken), BUSY, CLOSED, FORKED, NO_MEMORY. */
metaqore_status metaqore_engine_backup(metaqore_engine* engine, metaqore_text path, metaqore_error** error);

/* Waits for the calls under way; later ones answer CLOSED. FORKED; BUSY where the hook ends the wait. */
metaqore_status metaqore_engine_close(metaqore_engine* engine, metaqore_error** error);
void metaqore_engine_free(metaqore_engine* engine);

#ifdef __cplusplus
}
#endif
#endif
