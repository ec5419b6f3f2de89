/* What all of the C contract shares: statuses, verdicts, texts, buffers, errors and versions. */
#ifndef METAQORE_BASE_H
#define METAQORE_BASE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Grows when a function, a constant or a member at a struct's end is added. */
#define METAQORE_ABI_VERSION 4

/* All numbers of this contract are part of the ABI and never renumbered or reused. */
typedef int32_t metaqore_status;
enum {
  METAQORE_OK = 0,
  METAQORE_INVALID_ARGUMENT = 1, /* the input is wrong: mend what the message names */
  METAQORE_NOT_FOUND = 2,
  METAQORE_STALE = 3,   /* it has changed since it was read: read again */
  METAQORE_BUSY = 4,    /* the write lock was not had in time: try again */
  METAQORE_STORAGE = 5, /* the file or the disk: the message says which and why */
  METAQORE_READ_ONLY = 6,
  METAQORE_CLOSED = 7,
  METAQORE_FORKED = 8,
  METAQORE_NO_MEMORY = 9,
  METAQORE_INTERNAL = 10,    /* a fault of the library */
  METAQORE_ERROR_DENIED = 11 /* never returned by a call here; C++ throws it on request */
};

typedef int32_t metaqore_verdict; /* zero denies */
enum { METAQORE_DENIED = 0, METAQORE_ACCEPTED = 1 };

typedef struct metaqore_id {
  char text[64]; /* NUL-terminated; empty when there is none */
} metaqore_id;

typedef struct metaqore_hash {
  char text[65]; /* SHA-256, 64 lower-case hex digits and NUL; empty when there is none */
} metaqore_hash;

/* METAQORE_ABI_VERSION of the library in use; a binding compares it when it loads. */
uint32_t metaqore_abi_version(void);
/* Release, MAJOR.MINOR.PATCH; static storage. */
const char* metaqore_version(void);

/* ---- Texts in ------------------------------------------------------------------------------------------ */

#define METAQORE_NUL_TERMINATED ((size_t)-1) /* as a size: up to the NUL */

/* A text that a call reads and does not keep, in UTF-8. Where data is NULL it is empty, or absent where a
 * call says so; then the size is 0 or METAQORE_NUL_TERMINATED, and any other is INVALID_ARGUMENT. */
typedef struct metaqore_text {
  const char* data;
  size_t size; /* in bytes */
} metaqore_text;

/* A string literal, up to its end: a NUL inside counts. */
#ifdef __cplusplus
#define METAQORE_TEXT(literal) (metaqore_text{"" literal, sizeof(literal) - 1})
#else
#define METAQORE_TEXT(literal) ((metaqore_text){"" literal, sizeof(literal) - 1})
#endif

/* What is NUL-terminated, to be valid while the result is used; NULL gives the absent text. */
metaqore_text metaqore_text_of(const char* data);

/* ---- Bytes out ----------------------------------------------------------------------------------------- */

typedef struct metaqore_buffer metaqore_buffer;

/* NUL-terminated, valid until the buffer is freed; "" and 0 for NULL. */
const char* metaqore_buffer_data(const metaqore_buffer* buffer);
size_t metaqore_buffer_size(const metaqore_buffer* buffer);
/* The same as an argument of another call, for as long; the absent text for NULL. */
metaqore_text metaqore_buffer_text(const metaqore_buffer* buffer);
void metaqore_buffer_free(metaqore_buffer* buffer);

/* ---- Errors -------------------------------------------------------------------------------------------- */

typedef struct metaqore_error metaqore_error;

/* Texts are NUL-terminated and valid until the error is freed; OK and "" for NULL. Out of memory is a static
 * object, which may be freed like any other. */
metaqore_status metaqore_error_code(const metaqore_error* error);
const char* metaqore_error_reason(const metaqore_error* error);  /* dotted, stable: "json.duplicate_name" */
const char* metaqore_error_message(const metaqore_error* error); /* one line for a person */
const char* metaqore_error_details(const metaqore_error* error); /* a JSON object: {"column":7,"line":1} */
void metaqore_error_free(metaqore_error* error);

#ifdef __cplusplus
}
#endif
#endif
