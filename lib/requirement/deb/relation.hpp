#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "requirement/set.hpp"

// Relations to versions as in the relationship fields of Debian packages (Debian Policy §7.1): `>= 1.2, <<
// 2`. A comma is "and", `|` is "or" and binds closer. Parentheses around a relation are taken and not needed.

namespace metaqore::requirement::debian {

Set parse_relations(std::string_view text);

/// In the same order, one blank where one belongs, without parentheses.
std::string canonical_relations(std::string_view text);

/// Relations that parse to this set; nullopt when they would be too long.
std::optional<std::string> write_relations(const Set& set);

/// The relations behind a package's name, as control files have them: `a (>= 1) | a (= 0.5), a (<< 2)`.
/// REQUIRES: text that parses.
std::string with_name(std::string_view name, std::string_view text);

}  // namespace metaqore::requirement::debian
