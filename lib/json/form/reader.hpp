#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "json/document.hpp"
#include "json/form/finder.hpp"
#include "json/form/names.hpp"
#include "metaqore/time.hpp"

namespace metaqore::form {

[[noreturn]] void wrong_type(const std::string& path, std::string_view wanted);
[[noreturn]] void too_deep(const std::string& path);
[[noreturn]] void missing(const std::string& path);
[[noreturn]] void unknown_name(const std::string& path, std::string_view name,
                               const std::vector<std::string_view>& known);
[[noreturn]] void unknown_member(const std::string& path, const std::vector<std::string_view>& known);

/// Reads structs from an object; absent members keep their defaults. `path` is for errors alone.
class Reader {
 public:
  Reader(json::Value object, std::string path) : object_(object), path_(std::move(path)) {
    if (object.kind() != json::Kind::object) wrong_type(path_, "an object");
  }

  template <class T>
  void field(std::string_view name, T& out) {
    known_.push_back(name);
    const auto member = object_.find(name);
    if (member) read(*member, out, join(name));
  }

  template <class T>
  void always(std::string_view name, T& out) {
    field(name, out);
  }

  template <class T>
  void given(std::string_view name, T& out) {
    if (!object_.find(name)) missing(join(name));
    field(name, out);
  }

  template <class T>
  void nonzero(std::string_view name, T& out) {
    field(name, out);
  }

  /// Refuses what no field() asked for.
  void finish() const {
    for (const auto& [name, value] : object_.members()) {
      if (std::ranges::find(known_, name) == known_.end()) unknown_member(join(name), known_);
    }
  }

  template <class T>
  static void read(json::Value in, T& out, const std::string& path) {
    if constexpr (std::is_same_v<T, std::string>) {
      out = required(in.string(), path, "a string");
    } else if constexpr (std::is_same_v<T, bool>) {
      out = required(in.boolean(), path, "true or false");
    } else if constexpr (std::is_unsigned_v<T>) {
      const auto value = required(in.unsigned_integer(), path, "a whole number from 0 up");
      if (value > std::numeric_limits<T>::max()) wrong_type(path, "a smaller number");
      out = static_cast<T>(value);
    } else if constexpr (std::is_enum_v<T>) {
      read_enum(in, out, path);
    } else {
      read_compound(in, out, path);
    }
  }

 private:
  template <class T>
  static T required(std::optional<T> value, const std::string& path, std::string_view wanted) {
    if (!value) wrong_type(path, wanted);
    return *value;
  }

  template <class E>
  static void read_enum(json::Value in, E& out, const std::string& path) {
    const auto name = required(in.string(), path, "a string");
    const auto value = value_of<E>(name);
    if (!value) {
      std::vector<std::string_view> known;
      for (const auto& pair : names<E>) known.push_back(pair.second);
      unknown_name(path, name, known);
    }
    out = *value;
  }

  /// One that was read as a part of a form is no deeper; a row's payload may be damaged.
  static void read_compound(json::Value in, Json& out, const std::string& path) {
    if (in.depth() > Json::max_depth) too_deep(path);
    out = JsonAccess::wrap(in.canonical());
  }

  /// A null is a document like any other; what is absent was left out.
  static void read_compound(json::Value in, std::optional<Json>& out, const std::string& path) {
    read(in, out.emplace(), path);
  }

  static void read_compound(json::Value in, Time& out, const std::string& path);
  static void read_compound(json::Value in, std::chrono::milliseconds& out, const std::string& path);

  template <class T>
  static void read_compound(json::Value in, std::optional<T>& out, const std::string& path) {
    if (in.kind() == json::Kind::null) {
      out.reset();
    } else {
      read(in, out.emplace(), path);
    }
  }

  template <class T>
  static void read_compound(json::Value in, std::vector<T>& out, const std::string& path) {
    if (in.kind() != json::Kind::array) wrong_type(path, "an array");
    out.clear();  // a list that is given takes the place of a default
    for (const auto item : in.items()) {
      auto& element = out.emplace_back();
      read(item, element, path + "[" + std::to_string(out.size() - 1) + "]");
    }
  }

  template <class T>
  static void read_compound(json::Value in, T& out, const std::string& path) {
    Reader reader(in, path);
    fields(reader, out);
    reader.finish();
  }

  std::string join(std::string_view name) const {
    return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
  }

  json::Value object_;
  std::string path_;
  std::vector<std::string_view> known_;
};

/// How large the JSON form of a struct may be.
template <class T>
inline constexpr json::Bounds bounds = json::around;

/// A struct, or a list of them, from a checked document.
template <class T>
T read(std::string_view text) {
  const json::Document document(text, bounds<T>, &find_inner<T>);
  T out{};
  Reader::read(document.root(), out, "");
  return out;
}

}  // namespace metaqore::form
