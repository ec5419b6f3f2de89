#pragma once

#include <string>
#include <string_view>

#include "json/node.hpp"

namespace metaqore::json {

/// The order of names in canonical form: by UTF-16 code units (RFC 8785 §3.2.3). REQUIRES: valid UTF-8.
bool name_less(std::string_view left, std::string_view right) noexcept;

/// Appends json::quoted(text).
void append_quoted(std::string& out, std::string_view text);

/// Appends the canonical form of a node. Recursion is bounded by Json::max_depth.
void append_canonical(std::string& out, const Node& node);

/// The canonical form of a text that is read for nothing else. Throws as read().
std::string canonical(std::string_view text);

}  // namespace metaqore::json
