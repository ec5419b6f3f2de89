#pragma once

#include <concepts>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "metaqore/json.hpp"

namespace metaqore::test {

struct Value;
using Items = std::vector<Value>;
using Members = std::map<std::string, Value>;
using Tokens = std::vector<std::string>;

/// A number, as canonical form writes it: numbers that are equal have the same text.
struct Number {
  std::string text;
  bool operator==(const Number&) const = default;
};

/// A document that can be taken apart and changed, plainly: what the library's answers are checked with.
struct Value {
  std::variant<std::nullptr_t, bool, Number, std::string, Items, Members> is{};

  Value() = default;
  Value(std::nullptr_t) {}
  Value(std::same_as<bool> auto boolean) : is(boolean) {}
  Value(Number number) : is(std::move(number)) {}
  Value(std::string text) : is(std::move(text)) {}
  Value(const char* text) : is(std::string(text)) {}
  Value(Items items) : is(std::move(items)) {}
  Value(Members members) : is(std::move(members)) {}
  friend bool operator==(const Value& left, const Value& right) { return left.is == right.is; }

  const Members* object() const noexcept { return std::get_if<Members>(&is); }
  const Items* array() const noexcept { return std::get_if<Items>(&is); }
  const std::string* string() const noexcept { return std::get_if<std::string>(&is); }
  const Number* number() const noexcept { return std::get_if<Number>(&is); }
  Members* object() noexcept { return std::get_if<Members>(&is); }
  Items* array() noexcept { return std::get_if<Items>(&is); }
  bool is_null() const noexcept { return std::holds_alternative<std::nullptr_t>(is); }
  bool is_scalar() const noexcept { return object() == nullptr && array() == nullptr; }

  const Value* find(const std::string& name) const;  ///< a member of an object; else nullptr
};

Value number(long long integer);

Value read(std::string_view text);
inline Value read(const Json& document) { return read(document.text()); }
std::string write(const Value& value);
inline Json to_json(const Value& value) { return Json(write(value)); }

/// The value at these tokens, as RFC 6901 has it; nullptr where there is none.
const Value* find(const Value& document, const Tokens& tokens);
Value* find(Value& document, const Tokens& tokens);

}  // namespace metaqore::test
