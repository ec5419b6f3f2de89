#pragma once

#include <algorithm>
#include <string_view>

#include "requirement/ecosystem.hpp"

namespace metaqore::requirement::semver {

inline bool has_scope(const Demand& demand, std::string_view scope) {
  return std::ranges::find(demand.scopes, scope) != demand.scopes.end();
}

}  // namespace metaqore::requirement::semver
