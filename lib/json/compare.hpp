#pragma once

#include <compare>

#include "json/node.hpp"

namespace metaqore::json {

/// Equality of documents: numbers by their exact value, members in any order. Linear in the smaller document.
bool equal(const Node& left, const Node& right) noexcept;

/// A total order in which equal documents are equal: by type, then numbers by value, strings by code units as
/// canonical form orders names, arrays and objects by their parts. Linear in the smaller document.
std::strong_ordering compare(const Node& left, const Node& right) noexcept;

/// The order of two numbers by their exact value. REQUIRES: both are numbers.
std::strong_ordering compare_numbers(const Node& left, const Node& right) noexcept;

bool is_number(const Node& node) noexcept;
bool is_scalar(const Node& node) noexcept;  ///< neither an array nor an object

/// null, boolean, number, string, array, object: what JSON calls a type.
enum class Type { null, boolean, number, string, array, object };
Type type_of(const Node& node) noexcept;

/// A member, by its exact name; nullptr when there is none. Logarithmic.
const Node* find_member(const Run<Member>& members, std::string_view name) noexcept;

}  // namespace metaqore::json
