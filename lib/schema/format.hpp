#pragma once

#include <string_view>

#include "metaqore/schema.hpp"

namespace metaqore::schema {

/// Whether a text is of a format. Linear in the text. REQUIRES: valid UTF-8.
using Format = bool (*)(std::string_view text);

/// The format of this name that a dialect has; nullptr where there is none.
Format find_format(std::string_view name, SchemaDialect dialect) noexcept;

}  // namespace metaqore::schema
