#pragma once

#include "json/form/fields.hpp"
#include "json/form/names.hpp"
#include "json/form/reader.hpp"
#include "metaqore/config.hpp"
#include "model/mode.hpp"

namespace metaqore::form {

template <class Archive, Is<Config> T>
void fields(Archive& archive, T& it) {
  archive.field("storage", it.storage);
  archive.field("organization", it.organization);
  archive.field("governance_mode", it.governance_mode);
  archive.field("read_only", it.read_only);
}

template <>
inline constexpr json::Bounds bounds<Config> = json::asked;

}  // namespace metaqore::form

namespace metaqore::model {

/// Throws as bounds.hpp says.
void validate(const Config& config);

}  // namespace metaqore::model
