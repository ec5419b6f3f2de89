#pragma once

#include <string>
#include <string_view>

#include "json/form/reader.hpp"
#include "json/form/writer.hpp"
#include "metaqore/json.hpp"

// For the one file in which a struct's from_json() and to_json() are made.

namespace metaqore {

template <class T>
T from_json(std::string_view text) {
  return form::read<T>(text);
}

template <class T>
std::string to_json(const T& value) {
  return form::write(value);
}

}  // namespace metaqore

/// In namespace metaqore.
#define METAQORE_JSON_FORM(...)                                  \
  template METAQORE_API __VA_ARGS__ from_json(std::string_view); \
  template METAQORE_API std::string to_json(const __VA_ARGS__&)
