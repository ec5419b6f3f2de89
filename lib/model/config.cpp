#include "model/config.hpp"

#include <fmt/format.h>

#include "json/form/instantiate.hpp"
#include "model/bounds.hpp"

namespace metaqore {

METAQORE_JSON_FORM(Config);

namespace model {

void validate(const Config& config) {
  if (!config.organization.empty()) bounds::name("organization", config.organization, 1, 128);
  if (config.governance_mode && form::name_of(*config.governance_mode).empty()) {
    bounds::refuse("governance_mode", fmt::to_string(static_cast<int>(*config.governance_mode)), "`strict`");
  }
}

}  // namespace model
}  // namespace metaqore
