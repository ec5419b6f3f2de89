#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "metaqore/error.hpp"

namespace metaqore {

/// A checked JSON document (RFC 8259) of any kind, held as the text it was read from. A plain value type.
///
/// Reading is strict: UTF-8 only, no byte order mark, no duplicate names, no lone surrogates, no number
/// that is not finite. Integers are exact from -2^63 to 2^64-1; an integer beyond that is refused unless a
/// double prints as exactly these digits, so that no reader takes it for another number. Other numbers are
/// the nearest double, which is 0 for what is too small.
class METAQORE_API Json {
 public:
  static constexpr std::size_t max_size = 16u << 20;  ///< bytes of text
  static constexpr std::size_t max_depth = 128;       ///< arrays and objects inside each other

  Json() = default;  ///< `{}`

  /// Throws Error(invalid_argument, `json.…`) that names line, column and the fault; of a value that is
  /// refused for what it says, its JSON Pointer too.
  explicit Json(std::string_view text);

  /// The text as it was read; what the library gives back is in canonical form.
  const std::string& text() const noexcept { return text_; }

  /// The one form that equal documents share: RFC 8785, but with integers beyond 2^53 in full digits.
  std::string canonical() const;

  /// Equality of the canonical forms.
  METAQORE_API friend bool operator==(const Json&, const Json&);

 private:
  friend struct JsonAccess;  // the library's own way to wrap a text that it has just checked
  std::string text_ = "{}";
  bool is_canonical_ = true;  // whether the text is known to be
};

/// The JSON form of every struct in this contract: member names are the field names, enums are their names,
/// times are RFC 3339 text. Written in canonical form, and without what says nothing: empty texts and lists,
/// absent optionals, times and sequences not set, a `metadata` of `{}`. Documents that may be absent are
/// written wherever they are there, `null` and `{}` too, and so are JSON Pointers. Reading throws
/// Error(invalid_argument) that names the member, and what is wrong in a member that is a document as Json
/// does, with its JSON Pointer in that member; an unknown member is an error, and so is a missing one
/// without which the rest would say something else: `take` of an answer, `residuals` of a merge.
template <class T>
METAQORE_API T from_json(std::string_view text);
template <class T>
METAQORE_API std::string to_json(const T&);

}  // namespace metaqore
