#include "state/view/view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "ledger/damage.hpp"
#include "state/rows/facts.hpp"

namespace metaqore::state {

namespace {

constexpr auto keep_all = [](const auto&) { return true; };

}  // namespace

Project shown_project(const storage::Row& row) {
  auto project = decode<ProjectRow>(row).project;
  project.sequence = row.sequence;
  return project;
}

std::optional<std::string> known_actor(const storage::Row* row, std::string_view name) {
  if (row == nullptr) return std::nullopt;
  if (row->kind == ActorRow::kind) {
    const auto texts = texts_of<2>(*row, {"id", "name"});
    if (texts && !(*texts)[0].empty() && (*texts)[1] == name) return std::string((*texts)[0]);
  }
  auto actor = decode<ActorRow>(*row);
  require_asked(*row, actor.name, name);
  return std::move(actor.id);
}

std::vector<Artifact> View::artifacts_of(const std::vector<storage::Row>& rows) const {
  std::vector<Artifact> artifacts;
  std::vector<std::string> actors, lineages;
  std::vector<std::string*> pseudonyms;  // in the places where names are shown
  artifacts.reserve(rows.size());
  for (const auto& row : rows) {
    auto& artifact = artifacts.emplace_back(decode<ArtifactRow>(row).artifact);
    artifact.sequence = row.sequence;
    pseudonyms.push_back(&artifact.created_by);
    if (!artifact.on_behalf_of.empty()) pseudonyms.push_back(&artifact.on_behalf_of);
    lineages.push_back(ArtifactRow::latest(artifact.lineage));
  }
  for (const auto* pseudonym : pseudonyms) actors.push_back(key::by_id(*pseudonym));
  const auto known = get(actors, storage::Part::brief), latest = get(lineages, storage::Part::place);
  for (std::size_t i = 0; i < pseudonyms.size(); ++i) {
    if (known[i]) *pseudonyms[i] = decode<ActorRow>(*known[i]).name;
  }
  for (std::size_t i = 0; i < artifacts.size(); ++i) {
    const bool moved_on = latest[i] && latest[i]->sequence != artifacts[i].sequence;
    if (artifacts[i].status == ArtifactStatus::active && moved_on)
      artifacts[i].status = ArtifactStatus::superseded;
  }
  return artifacts;
}

std::vector<Conflict> View::conflicts_of(const std::vector<storage::Row>& rows) const {
  std::vector<Conflict> conflicts;
  for (const auto& row : rows) {
    auto& conflict = conflicts.emplace_back(decode<ConflictRow>(row).conflict);
    conflict.sequence = row.sequence;
    // older files name what names may not hold
    conflict.description = base::on_one_line(conflict.description);
  }
  name_actors(conflicts);
  return conflicts;
}

void View::name_actors(std::vector<Conflict>& conflicts) const {
  std::vector<Conflict*> against;  // somebody
  std::vector<std::string> actors;
  for (auto& conflict : conflicts) {
    if (conflict.by.empty()) continue;
    against.push_back(&conflict);
    actors.push_back(key::by_id(conflict.by));
  }
  const auto known = get(actors, storage::Part::brief);
  for (std::size_t i = 0; i < against.size(); ++i) {
    if (!known[i]) continue;
    auto& description = against[i]->description;
    auto& by = against[i]->by;
    auto name = decode<ActorRow>(*known[i]).name;
    const auto place = description.rfind(by);
    if (place != std::string::npos) description.replace(place, by.size(), base::on_one_line(name));
    by = std::move(name);
  }
}

std::optional<storage::Row> View::row(std::string_view id, std::string_view prefix) const {
  constexpr std::size_t longest = 63;  // of ids; what has more is not looked for
  if (!id.starts_with(prefix) || id.size() > longest) return std::nullopt;
  return get({key::by_id(id)}).front();
}

std::optional<SettingsRow> View::settings() const {
  const auto row = get({SettingsRow::key()}).front();
  if (row) return decode<SettingsRow>(*row);
  if (reader_.size() == 0) return std::nullopt;
  throw ledger::damaged("storage.damaged", "the ledger has entries, and no settings that govern it");
}

std::optional<Project> View::project(std::string_view id) const {
  const auto found = row(id, ProjectRow::prefix);
  if (!found) return std::nullopt;
  auto project = shown_project(*found);
  require_asked(*found, project.id, id);
  return project;
}

std::optional<Conflict> View::conflict(std::string_view id) const {
  const auto found = row(id, ConflictRow::prefix);
  if (!found) return std::nullopt;
  auto conflict = conflicts_of({*found}).front();
  require_asked(*found, conflict.id, id);
  return conflict;
}

std::optional<Artifact> View::artifact(std::string_view id) const {
  const auto found = row(id, ArtifactRow::prefix);
  if (!found) return std::nullopt;
  if (found->kind == ConvergenceRow::kind) {
    const auto convergence = decode<ConvergenceRow>(*found);
    require_asked(*found, convergence.id, id);
    return version(convergence.artifact_id);
  }
  auto artifact = artifacts_of({*found}).front();
  require_asked(*found, artifact.id, id);
  return artifact;
}

Artifact View::version(const std::string& id) const {
  const auto found = row(id, ArtifactRow::prefix);
  if (!found) {
    throw ledger::damaged(
        "storage.row_damaged",
        fmt::format("artifact `{}` does not exist, and other state rows name it", base::shown(id)));
  }
  auto artifact = artifacts_of({*found}).front();
  require_asked(*found, artifact.id, id);
  return artifact;
}

std::optional<Artifact> View::head(const Lineage& lineage) const {
  const auto key = ArtifactRow::latest(lineage);
  const auto found = get({key}).front();
  if (!found) return std::nullopt;
  auto latest = artifacts_of({*found}).front();
  require_asked(*found, ArtifactRow::latest(latest.lineage), key);
  return latest.status == ArtifactStatus::active ? std::optional(std::move(latest)) : std::nullopt;
}

Page<Project> View::projects(const ProjectQuery& query) const {
  const auto all = listing("project", query, key::every_id(ProjectRow::prefix));
  const auto show = [](const auto& rows, std::uint64_t) {
    std::vector<Project> projects;
    for (const auto& row : rows) projects.push_back(shown_project(row));
    return projects;
  };
  return list<Project>(reader_, all, cursor(query.cursor, all), query.limit, ScanKeys{reader_}, show,
                       keep_all);
}

Page<Artifact> View::artifacts(const ArtifactQuery& query) const {
  const Lineage lineage{query.project_id, query.artifact_type.value_or(""), query.name.value_or("")};
  const bool named = query.name.has_value();
  const auto show = [this](const auto& rows, std::uint64_t at) {
    return View(reader_, at).artifacts_of(rows);
  };
  const auto keep = [&](const Artifact& artifact) {
    return !query.status || artifact.status == *query.status;
  };
  const auto all = listing("artifact", query, ArtifactRow::within(lineage, named));
  const auto place = cursor(query.cursor, all);
  if (query.status == ArtifactStatus::blocked) {
    const ScanList fetch{reader_, ArtifactRow::blocked_list(query.project_id)};
    return list<Artifact>(reader_, all, place, query.limit, fetch, show, keep);
  }
  const bool heads = query.status == ArtifactStatus::active;
  const ScanKeys fetch{reader_, heads ? ArtifactRow::latest_fields : ArtifactRow::candidate_fields};
  return list<Artifact>(reader_, all, place, query.limit, fetch, show, keep);
}

Page<Conflict> View::conflicts(const ConflictQuery& query) const {
  const auto all =
      listing("conflict", query, ConflictRow::of(query.project_id, query.artifact_id.value_or("")));
  const auto show = [this](const auto& rows, std::uint64_t at) {
    return View(reader_, at).conflicts_of(rows);
  };
  return list<Conflict>(reader_, all, cursor(query.cursor, all), query.limit, ScanKeys{reader_}, show,
                        keep_all);
}

Cursor View::cursor(const std::string& text, const Listing& listing) const {
  const auto size = reader_.size();
  return decode_cursor(text, listing, size == 0 ? 0 : std::min(at_, size - 1));
}

}  // namespace metaqore::state
