#pragma once

#include <optional>
#include <string_view>

#include "metaqore/schema.hpp"

namespace metaqore::schema {

/// The address of a draft's meta-schema, without the `#` that draft-07 writes behind it.
std::string_view meta_schema_uri(SchemaDialect draft) noexcept;

/// Of which draft this address is the meta-schema.
std::optional<SchemaDialect> find_draft(std::string_view uri) noexcept;

/// The text of the meta-schemas of both drafts and of the vocabularies of 2020-12; nullptr for other
/// addresses.
const std::string_view* find_meta_schema(std::string_view uri) noexcept;

}  // namespace metaqore::schema
