#pragma once

#include "json/form/fields.hpp"
#include "json/form/names.hpp"
#include "json/form/reader.hpp"
#include "metaqore/json_merge.hpp"

namespace metaqore::form {

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

template <class Archive, Is<Residual> T>
void fields(Archive& archive, T& it) {
  archive.given("pointer", it.pointer);
  archive.given("kind", it.kind);
  archive.field("base", it.base);
  archive.field("ours", it.ours);
  archive.field("theirs", it.theirs);
  archive.field("ours_actor", it.ours_actor);
  archive.field("theirs_actor", it.theirs_actor);
  archive.field("base_fault", it.base_fault);
  archive.field("ours_fault", it.ours_fault);
  archive.field("theirs_fault", it.theirs_fault);
}

template <class Archive, Is<Merge> T>
void fields(Archive& archive, T& it) {
  archive.field("merged", it.merged);
  archive.given("residuals", it.residuals);  // without it, nothing would be left to decide
}

template <class Archive, Is<Answer> T>
void fields(Archive& archive, T& it) {
  archive.given("pointer", it.pointer);
  archive.given("take", it.take);
  archive.field("value", it.value);
}

/// The merged document, the texts of the report, and the names of its members.
template <>
inline constexpr json::Bounds bounds<Merge>{Merge::max_report_size + 2 * Json::max_size,
                                            json::around.max_depth};

}  // namespace metaqore::form
