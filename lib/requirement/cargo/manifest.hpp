#pragma once

#include <span>
#include <string>
#include <string_view>

#include "requirement/ecosystem.hpp"

namespace metaqore::requirement::cargo_ranges {

/// Tables of Cargo.toml (Cargo reference, "The Manifest Format").
std::string manifest(std::span<const Demand> demands);

/// A platform as `[target.…]` names it: `cfg(unix)`, or the name of a target.
std::string marker(std::string_view text);

}  // namespace metaqore::requirement::cargo_ranges
