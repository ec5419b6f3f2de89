#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "requirement/ecosystem.hpp"

// What can be asked of a set once the ecosystem is known.

namespace metaqore::requirement {

Set every_version(const Ecosystem& ecosystem);
Set complement(const Ecosystem& ecosystem, const Set& set);

/// `text` is the version as it was written, which `===` compares.
bool contains(const Ecosystem& ecosystem, const Set& set, const ParsedVersion& parsed, std::string_view text);

/// Whether anything but pre-releases is in it.
bool has_releases(const Ecosystem& ecosystem, const Set& set);

/// As Ecosystem::write, of any set: nullopt for the empty one.
std::optional<std::string> write(const Ecosystem& ecosystem, const Set& set);

/// VersionSet::text().
std::string normal_form(const Ecosystem& ecosystem, const Set& set);

}  // namespace metaqore::requirement
