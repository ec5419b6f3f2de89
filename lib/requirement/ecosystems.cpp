#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "base/text.hpp"
#include "metaqore/error.hpp"
#include "requirement/ecosystem.hpp"

// The table of ecosystems. Another one is a folder beside this file, and a row here.

namespace metaqore::requirement {

std::span<const Ecosystem* const> all_ecosystems() noexcept {
  static const std::vector<const Ecosystem*> table{
      // by type
  };
  return table;
}

const Ecosystem& ecosystem(std::string_view type) {
  for (const auto* each : all_ecosystems()) {
    if (each->type() == type) return *each;
  }
  std::vector<std::string_view> known;
  for (const auto* each : all_ecosystems()) known.push_back(each->type());
  throw Error(ErrorCode::invalid_argument, "requirement.unknown_ecosystem",
              fmt::format("the ecosystem `{}` is not known; use one of {}", base::shown(type),
                          fmt::join(known, ", ")));
}

}  // namespace metaqore::requirement
