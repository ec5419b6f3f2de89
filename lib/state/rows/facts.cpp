#include "state/rows/facts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "json/form/names.hpp"
#include "json/members.hpp"

namespace metaqore::state {

namespace {

using Field = std::pair<std::string_view, std::string_view Facts::*>;
constexpr std::array texts{
    Field{"id", &Facts::id},
    Field{"project_id", &Facts::project_id},
    Field{"artifact_type", &Facts::artifact_type},
    Field{"name", &Facts::name},
    Field{"created_by", &Facts::created_by},
    Field{"content_hash", &Facts::content_hash},
    Field{"declaration_hash", &Facts::declaration_hash},
};

/// The further members of an artifact and of a convergence.
constexpr std::array<std::string_view, 9> others{"artifact_id", "base",         "based_on",
                                                 "created_at",  "exact",        "expected_version",
                                                 "pseudonym",   "on_behalf_of", "session"};

bool is_number(std::string_view text, std::uint64_t& number) {
  const auto end = text.data() + text.size();
  return std::from_chars(text.data(), end, number) == std::from_chars_result{end, std::errc{}};
}

/// Takes a part off the front of a key: whether it began with this field.
bool take_field(std::string_view& key, std::string_view field) {
  if (!key.starts_with(field) || key.size() == field.size() || key[field.size()] != '\t') return false;
  key.remove_prefix(field.size() + 1);
  return true;
}

}  // namespace

Facts::Facts(const storage::Row& row, bool of_all) : converged_(row.kind == ConvergenceRow::kind) {
  if (row.kind == (converged_ ? ConvergenceRow::kind : ArtifactRow::kind) && read(row.body, of_all)) return;
  // Escapes in a name, say; or what is told from the whole row.
  if (converged_) {
    convergence_ = std::make_unique<const ConvergenceRow>(decode<ConvergenceRow>(row));
    const auto& it = *convergence_;
    id = it.id;
    std::tie(project_id, artifact_type, name) =
        std::tie(it.lineage.project_id, it.lineage.artifact_type, it.lineage.name);
    created_by = it.created_by;
    declaration_hash = it.declaration_hash;
  } else {
    artifact_ = std::make_unique<const ArtifactRow>(decode<ArtifactRow>(row));
    const auto& it = *artifact_;
    take(it.artifact);
    declaration_hash = it.declaration_hash;
  }
}

void Facts::take(const Artifact& artifact) {
  id = artifact.id;
  project_id = artifact.lineage.project_id;
  artifact_type = artifact.lineage.artifact_type;
  name = artifact.lineage.name;
  created_by = artifact.created_by;
  content_hash = artifact.content_hash;
  version = artifact.version;
  status = artifact.status;
}

bool Facts::read(std::string_view body, bool of_all) {
  bool has_status = converged_;
  json::Members members(body);
  while (members.next()) {
    const auto value = members.value();
    if (members.name() == "version") {
      if (!is_number(value, version)) return false;
    } else if (members.name() == "status") {
      const auto found = form::value_of<ArtifactStatus>(json::Members::plain_text(value));
      if (!found) return false;
      status = *found;
      has_status = true;
    } else {
      bool known = false;
      for (const auto& [field, text] : texts) {
        known = members.name() == field;
        if (!known) continue;
        this->*text = json::Members::plain_text(value);
        if ((this->*text).empty()) return false;
        break;
      }
      if (of_all && !known && std::ranges::find(others, members.name()) == others.end()) return false;
    }
  }
  return members.is_whole() && has_status && !id.empty() && !project_id.empty() && !artifact_type.empty() &&
         !created_by.empty();
}

Index Facts::index() const {
  if (converged_) return ConvergenceRow{.id = std::string(id)}.index();
  return ArtifactRow::index_of(id, project_id, artifact_type, name, version > 0, status);
}

bool Facts::is_latest(std::string_view key) const {
  return take_field(key, "lineage") && take_field(key, project_id) && take_field(key, artifact_type) &&
         take_field(key, name) && key.empty();
}

}  // namespace metaqore::state
