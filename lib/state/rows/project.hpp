#pragma once

#include "model/project.hpp"
#include "state/rows/row.hpp"

namespace metaqore::state {

struct ProjectRow {
  static constexpr std::string_view kind = "project", prefix = base::prefix::project;
  static constexpr bool restored = true;

  Project project{};  ///< its metadata is the payload
  std::string pseudonym{};

  Index index() const { return {.keys = {key::by_id(project.id)}}; }
  const std::string& resource() const { return either(pseudonym, project.id); }
};

template <class Archive, Is<ProjectRow> T>
void fields(Archive& archive, T& it) {
  form::brief_fields(archive, it.project);
  archive.field("pseudonym", it.pseudonym);
}

template <class Archive, Is<ProjectRow> T>
void payload_fields(Archive& archive, T& it) {
  form::payload_fields(archive, it.project);
}

}  // namespace metaqore::state
