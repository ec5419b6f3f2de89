#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json/node.hpp"

// What differs, as messages show it: they are short, and what differs may be long and begin alike.

namespace metaqore::json {

/// Two or three texts that differ, each as base::shown() shows it, but where that would cut them alike: there
/// the parts around where they differ, so that no two read the same. REQUIRES: valid UTF-8.
std::vector<std::string> shown_apart(const std::vector<std::string_view>& texts);

/// Whether base::shown() cuts a text.
bool is_shown_cut(std::string_view text) noexcept;

/// Where two values differ first, in the order of canonical form: by the first member or element that differs
/// or is missing, down to what is no container in both, or of another type.
struct Difference {
  std::vector<std::string> way{};  ///< to it, as reference tokens, the last one first
  const Node* left = nullptr;      ///< nullptr where nothing is there
  const Node* right = nullptr;     ///< likewise

  std::string pointer() const;
};

/// Whether they differ at all. Notes where if they do. Linear in the smaller document.
bool differ(const Node& left, const Node& right, Difference& difference);

/// A value as messages show it: a container by its size.
std::string shown_briefly(const Node& node);

/// Two values that differ, likewise.
std::vector<std::string> shown_apart(const Node& left, const Node& right);

}  // namespace metaqore::json
