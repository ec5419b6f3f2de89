#pragma once

#include <string_view>

#include "metaqore/config.hpp"
#include "metaqore/artifact.hpp"
#include "metaqore/conflict.hpp"
#include "metaqore/project.hpp"
#include "metaqore/session.hpp"

// The bounds that the public headers publish. Each throws Error(invalid_argument, `model.out_of_bounds`) that
// names the field, the value and the bound.

namespace metaqore::model {

void validate(const Lineage& lineage);
void validate(const Candidate& candidate);
void validate(const Project& project);
void validate(const Session& session);
void validate(const ArtifactQuery& query);
void validate(const ConflictQuery& query);
void validate(const Config& config);
void validate_limit(std::uint32_t limit);

}  // namespace metaqore::model
