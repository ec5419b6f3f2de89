#include "model/artifact.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/id.hpp"
#include "json/form/instantiate.hpp"
#include "model/bounds.hpp"
#include "model/page.hpp"

namespace metaqore {

METAQORE_JSON_FORM(Candidate);
METAQORE_JSON_FORM(Artifact);
METAQORE_JSON_FORM(ArtifactQuery);
METAQORE_JSON_FORM(Page<Artifact>);

namespace model {

namespace {

constexpr std::string_view identifier_characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

void artifact_type(std::string_view field, std::string_view value) {
  if (value.empty() || value.size() > 64 || value.starts_with(base::prefix::artifact) ||
      value.find_first_not_of(identifier_characters) != value.npos) {
    bounds::refuse(field, value, "1 to 64 of A-Z a-z 0-9 . _ - and not begin with `art_`");
  }
}

void dependency(std::string_view field, std::string_view value) {
  if (value.starts_with(base::prefix::artifact)) return bounds::id(field, value, base::prefix::artifact);
  const auto slash = value.find('/');
  artifact_type(field, value.substr(0, slash));
  if (slash != value.npos) bounds::text(field, value.substr(slash + 1), 1, 256);
}

void requirement(const std::string& field, const Requirement& it) {
  bounds::text(field + ".ecosystem", it.ecosystem, 1, 64);
  bounds::text(field + ".name", it.name, 1, 256);
  bounds::text(field + ".constraint", it.constraint, 0, 1'024);
  bounds::text(field + ".purpose", it.purpose, 0, 1'024);
  bounds::text(field + ".marker", it.marker, 0, 1'024);
  constexpr std::array<std::string_view, 5> scopes{"runtime", "dev", "build", "optional", "peer"};
  if (std::ranges::find(scopes, it.scope) == scopes.end()) {
    bounds::refuse(field + ".scope", it.scope, "`runtime`, `dev`, `build`, `optional` or `peer`");
  }
  if (it.extras.size() > 100) {
    bounds::refuse(field + ".extras", fmt::format("{} items", it.extras.size()), "at most 100 items");
  }
  for (std::size_t i = 0; i < it.extras.size(); ++i) {
    bounds::text(fmt::format("{}.extras[{}]", field, i), it.extras[i], 1, 256);
  }
}

}  // namespace

void validate(const Lineage& lineage) {
  bounds::id("project_id", lineage.project_id, base::prefix::project);
  artifact_type("artifact_type", lineage.artifact_type);
  bounds::text("name", lineage.name, 0, 256);
}

void validate(const Candidate& candidate) {
  validate(candidate.lineage);
  bounds::optional_id("id", candidate.id, base::prefix::artifact);
  bounds::each("depends_on", candidate.depends_on, dependency);
  bounds::each("reads", candidate.reads, [](std::string_view field, std::string_view value) {
    bounds::id(field, value, base::prefix::artifact);
  });
  bounds::each("requirements", candidate.requirements, requirement);
  bounds::no_repeats("depends_on", {candidate.depends_on.begin(), candidate.depends_on.end()});
  bounds::no_repeats("reads", {candidate.reads.begin(), candidate.reads.end()});
  bounds::no_repeats("paths", {candidate.paths.begin(), candidate.paths.end()});
  bounds::each("paths", candidate.paths,
               [](std::string_view field, std::string_view value) { bounds::text(field, value, 1, 1'024); });
  bounds::object("metadata", candidate.metadata);
  if (candidate.data.text().empty()) bounds::refuse("data", "", "a JSON document");
  bounds::size(candidate, candidate.data.text().size() + candidate.metadata.text().size());
}

void validate(const ArtifactQuery& query) {
  bounds::id("project_id", query.project_id, base::prefix::project);
  if (query.artifact_type) artifact_type("artifact_type", *query.artifact_type);
  if (query.name) bounds::text("name", *query.name, 0, 256);
  if (query.name && !query.artifact_type) bounds::refuse("artifact_type", "", "given together with a name");
  bounds::limit(query.limit);
}

}  // namespace model
}  // namespace metaqore
