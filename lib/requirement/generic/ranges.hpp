#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "requirement/semver/range.hpp"
#include "requirement/set.hpp"

namespace metaqore::requirement::generic_ranges {

inline constexpr semver::Bounds bounds{.unbounded = true};
inline constexpr semver::RangeGrammar grammar{.bounds = bounds, .node = false};

Set parse(std::string_view text);
std::string canonical(std::string_view text);
std::optional<std::string> write(const Set& set);
bool names_prerelease(std::string_view text);

}  // namespace metaqore::requirement::generic_ranges
