#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "requirement/semver/range.hpp"
#include "requirement/set.hpp"

namespace metaqore::requirement::npm_ranges {

/// Numbers up to JavaScript's Number.MAX_SAFE_INTEGER.
inline constexpr semver::Bounds bounds{.largest = 9'007'199'254'740'991};
inline constexpr semver::RangeGrammar grammar{.bounds = bounds};

Set parse(std::string_view text);
std::string canonical(std::string_view text);
std::optional<std::string> write(const Set& set);

}  // namespace metaqore::requirement::npm_ranges
