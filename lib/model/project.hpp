#pragma once

#include "json/form/fields.hpp"
#include "json/form/names.hpp"
#include "json/form/reader.hpp"
#include "metaqore/project.hpp"

namespace metaqore::form {

template <>
inline constexpr Names<ProjectStatus, 7> names<ProjectStatus>{{{ProjectStatus::initialized, "initialized"},
                                                               {ProjectStatus::planning, "planning"},
                                                               {ProjectStatus::in_progress, "in_progress"},
                                                               {ProjectStatus::blocked, "blocked"},
                                                               {ProjectStatus::completed, "completed"},
                                                               {ProjectStatus::failed, "failed"},
                                                               {ProjectStatus::archived, "archived"}}};

// A row keeps what can be of any size, and is not needed to judge others, apart from the brief rest.

template <class Archive, Is<Project> T>
void payload_fields(Archive& archive, T& it) {
  archive.field("metadata", it.metadata);
}

template <class Archive, Is<Project> T>
void brief_fields(Archive& archive, T& it) {
  archive.field("id", it.id);
  archive.field("name", it.name);
  archive.field("description", it.description);
  archive.field("owner_id", it.owner_id);
  archive.field("status", it.status);
  archive.field("created_at", it.created_at);
  archive.field("updated_at", it.updated_at);
  archive.nonzero("sequence", it.sequence);
}

template <class Archive, Is<Project> T>
void fields(Archive& archive, T& it) {
  brief_fields(archive, it);
  payload_fields(archive, it);
}

template <class Archive, Is<ProjectQuery> T>
void fields(Archive& archive, T& it) {
  archive.field("cursor", it.cursor);
  archive.field("limit", it.limit);
}

template <>
inline constexpr json::Bounds bounds<Project> = json::handed_in;
template <>
inline constexpr json::Bounds bounds<ProjectQuery> = json::asked;

}  // namespace metaqore::form

namespace metaqore::model {

// Each throws as bounds.hpp says.
void validate(const Project& project);  ///< as create_project() takes it
void validate(const ProjectQuery& query);

}  // namespace metaqore::model
