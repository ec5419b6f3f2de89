#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "metaqore/json.hpp"

// What changed between two documents, for programs and for people, and how to make the change elsewhere. Pure
// functions of their arguments. Results are in canonical form and obey the bounds of Json; what would be
// larger or deeper throws Error(invalid_argument, `json.too_large` or `json.too_deep`).

namespace metaqore {

/// A JSON Patch (RFC 6902) that makes `to` of `from`: an array of `add`, `remove` and `replace`, empty where
/// the documents are equal. Elements of arrays are matched by those that are in each array once, and between
/// them by a longest common subsequence, which is bounded: where large arrays differ in much, more may be
/// replaced than has to be. Where the operations on an object or array would take more text than its new
/// value, it is replaced as a whole. A value that is too deep to stand in a patch, which is an array of
/// objects itself, is added level by level.
METAQORE_API Json make_patch(const Json& from, const Json& to);

/// The document after all operations of a JSON Patch (RFC 6902), or none of them. Only the result has to obey
/// the bounds of Json, not what is in between. Throws Error(invalid_argument) whose details have the number
/// of the `operation`, from 0, and the `pointer` at fault, as far as there are any: `patch.malformed` for
/// what is no patch, the removal of the whole document included, before anything else; `patch.not_found`
/// where a target does not exist; `patch.test_failed`; and `patch.too_costly` where changes behind very many
/// copies are deep in what was copied.
METAQORE_API Json apply_patch(const Json& document, const Json& patch);

/// A merge patch (RFC 7396) that makes `to` of `from`; nullopt where none can, because a member that changes
/// is to be null, or to have a member that is. In arrays null is a value like others.
METAQORE_API std::optional<Json> make_merge_patch(const Json& from, const Json& to);

/// The document after a merge patch (RFC 7396). Any document is one.
METAQORE_API Json apply_merge_patch(const Json& document, const Json& patch);

/// How a text diff is written.
struct TextDiffOptions {
  std::size_t context = 3;            ///< unchanged lines around each change
  std::string from_label = "before";  ///< behind `---`; escaped and cut where it would not be a short line
  std::string to_label = "after";     ///< behind `+++`, likewise
};

/// A unified diff, as people know it, of both documents written with one member or element a line, indented
/// by two spaces, in canonical order, and without commas, so that what is added behind the last one does not
/// change it. Empty where they are equal. Characters that would break a line, or show it otherwise than it
/// is, are escaped as in JSON. Not meant to be parsed. Throws Error(invalid_argument, `json.too_large`) where
/// it would exceed Json::max_size bytes.
METAQORE_API std::string text_diff(const Json& from, const Json& to, const TextDiffOptions& = {});

}  // namespace metaqore
