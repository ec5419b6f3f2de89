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
/// the documents are equal. Elements of arrays are matched by a longest common subsequence, which is bounded:
/// where arrays of many equal elements differ in much, more may be replaced than has to be. Where the
/// operations on an object or array would take more text than its new value, it is replaced as a whole.
METAQORE_API Json make_patch(const Json& from, const Json& to);

/// The document after all operations of a JSON Patch (RFC 6902), or none of them. Throws
/// Error(invalid_argument) whose details have the number of the `operation`, from 0, and its `pointer`:
/// `patch.malformed` for what is no patch, `patch.not_found` where a target does not exist,
/// `patch.test_failed`, and `patch.too_costly` for one that copies or moves beyond reason.
METAQORE_API Json apply_patch(const Json& document, const Json& patch);

/// A merge patch (RFC 7396) that makes `to` of `from`; nullopt where none can, because a member that changes
/// is to have a null inside.
METAQORE_API std::optional<Json> make_merge_patch(const Json& from, const Json& to);

/// The document after a merge patch (RFC 7396). Any document is one.
METAQORE_API Json apply_merge_patch(const Json& document, const Json& patch);

/// How a text diff is written.
struct TextDiffOptions {
  std::size_t context = 3;            ///< unchanged lines around each change
  std::string from_label = "before";  ///< behind `---`
  std::string to_label = "after";     ///< behind `+++`
};

/// A unified diff, as people know it, of both documents written with one member or element a line. Empty
/// where they are equal. Not meant to be parsed.
METAQORE_API std::string text_diff(const Json& from, const Json& to, const TextDiffOptions& = {});

}  // namespace metaqore
