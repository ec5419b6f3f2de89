#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "metaqore/json_merge.hpp"
#include "metaqore/schema.hpp"
#include "metaqore/decision.hpp"
#include "metaqore/mode.hpp"
#include "metaqore/project.hpp"
#include "metaqore/session.hpp"

// The names of enum values in JSON, in rows and in ledger entries. They are part of the format.

namespace metaqore::model {

template <class E>
inline constexpr auto names = nullptr;  // each enum has its own table below

template <class E, std::size_t n>
using Names = std::array<std::pair<E, std::string_view>, n>;

template <>
inline constexpr Names<Mode, 1> names<Mode>{{{Mode::strict, "strict"}}};
template <>
inline constexpr Names<Role, 3> names<Role>{
    {{Role::agent, "agent"}, {Role::human, "human"}, {Role::host, "host"}}};
template <>
inline constexpr Names<Durability, 2> names<Durability>{
    {{Durability::none, "none"}, {Durability::full, "full"}}};
template <>
inline constexpr Names<ProjectStatus, 7> names<ProjectStatus>{{{ProjectStatus::initialized, "initialized"},
                                                               {ProjectStatus::planning, "planning"},
                                                               {ProjectStatus::in_progress, "in_progress"},
                                                               {ProjectStatus::blocked, "blocked"},
                                                               {ProjectStatus::completed, "completed"},
                                                               {ProjectStatus::failed, "failed"},
                                                               {ProjectStatus::archived, "archived"}}};
template <>
inline constexpr Names<ArtifactStatus, 3> names<ArtifactStatus>{{{ArtifactStatus::blocked, "blocked"},
                                                                 {ArtifactStatus::active, "active"},
                                                                 {ArtifactStatus::superseded, "superseded"}}};
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
inline constexpr Names<ConflictType, 3> names<ConflictType>{
    {{ConflictType::version_mismatch, "version_mismatch"},
     {ConflictType::parallel_creation, "parallel_creation"},
     {ConflictType::missing_dependency, "missing_dependency"}}};
template <>
inline constexpr Names<Verdict, 2> names<Verdict>{
    {{Verdict::denied, "denied"}, {Verdict::accepted, "accepted"}}};
template <>
inline constexpr Names<Effect, 4> names<Effect>{{{Effect::refused, "refused"},
                                                 {Effect::blocked, "blocked"},
                                                 {Effect::next_version, "next_version"},
                                                 {Effect::converged, "converged"}}};

template <>
inline constexpr Names<Sharing, 3> names<Sharing>{{{Sharing::one_version, "one_version"},
                                                   {Sharing::one_per_compatible, "one_per_compatible"},
                                                   {Sharing::nested, "nested"}}};
template <>
inline constexpr Names<ClashLevel, 2> names<ClashLevel>{
    {{ClashLevel::warning, "warning"}, {ClashLevel::error, "error"}}};

template <>
inline constexpr Names<ResidualKind, 7> names<ResidualKind>{{{ResidualKind::edit_edit, "edit_edit"},
                                                             {ResidualKind::add_add, "add_add"},
                                                             {ResidualKind::delete_edit, "delete_edit"},
                                                             {ResidualKind::type_change, "type_change"},
                                                             {ResidualKind::array, "array"},
                                                             {ResidualKind::order, "order"},
                                                             {ResidualKind::key_invalid, "key_invalid"}}};
template <>
inline constexpr Names<Take, 4> names<Take>{
    {{Take::base, "base"}, {Take::ours, "ours"}, {Take::theirs, "theirs"}, {Take::value, "value"}}};
template <>
inline constexpr Names<SchemaDialect, 2> names<SchemaDialect>{
    {{SchemaDialect::draft_07, "draft-07"}, {SchemaDialect::draft_2020_12, "2020-12"}}};

/// The name of a value; empty for a number that is none.
template <class E>
constexpr std::string_view name_of(E value) {
  for (const auto& [known, name] : names<E>) {
    if (known == value) return name;
  }
  return {};
}

template <class E>
constexpr std::optional<E> value_of(std::string_view name) {
  for (const auto& [value, known] : names<E>) {
    if (known == name) return value;
  }
  return std::nullopt;
}

}  // namespace metaqore::model
