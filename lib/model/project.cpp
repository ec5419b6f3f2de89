#include "model/project.hpp"

#include "base/id.hpp"
#include "json/form/instantiate.hpp"
#include "model/bounds.hpp"
#include "model/page.hpp"

namespace metaqore {

METAQORE_JSON_FORM(Project);
METAQORE_JSON_FORM(ProjectQuery);
METAQORE_JSON_FORM(Page<Project>);

namespace model {

void validate(const Project& project) {
  const std::initializer_list<bounds::Share> shares = {{"id", project.id.size()},
                                                       {"name", project.name.size()},
                                                       {"description", project.description.size()},
                                                       {"owner_id", project.owner_id.size()},
                                                       {"metadata", project.metadata.text().size()}};
  (void)bounds::together(shares);
  bounds::optional_id("id", project.id, base::prefix::project);
  bounds::name("name", project.name, 1, 256);
  bounds::text("description", project.description, 0, 4'096, "\n\t");
  bounds::name("owner_id", project.owner_id, 0, 128);
  bounds::object("metadata", project.metadata);
  if (project.status != ProjectStatus{} || project.created_at != Time{} || project.updated_at != Time{} ||
      project.sequence != 0) {
    bounds::refuse("status", form::name_of(project.status),
                   "left out, like created_at, updated_at and sequence: the library gives them");
  }
  bounds::size(project, shares);
}

void validate(const ProjectQuery& query) { bounds::limit(query.limit); }

}  // namespace model
}  // namespace metaqore
