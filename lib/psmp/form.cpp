#include "psmp/form.hpp"

#include "base/id.hpp"
#include "json/form/instantiate.hpp"
#include "model/bounds.hpp"
#include "model/page.hpp"

namespace metaqore {

METAQORE_JSON_FORM(Conflict);
METAQORE_JSON_FORM(ConflictQuery);
METAQORE_JSON_FORM(Page<Conflict>);
METAQORE_JSON_FORM(Decision);

namespace psmp {

void validate(const ConflictQuery& query) {
  model::bounds::id("project_id", query.project_id, base::prefix::project);
  if (query.artifact_id) model::bounds::id("artifact_id", *query.artifact_id, base::prefix::artifact);
  model::bounds::limit(query.limit);
}

}  // namespace psmp
}  // namespace metaqore
