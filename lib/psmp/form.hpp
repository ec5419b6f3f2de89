#pragma once

#include "json/form/fields.hpp"
#include "json/form/names.hpp"
#include "json/form/reader.hpp"
#include "ledger/form.hpp"
#include "metaqore/conflict.hpp"
#include "metaqore/decision.hpp"
#include "model/artifact.hpp"
#include "psmp/rules/table.hpp"

namespace metaqore::form {

template <>
inline constexpr auto names<ConflictType> = [] {
  Names<ConflictType, psmp::rules.size()> names{};
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = {psmp::rules[i].type, psmp::rules[i].name};
  return names;
}();

template <>
inline constexpr Names<Severity, 4> names<Severity>{{{Severity::low, "low"},
                                                     {Severity::medium, "medium"},
                                                     {Severity::high, "high"},
                                                     {Severity::critical, "critical"}}};

template <>
inline constexpr Names<Strategy, 5> names<Strategy>{{{Strategy::retry, "retry"},
                                                     {Strategy::override, "override"},
                                                     {Strategy::merge, "merge"},
                                                     {Strategy::escalate, "escalate"},
                                                     {Strategy::reject, "reject"}}};

template <>
inline constexpr Names<Verdict, 2> names<Verdict>{
    {{Verdict::denied, "denied"}, {Verdict::accepted, "accepted"}}};

template <>
inline constexpr Names<Effect, 4> names<Effect>{{{Effect::refused, "refused"},
                                                 {Effect::blocked, "blocked"},
                                                 {Effect::next_version, "next_version"},
                                                 {Effect::converged, "converged"}}};

template <class Archive, Is<Conflict> T>
void fields(Archive& archive, T& it) {
  archive.field("id", it.id);
  archive.field("project_id", it.project_id);
  archive.field("artifact_id", it.artifact_id);
  archive.field("type", it.type);
  archive.field("severity", it.severity);
  archive.field("description", it.description);
  archive.field("suggested", it.suggested);
  archive.field("with", it.with);
  archive.field("by", it.by);
  archive.field("created_at", it.created_at);
  archive.nonzero("sequence", it.sequence);
}

template <class Archive, Is<ConflictQuery> T>
void fields(Archive& archive, T& it) {
  archive.field("project_id", it.project_id);
  archive.field("artifact_id", it.artifact_id);
  archive.field("cursor", it.cursor);
  archive.field("limit", it.limit);
}

template <class Archive, Is<Decision> T>
void fields(Archive& archive, T& it) {
  archive.field("verdict", it.verdict);
  archive.field("effect", it.effect);
  archive.field("artifact", it.artifact);
  archive.field("conflicts", it.conflicts);
  archive.field("receipt", it.receipt);
}

template <>
inline constexpr json::Bounds bounds<ConflictQuery> = json::asked;

}  // namespace metaqore::form

namespace metaqore::psmp {

/// Throws as model/bounds.hpp says.
void validate(const ConflictQuery& query);

}  // namespace metaqore::psmp
