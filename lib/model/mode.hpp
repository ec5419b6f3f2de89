#pragma once

#include "json/form/names.hpp"
#include "metaqore/mode.hpp"

namespace metaqore::form {

template <>
inline constexpr Names<Mode, 1> names<Mode>{{{Mode::strict, "strict"}}};

}  // namespace metaqore::form
