#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

// The names of enum values in JSON, in rows and in ledger entries. They are part of the format.

namespace metaqore::form {

/// The table of an enum, given by the room that owns it.
template <class E>
inline constexpr auto names = nullptr;

template <class E, std::size_t n>
using Names = std::array<std::pair<E, std::string_view>, n>;

/// The name of a value; empty for a number that is none.
template <class E>
constexpr std::string_view name_of(E value) {
  for (const auto& [known, name] : names<E>) {
    if (known == value) return name;
  }
  return {};
}

template <class E>
constexpr std::optional<E> value_of(std::string_view name) {
  for (const auto& [value, known] : names<E>) {
    if (known == name) return value;
  }
  return std::nullopt;
}

}  // namespace metaqore::form
