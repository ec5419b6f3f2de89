#pragma once

#include <catch2/catch.hpp>
#include <stdexcept>
#include <string_view>

#include "metaqore/json.hpp"

// JSON forms of structs.

namespace metaqore::test {

template <class T>
void reads_back(const T& value) {
  const auto text = to_json(value);
  INFO(text);
  CHECK(from_json<T>(text) == value);
  CHECK(Json(text).canonical() == text);
}

/// The error that reading this text ends in.
template <class T>
Error refusal_of(std::string_view text) {
  try {
    (void)from_json<T>(text);
  } catch (const Error& error) {
    return error;
  }
  throw std::logic_error("it was read");
}

}  // namespace metaqore::test
