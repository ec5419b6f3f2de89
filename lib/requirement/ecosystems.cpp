#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <vector>

#include "base/text.hpp"
#include "metaqore/error.hpp"
#include "requirement/cargo/cargo.hpp"
#include "requirement/deb/deb.hpp"
#include "requirement/ecosystem.hpp"
#include "requirement/generic/generic.hpp"
#include "requirement/golang/golang.hpp"
#include "requirement/maven/maven.hpp"
#include "requirement/npm/npm.hpp"
#include "requirement/pypi/pypi.hpp"

// The table of ecosystems. Another one is a folder beside this file, and a row here.

namespace metaqore::requirement {

std::span<const Ecosystem* const> all_ecosystems() noexcept {
  // By type.
  static const std::array table{&cargo(), &deb(), &generic(), &golang(), &maven(), &npm(), &pypi()};
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
