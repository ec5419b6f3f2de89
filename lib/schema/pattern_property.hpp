#pragma once

#include <string_view>

#include "schema/pattern_set.hpp"

namespace metaqore::schema {

enum class PropertyFound {
  added,
  beyond,   ///< ECMA-262 has it, but RE2 cannot say it exactly
  unknown,  ///< ECMA-262 has none of this name
};

/// Adds the characters that have a property, or those that do not: what stands between the braces of `\p{…}`
/// (ECMA-262 §22.2.1, UnicodePropertyValueExpression). Names are exact, as they are there.
PropertyFound add_property(CharSet& set, std::string_view expression, bool negated);

}  // namespace metaqore::schema
