#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

using Texts = std::vector<std::string>;

/// A constraint for a set that says besides what each of these texts says (Ecosystem::besides): what write()
/// has, one of the texts, or all of them side by side; nullopt where none of these says it. `texts` are
/// constraints whose sets have this one in common.
std::optional<std::string> written_for(const Ecosystem& ecosystem, const Set& set, const Texts& texts);

/// VersionAlgebra::intersect(), of constraints.
std::optional<std::string> intersection(const Ecosystem& ecosystem, std::string_view a, std::string_view b);

/// VersionSet::text().
std::string normal_form(const Ecosystem& ecosystem, const Set& set);

}  // namespace metaqore::requirement
