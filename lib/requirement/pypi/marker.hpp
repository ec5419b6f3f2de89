#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "requirement/ecosystem.hpp"

// Environment markers: PEP 508, "Environment Markers".

namespace metaqore::requirement::pep508 {

/// Do not reorder: the rows of a table in marker.cpp.
enum class Variable {
  os_name,
  sys_platform,
  platform_machine,
  platform_python_implementation,
  platform_release,
  platform_system,
  platform_version,
  python_version,
  python_full_version,
  implementation_name,
  implementation_version,
  extra,
  extras,
  dependency_groups,
};

enum class Comparison { equal, differs, below, at_most, above, at_least, compatible, literal, in, not_in };

/// A variable against a text. Two texts or two variables are kept as such and never decided.
struct Atom {
  std::optional<Variable> left{};
  std::optional<Variable> right{};
  std::string left_text{}, right_text{};
  Comparison comparison{};
  bool operator==(const Atom&) const = default;
};

struct Marker {
  enum class Kind { atom, all, any } kind = Kind::atom;
  Atom atom{};
  std::vector<Marker> members{};
  bool grouped = false;  ///< stands in parentheses, within another one
};

/// Refuses what is none. Parentheses may be 32 deep.
Marker parse_marker(std::string_view text);

std::string text(const Marker& marker);

/// Whether an environment makes all of them true: `yes` where the tables of environment.cpp know one, or a
/// single variable is asked for; `no` where that is proven; else `undecided`.
Together can_hold_together(std::span<const std::string> markers);

}  // namespace metaqore::requirement::pep508
