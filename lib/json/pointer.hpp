#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/node.hpp"

namespace metaqore::json {

/// The index that a reference token is (RFC 6901 §4: digits without a leading zero); nullopt for any other
/// token and what exceeds std::size_t.
std::optional<std::size_t> index_of(std::string_view token) noexcept;

/// The value at these tokens; nullptr where there is none.
const Node* find_node(const Node& root, const std::vector<std::string>& tokens) noexcept;

/// Appends `/` and the token, escaped (RFC 6901 §3).
void append_token(std::string& pointer, std::string_view token);
void append_token(std::string& pointer, std::size_t index);

/// The order of pointers by their tokens, in which two indices compare as numbers and other tokens by code
/// units.
bool pointer_less(const std::vector<std::string>& left, const std::vector<std::string>& right) noexcept;

}  // namespace metaqore::json
