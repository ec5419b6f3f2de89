#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "requirement/semver/semver.hpp"
#include "requirement/set.hpp"

namespace metaqore::requirement::golang_ranges {

inline constexpr semver::Bounds bounds{.unbounded = true};

Set parse(std::string_view text);
std::string canonical(std::string_view text);
std::optional<std::string> write(const Set& set);

/// Ecosystem::fit().
void fit(std::string_view path, std::string_view constraint, Set& set);

/// The least version that a constraint admits, as go.mod requires it of a module: with `+incompatible` where
/// the path says no major version though there is one. `latest`, which the go command resolves, where any
/// will do; empty where the constraint has but an upper end.
std::string required(std::string_view path, std::string_view constraint);

}  // namespace metaqore::requirement::golang_ranges
