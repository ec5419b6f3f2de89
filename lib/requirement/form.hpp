#pragma once

#include "json/form/fields.hpp"
#include "json/form/names.hpp"
#include "metaqore/requirement.hpp"

namespace metaqore::form {

template <>
inline constexpr Names<Sharing, 3> names<Sharing>{{{Sharing::one_version, "one_version"},
                                                   {Sharing::one_per_compatible, "one_per_compatible"},
                                                   {Sharing::nested, "nested"}}};

template <>
inline constexpr Names<ClashLevel, 2> names<ClashLevel>{
    {{ClashLevel::warning, "warning"}, {ClashLevel::error, "error"}}};

template <class Archive, Is<Requirement> T>
void fields(Archive& archive, T& it) {
  archive.field("ecosystem", it.ecosystem);
  archive.field("name", it.name);
  archive.field("constraint", it.constraint);
  archive.field("scope", it.scope);
  archive.field("extras", it.extras);
  archive.field("purpose", it.purpose);
  archive.field("marker", it.marker);
}

template <class Archive, Is<OwnedRequirement> T>
void fields(Archive& archive, T& it) {
  archive.field("owner", it.owner);
  fields(archive, it.requirement);
}

template <class Archive, Is<SharingRule> T>
void fields(Archive& archive, T& it) {
  archive.field("ecosystem", it.ecosystem);
  archive.field("scopes", it.scopes);
  archive.field("sharing", it.sharing);
}

template <class Archive, Is<AvailableVersions> T>
void fields(Archive& archive, T& it) {
  archive.field("ecosystem", it.ecosystem);
  archive.field("name", it.name);
  archive.field("versions", it.versions);
}

template <class Archive, Is<AnalysisRequest> T>
void fields(Archive& archive, T& it) {
  archive.field("requirements", it.requirements);
  archive.always("rules", it.rules);  // none is not the same as the default ones
  archive.field("available", it.available);
}

template <class Archive, Is<Relaxation> T>
void fields(Archive& archive, T& it) {
  archive.field("owner", it.owner);
  archive.field("from", it.from);
  archive.field("to", it.to);
}

template <class Archive, Is<WayOut> T>
void fields(Archive& archive, T& it) {
  archive.field("owners_moved", it.owners_moved);
  archive.field("major_distance", it.major_distance);
  archive.field("needs_prerelease", it.needs_prerelease);
  archive.field("relaxations", it.relaxations);
  archive.field("common", it.common);
}

template <class Archive, Is<Clash> T>
void fields(Archive& archive, T& it) {
  archive.field("ecosystem", it.ecosystem);
  archive.field("name", it.name);
  archive.field("level", it.level);
  archive.field("undecided", it.undecided);
  archive.field("core", it.core);
  archive.field("ways_out", it.ways_out);
  archive.field("description", it.description);
}

template <class Archive, Is<PackageDemand> T>
void fields(Archive& archive, T& it) {
  archive.field("ecosystem", it.ecosystem);
  archive.field("name", it.name);
  archive.field("marker", it.marker);
  archive.field("scopes", it.scopes);
  archive.field("extras", it.extras);
  archive.field("owners", it.owners);
  archive.field("satisfiable", it.satisfiable);
  archive.field("only_prereleases", it.only_prereleases);
  archive.field("constraint", it.constraint);
  archive.field("versions", it.versions);
  archive.field("chosen", it.chosen);
  archive.field("none_exists", it.none_exists);
}

template <class Archive, Is<Manifest> T>
void fields(Archive& archive, T& it) {
  archive.field("ecosystem", it.ecosystem);
  archive.field("file", it.file);
  archive.field("text", it.text);
}

template <class Archive, Is<Analysis> T>
void fields(Archive& archive, T& it) {
  archive.field("satisfiable", it.satisfiable);
  archive.field("clashes", it.clashes);
  archive.field("packages", it.packages);
  archive.field("manifests", it.manifests);
}

}  // namespace metaqore::form
