#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "metaqore/json.hpp"

// The library's window on JSON documents. No type of the JSON library leaves this room.

namespace metaqore::json {

/// `integer` is what canonical form writes as an integer of 64 bits, `1.0` too; every other number is `real`.
enum class Kind { null, boolean, integer, real, string, array, object };

/// A value inside a Document, valid as long as that is. Cheap to copy.
class Value {
 public:
  Kind kind() const noexcept;

  // Each is nullopt when the value is of another kind, or out of the type's range.
  std::optional<bool> boolean() const noexcept;
  std::optional<std::int64_t> signed_integer() const noexcept;
  std::optional<std::uint64_t> unsigned_integer() const noexcept;
  std::optional<double> number() const noexcept;  ///< of an integer too; the nearest double
  std::optional<std::string_view> string() const noexcept;

  std::vector<Value> items() const;  ///< of an array, else empty
  /// Of an object, in canonical order, else empty.
  std::vector<std::pair<std::string_view, Value>> members() const;
  std::optional<Value> find(std::string_view name) const noexcept;  ///< a member, by its exact name

  std::size_t depth() const;      ///< of arrays and objects inside each other, itself included; 0 for others
  std::string canonical() const;  ///< RFC 8785, integers in full digits

 private:
  friend class Document;
  explicit Value(const void* node) noexcept : node_(node) {}
  const void* node_;
};

/// How large and how deep a document may be.
struct Bounds {
  std::size_t max_size = Json::max_size;
  std::size_t max_depth = Json::max_depth;
};

/// For what the library writes around documents within Json's bounds: rows, decisions, pages.
inline constexpr Bounds around{4 * Json::max_size, Json::max_depth + 8};

/// For what a host hands in as a whole, of which a document is a member.
inline constexpr Bounds handed_in{Json::max_size, around.max_depth};

/// For what a host asks or configures: names and numbers.
inline constexpr Bounds asked{64u << 10, 8};

/// A document inside of another one, which is written around it: a member of a struct's form.
struct Inner {
  std::size_t depth = 0;  ///< how many of the reference tokens of a place in it lead to it
  std::string name{};     ///< for people: `data`, `documents[0].schema`
};

/// The document inside that the place with these reference tokens lies in, if it lies in one. It has the
/// depth that a document may have by itself, and what is refused in it is told by its name.
using FindInner = std::optional<Inner> (*)(const std::vector<std::string>& tokens);

/// A document read under the rules of metaqore::Json, whose bounds and errors it shares.
class Document {
 public:
  explicit Document(std::string_view text, const Bounds& bounds = {}, FindInner find_inner = nullptr);
  ~Document();
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  Value root() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A string in canonical form, with its quotes. REQUIRES: valid UTF-8.
std::string quoted(std::string_view text);

/// ECMAScript's Number::toString, which RFC 8785 §3.2.2.3 prescribes. REQUIRES: finite.
std::string number(double value);

/// Writes an object in canonical form, from members given in any order.
class ObjectWriter {
 public:
  /// `canonical` is a value in canonical form. REQUIRES: `name` is ASCII and was not given before.
  void member(std::string_view name, std::string canonical);
  std::string finish() &&;

 private:
  std::vector<std::pair<std::string, std::string>> members_;
};

}  // namespace metaqore::json

namespace metaqore {

/// The library's own way into a Json.
struct JsonAccess {
  /// Of a text that it has written itself, in canonical form.
  static Json wrap(std::string canonical) {
    Json json;
    json.text_ = std::move(canonical);
    return json;
  }

  /// What a value is made of.
  static const auto& value(const Json::Value& value) noexcept { return value.it_; }
};

}  // namespace metaqore
