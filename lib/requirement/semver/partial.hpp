#pragma once

#include "requirement/semver/semver.hpp"

namespace metaqore::requirement::semver {

/// What stands for any number.
constexpr bool is_any(char c) noexcept { return c == 'x' || c == 'X' || c == '*'; }

/// A version of which the end may be missing, or `x`, `X` or `*`: `1`, `1.2.x`, `*`, `1.2.3-a`.
struct Partial {
  std::array<Number, 3> numbers{};
  std::string_view prerelease{};
  std::size_t level = 0;      ///< numbers before the first that is missing or any: 0 to 3
  bool out_of_order = false;  ///< a number behind one that is any: `1.x.3`
  std::size_t size = 0;       ///< bytes read

  /// With zeros for what is missing.
  Version version() const noexcept;
};

bool read_partial(Scanner& scan, Partial& partial, Fault& fault) noexcept;

}  // namespace metaqore::requirement::semver
