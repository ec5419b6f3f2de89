#pragma once

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/time.hpp"
#include "json/document.hpp"
#include "model/fields.hpp"
#include "model/names.hpp"

namespace metaqore::model {

/// Writes structs as objects in canonical form.
class Writer {
 public:
  /// Leaves out what says nothing.
  template <class T>
  void field(std::string_view name, const T& value) {
    if (!is_empty(value)) always(name, value);
  }

  template <class T>
  void always(std::string_view name, const T& value) {
    object_.member(name, write(value));
  }

  template <class T>
  void given(std::string_view name, const T& value) {
    always(name, value);
  }

  void nonzero(std::string_view name, std::uint64_t value) {
    if (value != 0) always(name, value);
  }

  std::string finish() && { return std::move(object_).finish(); }

  template <class T>
  static std::string write(const T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
      return json::quoted(value);
    } else if constexpr (std::is_same_v<T, bool>) {
      return value ? "true" : "false";
    } else if constexpr (std::is_unsigned_v<T>) {
      return fmt::to_string(value);
    } else if constexpr (std::is_enum_v<T>) {
      return json::quoted(name_of(value));
    } else if constexpr (std::is_same_v<T, Json>) {
      return value.canonical();
    } else if constexpr (std::is_same_v<T, Time>) {
      return json::quoted(base::format_time(value));
    } else if constexpr (std::is_same_v<T, std::chrono::milliseconds>) {
      return fmt::to_string(value.count());
    } else {
      return write_compound(value);
    }
  }

 private:
  template <class T>
  static bool is_empty(const T& value) {
    if constexpr (std::is_same_v<T, Json>) {
      return value.canonical() == "{}";
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

  template <class T>
  static std::string write_compound(const std::optional<T>& value) {
    return value ? write(*value) : "null";
  }

  template <class T>
  static std::string write_compound(const std::vector<T>& items) {
    std::vector<std::string> written;
    written.reserve(items.size());
    for (const auto& item : items) written.push_back(write(item));
    return json::array(written);
  }

  template <class T>
  static std::string write_compound(const T& value) {
    Writer writer;
    fields(writer, value);
    return std::move(writer).finish();
  }

  json::ObjectWriter object_;
};

}  // namespace metaqore::model
