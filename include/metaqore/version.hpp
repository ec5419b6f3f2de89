#pragma once

#include <string_view>

#if defined(__GNUC__)
#define METAQORE_API __attribute__((visibility("default")))
#else
#define METAQORE_API
#endif

namespace metaqore {

/// This header's release, `MAJOR.MINOR.PATCH` by semver.org 2.0.0.
inline constexpr std::string_view version = "0.1.0";

}  // namespace metaqore
