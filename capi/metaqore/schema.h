/* JSON Schema, draft 2020-12 and draft-07. No engine takes part.
 *
 * A schema that cannot be honoured is refused when it is compiled, and no data can make validation hang,
 * crash or run away. Nothing is fetched. Where memory runs out in the midst of a pattern, though, the process
 * may end: RE2, by which patterns are matched, does not survive that.
 * Documents are as metaqore/json.h says.
 * INVALID_ARGUMENT, FORKED, NO_MEMORY. */
#ifndef METAQORE_SCHEMA_H
#define METAQORE_SCHEMA_H

#include "metaqore/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct metaqore_schema metaqore_schema; /* compiled, and never changed */

/* schema: a document.
 * options: {"dialect":"2020-12","assert_formats":false,"uri":"https://a.example/service","documents":[
 *   {"uri":"https://a.example/port","schema":{"maximum":65535}}]}, every member optional. dialect, also
 *   draft-07, is that of schemas without `$schema`; uri is where the schema lies, against which its
 *   references resolve; documents are those that others refer to by their address. Empty: the first two as
 *   here, the others empty.
 * The details of a refusal have the `pointer` and the `document` of the keyword at fault: `schema.invalid`,
 * `schema.reference`, `schema.pattern`, `schema.recursive`, `schema.dialect`, `schema.vocabulary`,
 * `schema.format`, `schema.too_large`. */
metaqore_status metaqore_schema_new(metaqore_schema** out, metaqore_text schema, metaqore_text options,
                                    metaqore_error** error);
void metaqore_schema_free(metaqore_schema* schema);

/* valid: required, 1 only when everything went well and the data satisfies the schema, else 0.
 * message: for a person: a line for each keyword that is not satisfied. Empty when it is valid.
 * report: {"valid":false,"errors":[{"instance_location":"/port","keyword_location":"/properties/port/type",
 *   "document":"https://a.example/service","message":"…"}],"truncated":false}; the locations are pointers,
 *   the second one into the document.
 * The last two may be NULL; without them it is faster.
 * limits: {"max_steps":20000000,"max_depth":1000,"timeout_ms":5000,"max_errors":100}, every member optional;
 *   empty: these. Beyond steps, depth or time it is INVALID_ARGUMENT (`schema.too_costly`,
 *   `schema.too_deep`): neither valid nor invalid. */
metaqore_status metaqore_schema_validate(int32_t* valid, metaqore_buffer** message, metaqore_buffer** report,
                                         metaqore_schema* schema, metaqore_text data, metaqore_text limits,
                                         metaqore_error** error);

#ifdef __cplusplus
}
#endif
#endif
