#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

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

  class Value;
  struct Member;

  /// A document that is one string: whatever text, such as a source file, without escaping it by hand. Throws
  /// Error(invalid_argument): `json.invalid_utf8` with the `offset` of the byte, `json.too_large`.
  static Json string(std::string_view text);

  /// An object: `Json::object({{"path", "src/main.cpp"}, {"source", text}, {"lines", 120}})`. Throws
  /// Error(invalid_argument) that names the member: `json.invalid_utf8`, `json.duplicate_name`,
  /// `json.number_not_finite`, `json.too_deep`; and `json.too_large` of the whole.
  static Json object(const std::vector<Member>& members);

  /// An array: `Json::array({"index", 2, Json::object({})})`. Throws as object(), and names the index.
  static Json array(const std::vector<Value>& items);

  /// The text as it was read; what the library gives back is in canonical form.
  const std::string& text() const noexcept { return text_; }

  /// The one form that equal documents share: RFC 8785, but with integers beyond 2^53 in full digits.
  const std::string& canonical() const noexcept { return canonical_.empty() ? text_ : canonical_; }

  /// The value at a JSON Pointer (RFC 6901), in canonical form; nullopt where there is none, as at `-` or at
  /// an index with a leading zero. `""` is the whole document. Throws Error(invalid_argument,
  /// `pointer.syntax`) that names the offset in bytes.
  std::optional<Json> find(std::string_view pointer) const;

  // What is at a JSON Pointer, and has to be of the kind. Each throws Error(not_found, `json.not_found`)
  // where nothing is, and Error(invalid_argument, `json.wrong_type`) that tells what is there instead; the
  // details have the `pointer`. Each reads the document anew, in time in proportion to it.
  std::string string_at(std::string_view pointer) const;    ///< without quotes and escapes
  std::int64_t integer_at(std::string_view pointer) const;  ///< `1.0` and `1e3` too
  double number_at(std::string_view pointer) const;         ///< of an integer the nearest double
  bool boolean_at(std::string_view pointer) const;
  std::vector<Json> items_at(std::string_view pointer) const;  ///< of an array
  /// Of an object, in canonical order.
  std::vector<std::pair<std::string, Json>> members_at(std::string_view pointer) const;

  /// Equality of the canonical forms.
  METAQORE_API friend bool operator==(const Json&, const Json&);

 private:
  friend struct JsonAccess;  // the library's own way to wrap a text that it has just checked
  std::string text_ = "{}";
  std::string canonical_{};  // empty where the text is in this form
};

/// A value that a document is made of: null, true or false, an integer, a number, a text or a document.
class METAQORE_API Json::Value {
 public:
  Value(std::nullptr_t) {}
  template <std::same_as<bool> T>  // for what is a bool itself: a pointer would become one
  Value(T value) : it_(value) {}
  template <std::integral T>
    requires(!std::same_as<T, bool> && !std::same_as<T, char> && !std::same_as<T, wchar_t> &&
             !std::same_as<T, char8_t> && !std::same_as<T, char16_t> && !std::same_as<T, char32_t>)
  Value(T value) {
    if constexpr (std::signed_integral<T>) {
      it_ = std::int64_t{value};
    } else {
      it_ = std::uint64_t{value};
    }
  }
  template <std::floating_point T>
  Value(T value) : it_(static_cast<double>(value)) {}
  Value(std::string text) : it_(std::move(text)) {}
  Value(std::string_view text) : it_(std::string(text)) {}
  Value(const char* text) : it_(std::string(text)) {}  ///< REQUIRES: not a null pointer
  Value(Json document) : it_(std::move(document)) {}

 private:
  friend struct JsonAccess;
  std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, Json> it_;
};

/// A member of an object that is made.
struct Json::Member {
  std::string name{};
  Value value = nullptr;
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
