#include "model/artifact.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/id.hpp"
#include "base/text.hpp"
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

bool is_identifier(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

void artifact_type(std::string_view field, std::string_view value) {
  if (const auto slash = value.find('/'); slash != value.npos) {
    bounds::refuse(field, value,
                   fmt::format("the type alone; what stands behind its `/` is the member `name`: `{}`",
                               base::shown(value.substr(slash + 1))));
  }
  if (value.empty() || value.size() > 64 || value.starts_with(base::prefix::artifact) ||
      !is_identifier(value)) {
    bounds::refuse(field, value, "1 to 64 of A-Z a-z 0-9 . _ - and not begin with `art_`");
  }
}

void dependency(std::string_view field, std::string_view value) {
  if (value.starts_with(base::prefix::artifact)) return bounds::id(field, value, base::prefix::artifact);
  const auto slash = value.find('/');
  artifact_type(field, value.substr(0, slash));
  if (slash != value.npos) bounds::name(field, value.substr(slash + 1), 1, 256);
}

void requirement(const std::string& field, const Requirement& it) {
  bounds::name(field + ".ecosystem", it.ecosystem, 1, 64);
  bounds::name(field + ".name", it.name, 1, 256);
  bounds::name(field + ".constraint", it.constraint, 0, 1'024);
  bounds::text(field + ".purpose", it.purpose, 0, 1'024);
  bounds::name(field + ".marker", it.marker, 0, 1'024);
  constexpr std::array<std::string_view, 5> scopes{"runtime", "dev", "build", "optional", "peer"};
  if (std::ranges::find(scopes, it.scope) == scopes.end()) {
    bounds::refuse(field + ".scope", it.scope, "`runtime`, `dev`, `build`, `optional` or `peer`");
  }
  if (it.extras.size() > 100) {
    bounds::refuse(field + ".extras", fmt::format("{} items", it.extras.size()), "at most 100 items");
  }
  for (std::size_t i = 0; i < it.extras.size(); ++i) {
    bounds::name(fmt::format("{}.extras[{}]", field, i), it.extras[i], 1, 256);
  }
}

std::size_t bytes_of(const std::vector<std::string>& texts) {
  std::size_t bytes = 0;
  for (const auto& text : texts) bytes += text.size();
  return bytes;
}

std::size_t bytes_of(const std::vector<Requirement>& requirements) {
  std::size_t bytes = 0;
  for (const auto& it : requirements) {
    bytes += it.ecosystem.size() + it.name.size() + it.constraint.size() + it.scope.size() +
             bytes_of(it.extras) + it.purpose.size() + it.marker.size();
  }
  return bytes;
}

}  // namespace

void validate(const Lineage& lineage) {
  bounds::id("project_id", lineage.project_id, base::prefix::project);
  artifact_type("artifact_type", lineage.artifact_type);
  bounds::text("name", lineage.name, 0, 256);
}

void validate(const Candidate& candidate) {
  const auto& [lineage, data, base, exact, expected_version, depends_on, reads, requirements, paths, metadata,
               id] = candidate;
  const std::initializer_list<bounds::Share> shares = {{"data", data.text().size()},
                                                       {"project_id", lineage.project_id.size()},
                                                       {"artifact_type", lineage.artifact_type.size()},
                                                       {"name", lineage.name.size()},
                                                       {"depends_on", bytes_of(depends_on)},
                                                       {"reads", bytes_of(reads)},
                                                       {"requirements", bytes_of(requirements)},
                                                       {"paths", bytes_of(paths)},
                                                       {"metadata", metadata.text().size()},
                                                       {"id", id.size()}};
  (void)bounds::together(shares);
  validate(lineage);
  bounds::name("name", lineage.name, 0, 256);
  bounds::optional_id("id", id, base::prefix::artifact);
  bounds::each("depends_on", depends_on, dependency);
  bounds::each("reads", reads, [](std::string_view field, std::string_view value) {
    bounds::id(field, value, base::prefix::artifact);
  });
  bounds::each("requirements", requirements, requirement);
  bounds::each("paths", paths,
               [](std::string_view field, std::string_view value) { bounds::name(field, value, 1, 1'024); });
  bounds::no_repeats("depends_on", {depends_on.begin(), depends_on.end()});
  bounds::no_repeats("reads", {reads.begin(), reads.end()});
  bounds::no_repeats("paths", {paths.begin(), paths.end()});
  bounds::object("metadata", metadata);
  if (data.text().empty()) bounds::refuse("data", "", "a JSON document");
  bounds::size(candidate, shares);
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
