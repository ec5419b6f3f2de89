#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/node.hpp"

namespace metaqore::json {

/// What is wrong with a text that is no pointer.
struct PointerFault {
  std::size_t offset{};  ///< in bytes
  std::string_view what{};
  std::string_view remedy{};
};

/// The fault of a text, and where it is, for a person.
std::string fault_text(const PointerFault& fault, std::string_view text);

/// Why a text is no pointer (RFC 6901 §3); nullopt where it is one.
std::optional<PointerFault> pointer_fault(std::string_view text) noexcept;

/// The reference tokens of a pointer, unescaped. REQUIRES: a pointer.
std::vector<std::string> split(std::string_view pointer);

/// The index that a reference token is (RFC 6901 §4: digits without a leading zero); nullopt for any other
/// token and what exceeds std::size_t.
std::optional<std::size_t> index_of(std::string_view token) noexcept;

/// The value at these tokens; nullptr where there is none.
const Node* find_node(const Node& root, const std::vector<std::string>& tokens) noexcept;

/// Appends `/` and the token, escaped (RFC 6901 §3).
void append_token(std::string& pointer, std::string_view token);
void append_token(std::string& pointer, std::size_t index);

/// The reference token behind the `/` at `offset`, escaped as it stands. REQUIRES: a pointer, and an offset
/// in it.
std::string_view token_at(std::string_view pointer, std::size_t offset) noexcept;

/// A token that stands escaped in a pointer.
std::string unescaped(std::string_view token);

/// The order of pointers by their tokens: of two indices as numbers, of other tokens by code units as
/// canonical form orders names, indices first. REQUIRES: pointers.
bool pointer_less(std::string_view left, std::string_view right);

}  // namespace metaqore::json
