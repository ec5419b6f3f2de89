#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "requirement/set.hpp"

namespace metaqore::requirement::cargo_ranges {

Set parse(std::string_view text);
std::string canonical(std::string_view text);
std::optional<std::string> write(const Set& set);

}  // namespace metaqore::requirement::cargo_ranges
