#include "model/validate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/id.hpp"
#include "base/text.hpp"
#include "json/document.hpp"
#include "model/names.hpp"

namespace metaqore::model {

namespace {

constexpr std::string_view identifier_characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

[[noreturn]] void out_of_bounds(std::string_view field, std::string_view value, std::string_view bound) {
  json::ObjectWriter details;
  details.member("member", json::quoted(field));
  throw Error(ErrorCode::invalid_argument, "model.out_of_bounds",
              fmt::format("`{}` is `{}`; it must be {}", field, base::shown(value), bound),
              std::move(details).finish());
}

void text(std::string_view field, std::string_view value, std::size_t least, std::size_t most,
          std::string_view allowed_control = {}) {
  if (value.size() < least || value.size() > most || !base::is_utf8(value) ||
      base::has_control(value, allowed_control)) {
    out_of_bounds(field, value,
                  fmt::format("{} to {} bytes of UTF-8 without control characters", least, most));
  }
}

void id(std::string_view field, std::string_view value, std::string_view prefix) {
  const auto printable = [](char c) { return c > ' ' && c < '\x7f'; };
  if (!value.starts_with(prefix) || value.size() == prefix.size() || value.size() > 63 ||
      !std::ranges::all_of(value, printable)) {
    out_of_bounds(
        field, value,
        fmt::format("an id: `{}` and more, at most 63 printable ASCII characters without spaces", prefix));
  }
}

void optional_id(std::string_view field, std::string_view value, std::string_view prefix) {
  if (!value.empty()) id(field, value, prefix);
}

void artifact_type(std::string_view field, std::string_view value) {
  if (value.empty() || value.size() > 64 || value.starts_with(base::prefix::artifact) ||
      value.find_first_not_of(identifier_characters) != value.npos) {
    out_of_bounds(field, value, "1 to 64 of A-Z a-z 0-9 . _ - and not begin with `art_`");
  }
}

void dependency(std::string_view field, std::string_view value) {
  if (value.starts_with(base::prefix::artifact)) return id(field, value, base::prefix::artifact);
  const auto slash = value.find('/');
  artifact_type(field, value.substr(0, slash));
  if (slash != value.npos) text(field, value.substr(slash + 1), 1, 256);
}

void object(std::string_view field, const Json& value) {
  const auto first = value.text().find_first_not_of(" \t\r\n");  // the text is checked: one character tells
  if (first == std::string::npos || value.text()[first] != '{')
    out_of_bounds(field, value.text(), "a JSON object");
}

/// Numbers may grow when they are written in canonical form, `1e20` from four bytes to 21. Only a document
/// that could come to be too large is written to be measured.
template <class T>
void size(const T& document, std::size_t as_read) {
  constexpr std::size_t growth = 8;
  if (as_read <= Json::max_size / growth) return;
  const auto written = to_json(document).size();
  if (written > Json::max_size) {
    out_of_bounds("data", fmt::format("{} bytes", written),
                  fmt::format("at most {} in canonical form, together with the rest", Json::max_size));
  }
}

template <class T, class Check>
void each(std::string_view field, const std::vector<T>& items, Check check) {
  if (items.size() > 1'000)
    out_of_bounds(field, fmt::format("{} items", items.size()), "at most 1,000 items");
  for (std::size_t i = 0; i < items.size(); ++i) check(fmt::format("{}[{}]", field, i), items[i]);
}

void no_repeats(std::string_view field, std::vector<std::string_view> items) {
  std::ranges::sort(items);
  const auto repeated = std::ranges::adjacent_find(items);
  if (repeated != items.end()) out_of_bounds(field, *repeated, "given once");
}

void requirement(const std::string& field, const Requirement& it) {
  text(field + ".ecosystem", it.ecosystem, 1, 64);
  text(field + ".name", it.name, 1, 256);
  text(field + ".constraint", it.constraint, 0, 1'024);
  text(field + ".purpose", it.purpose, 0, 1'024);
  text(field + ".marker", it.marker, 0, 1'024);
  constexpr std::array<std::string_view, 5> scopes{"runtime", "dev", "build", "optional", "peer"};
  if (std::ranges::find(scopes, it.scope) == scopes.end()) {
    out_of_bounds(field + ".scope", it.scope, "`runtime`, `dev`, `build`, `optional` or `peer`");
  }
  if (it.extras.size() > 100) {
    out_of_bounds(field + ".extras", fmt::format("{} items", it.extras.size()), "at most 100 items");
  }
  for (std::size_t i = 0; i < it.extras.size(); ++i) {
    text(fmt::format("{}.extras[{}]", field, i), it.extras[i], 1, 256);
  }
}

}  // namespace

void validate(const Lineage& lineage) {
  id("project_id", lineage.project_id, base::prefix::project);
  artifact_type("artifact_type", lineage.artifact_type);
  text("name", lineage.name, 0, 256);
}

void validate(const Candidate& candidate) {
  validate(candidate.lineage);
  optional_id("id", candidate.id, base::prefix::artifact);
  each("depends_on", candidate.depends_on, dependency);
  each("reads", candidate.reads,
       [](std::string_view field, std::string_view value) { id(field, value, base::prefix::artifact); });
  each("requirements", candidate.requirements, requirement);
  no_repeats("depends_on", {candidate.depends_on.begin(), candidate.depends_on.end()});
  no_repeats("reads", {candidate.reads.begin(), candidate.reads.end()});
  no_repeats("paths", {candidate.paths.begin(), candidate.paths.end()});
  each("paths", candidate.paths,
       [](std::string_view field, std::string_view value) { text(field, value, 1, 1'024); });
  object("metadata", candidate.metadata);
  if (candidate.data.text().empty()) out_of_bounds("data", "", "a JSON document");
  size(candidate, candidate.data.text().size() + candidate.metadata.text().size());
}

void validate(const Project& project) {
  optional_id("id", project.id, base::prefix::project);
  text("name", project.name, 1, 256);
  text("description", project.description, 0, 4'096, "\n\t");
  text("owner_id", project.owner_id, 0, 128);
  object("metadata", project.metadata);
  size(project, project.metadata.text().size());
  if (project.status != ProjectStatus{} || project.created_at != Time{} || project.updated_at != Time{} ||
      project.sequence != 0) {
    out_of_bounds("status", name_of(project.status),
                  "left out, like created_at, updated_at and sequence: the library gives them");
  }
}

void validate(const Session& session) {
  text("actor", session.actor, 1, 128);
  if (!session.trace_id.empty() &&
      (session.trace_id.size() != 32 ||
       session.trace_id.find_first_not_of("0123456789abcdef") != std::string::npos)) {
    out_of_bounds("trace_id", session.trace_id, "32 lower-case hex digits (W3C Trace Context)");
  }
  if (session.role != Role::agent && session.role != Role::human && session.role != Role::host) {
    out_of_bounds("role", fmt::to_string(static_cast<int>(session.role)), "agent, human or host");
  }
  if (session.timeout < std::chrono::milliseconds::zero()) {
    out_of_bounds("timeout", fmt::format("{} ms", session.timeout.count()), "0 or more milliseconds");
  }
}

void validate(const ArtifactQuery& query) {
  id("project_id", query.project_id, base::prefix::project);
  if (query.artifact_type) artifact_type("artifact_type", *query.artifact_type);
  if (query.name) text("name", *query.name, 0, 256);
  if (query.name && !query.artifact_type) out_of_bounds("artifact_type", "", "given together with a name");
  validate_limit(query.limit);
}

void validate(const ConflictQuery& query) {
  id("project_id", query.project_id, base::prefix::project);
  if (query.artifact_id) id("artifact_id", *query.artifact_id, base::prefix::artifact);
  validate_limit(query.limit);
}

void validate(const Config& config) {
  if (!config.organization.empty()) text("organization", config.organization, 1, 128);
  if (config.governance_mode && name_of(*config.governance_mode).empty()) {
    out_of_bounds("governance_mode", fmt::to_string(static_cast<int>(*config.governance_mode)), "`strict`");
  }
}

void validate_limit(std::uint32_t limit) {
  if (limit < 1 || limit > 1'000) out_of_bounds("limit", fmt::to_string(limit), "1 to 1,000");
}

}  // namespace metaqore::model
