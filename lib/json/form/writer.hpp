#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "json/form/names.hpp"
#include "metaqore/json.hpp"
#include "metaqore/time.hpp"

namespace metaqore::form {

/// Writes a struct as an object in canonical form. It notes the members, and writes each where it belongs:
/// what is given has to live until finish().
class Writer {
 public:
  Writer() { members_.reserve(16); }

  /// Leaves out what says nothing.
  template <class T>
  void field(std::string_view name, const T& value) {
    if (!is_empty(value)) always(name, value);
  }

  template <class T>
  void always(std::string_view name, const T& value) {
    members_.push_back({name, &value, [](std::string& out, const void* member) {
                          append(out, *static_cast<const T*>(member));
                        }});
  }

  template <class T>
  void given(std::string_view name, const T& value) {
    always(name, value);
  }

  template <std::unsigned_integral T>  // bool as well
  void nonzero(std::string_view name, const T& value) {
    if (value != 0) always(name, value);
  }

  // What is about to be gone could not be written.
  template <class T>
  void field(std::string_view name, const T&& value) = delete;
  template <class T>
  void always(std::string_view name, const T&& value) = delete;
  template <class T>
  void given(std::string_view name, const T&& value) = delete;
  template <std::unsigned_integral T>
  void nonzero(std::string_view name, const T&& value) = delete;

  void finish(std::string& out) &&;
  std::string finish() &&;

  /// Appends any value in canonical form.
  template <class T>
  static void append(std::string& out, const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      out += value ? "true" : "false";
    } else if constexpr (std::is_unsigned_v<T>) {
      append_number(out, value);
    } else if constexpr (std::is_enum_v<T>) {
      append_text(out, name_of(value));
    } else {
      append_compound(out, value);
    }
  }

 private:
  struct Member {
    std::string_view name;
    const void* value;
    void (*append)(std::string& out, const void* value);
  };

  template <class T>
  static bool is_empty(const T& value) {
    if constexpr (std::is_same_v<T, Json>) {
      return is_empty_object(value);
    } else if constexpr (std::is_same_v<T, Time>) {
      return value == Time{};
    } else if constexpr (requires { value.has_value(); }) {
      return !value.has_value();
    } else if constexpr (requires { value.empty(); }) {
      return value.empty();
    } else {
      return false;
    }
  }

  static bool is_empty_object(const Json& value) noexcept;
  static void append_number(std::string& out, std::uint64_t value);
  static void append_text(std::string& out, std::string_view value);

  static void append_compound(std::string& out, const std::string& value) { append_text(out, value); }
  static void append_compound(std::string& out, const Json& value);
  static void append_compound(std::string& out, const Time& value);
  static void append_compound(std::string& out, const std::chrono::milliseconds& value);

  template <class T>
  static void append_compound(std::string& out, const std::optional<T>& value) {
    if (value) {
      append(out, *value);
    } else {
      out += "null";
    }
  }

  template <class T>
  static void append_compound(std::string& out, const std::vector<T>& items) {
    char separator = '[';
    for (const auto& item : items) {
      out += std::exchange(separator, ',');
      append(out, item);
    }
    out += items.empty() ? "[]" : "]";
  }

  template <class T>
  static void append_compound(std::string& out, const T& value) {
    Writer writer;
    fields(writer, value);
    std::move(writer).finish(out);
  }

  std::vector<Member> members_;
};

/// A struct, or a list of them, in canonical form.
template <class T>
std::string write(const T& value) {
  std::string out;
  out.reserve(768);  // most are smaller
  Writer::append(out, value);
  return out;
}

}  // namespace metaqore::form
