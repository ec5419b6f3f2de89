/* Where a value lies in a document, what changed between two, and how two changes of one come together. No
 * engine takes part.
 *
 * A document is JSON of any kind (RFC 8259), at most 16 MiB of text with at most 128 arrays and objects
 * inside each other. It is read strictly: UTF-8, no duplicate names, integers exact from -2^63 to 2^64-1.
 * What is none is INVALID_ARGUMENT (`json.…`): the message names the argument, the details have line and
 * column, and the `pointer` of a value that is refused for what it says. What comes back is in canonical form
 * (RFC 8785, with integers in full digits) and within the same bounds.
 * Pointers are JSON Pointers (RFC 6901): "" is the whole document, "/a~1b/0" the first element of its member
 * `a/b`.
 * Every function here may be called from any thread and after fork().
 * INVALID_ARGUMENT, NO_MEMORY. */
#ifndef METAQORE_JSON_H
#define METAQORE_JSON_H

#include "metaqore/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A document that is one string: the text, whatever is in it, with quotes and escapes, to be put where JSON
 * has a value. Of a text that is not UTF-8 the details have the `offset` of the byte. */
metaqore_status metaqore_json_string(metaqore_buffer** out, metaqore_text text, metaqore_error** error);

/* The way back: what the string at a pointer says, without quotes and escapes. A NUL may be in it: the
 * buffer's size counts. NOT_FOUND where there is nothing, INVALID_ARGUMENT (`json.wrong_type`) where it is no
 * string. */
metaqore_status metaqore_json_string_at(metaqore_buffer** out, metaqore_text document, metaqore_text pointer,
                                        metaqore_error** error);

/* found: required, 1 when the document has a value there, else 0.
 * out: the value, NULL where there is none; may be NULL.
 * A pointer that is none is INVALID_ARGUMENT (`pointer.syntax`); the details have the offset in bytes. */
metaqore_status metaqore_json_find(int32_t* found, metaqore_buffer** out, metaqore_text document,
                                   metaqore_text pointer, metaqore_error** error);

/* A JSON Patch (RFC 6902) that makes `after` of `before`: [{"op":"replace","path":"/port","value":8080}];
 * `[]` where they are equal. */
metaqore_status metaqore_json_patch_make(metaqore_buffer** out, metaqore_text before, metaqore_text after,
                                         metaqore_error** error);

/* The document after all operations of a JSON Patch, or none of them. The details of a refusal have the
 * number of the `operation`, from 0, and its `pointer`: `patch.malformed`, `patch.not_found`,
 * `patch.test_failed`, `patch.too_costly`. */
metaqore_status metaqore_json_patch_apply(metaqore_buffer** out, metaqore_text document, metaqore_text patch,
                                          metaqore_error** error);

/* possible: required, 1 when there is a merge patch (RFC 7396) that makes `after` of `before`; 0 when there
 *   is none, because a member that changes is to be null, or to have a member that is.
 * out: the merge patch, NULL where there is none; may be NULL. */
metaqore_status metaqore_json_merge_patch_make(int32_t* possible, metaqore_buffer** out, metaqore_text before,
                                               metaqore_text after, metaqore_error** error);

/* The document after a merge patch. Any document is one. */
metaqore_status metaqore_json_merge_patch_apply(metaqore_buffer** out, metaqore_text document,
                                                metaqore_text patch, metaqore_error** error);

/* A unified diff for people, of both documents written with one member or element a line; empty where they
 * are equal.
 * context: how many unchanged lines around each change; 3 is usual.
 * before_label, after_label: what stands behind `---` and `+++`; where it is empty, `before` and `after`. */
metaqore_status metaqore_json_diff(metaqore_buffer** out, metaqore_text before, metaqore_text after,
                                   uint32_t context, metaqore_text before_label, metaqore_text after_label,
                                   metaqore_error** error);

/* Merges two changes of one document, and leaves to be decided what no rule brings together.
 * base, ours, theirs: the common ancestor, and what either side made of it. One that is absent: there is no
 *   common ancestor, or the side removed the document. An empty text is no document.
 * policy: how arrays and scalars are merged that both sides changed; absent: each is left to be decided.
 *   {"rules":[{"path":"/services","array":"map","keys":["/name"]},{"path":"/tags","array":"set"},
 *   {"path":"/steps","array":"diff3"},
 *   {"path":"/packages/\u002a","scalar":"max_version","ecosystem":"pypi"}]}; the token * of a path (\u002a
 *   here for the sake of this comment) stands for any member or element. array is atomic, set, map or diff3;
 *   scalar is ours, theirs, max, min, max_version, min_version or intersect_requirement, the last three with
 *   an ecosystem as in metaqore_ecosystem_list. The first rule that meets a place and has a policy for what
 *   is there counts. One that cannot be honoured is INVALID_ARGUMENT (`merge.policy`).
 * ours_actor, theirs_actor: whose the sides are, in at most 256 bytes; the report says so again.
 * clean: required, 1 only when everything went well and nothing is left to be decided.
 * merged: wherever something is left to be decided, it has what the base has; NULL where nothing is left of
 *   the document.
 * message: for a person: a line for each place that is left to be decided. Empty when it is clean.
 * report: {"merged":{…},"residuals":[{"pointer":"/port","kind":"edit_edit","base":80,"ours":8080,
 *   "theirs":9090,"ours_actor":"planner","theirs_actor":"coder"}]}, for metaqore_json_resolve. What is absent
 *   is left out, and null is a null; kind is edit_edit, add_add, delete_edit, type_change, array, order or
 *   key_invalid, the last with a base_fault, ours_fault and theirs_fault that says what is wrong with an
 *   array.
 * The last three may be NULL. */
metaqore_status metaqore_json_merge(int32_t* clean, metaqore_buffer** merged, metaqore_buffer** message,
                                    metaqore_buffer** report, metaqore_text base, metaqore_text ours,
                                    metaqore_text theirs, metaqore_text policy, metaqore_text ours_actor,
                                    metaqore_text theirs_actor, metaqore_error** error);

/* The merged document with an answer at the place of each residual.
 * report: as metaqore_json_merge gave it.
 * answers: [{"pointer":"/port","take":"theirs"},{"pointer":"/host","take":"value","value":"a.example"}]; take
 *   is base, ours, theirs or value, and has to be given. Where what it takes is absent, it removes what is
 *   there: with value too, so that anything can be removed.
 * present: required, 1 when there is a document, 0 when nothing is left of it.
 * out: NULL where nothing is left; may be NULL.
 * A residual without an answer, or an answer without a residual, is INVALID_ARGUMENT (`merge.answer`). */
metaqore_status metaqore_json_resolve(int32_t* present, metaqore_buffer** out, metaqore_text report,
                                      metaqore_text answers, metaqore_error** error);

#ifdef __cplusplus
}
#endif
#endif
