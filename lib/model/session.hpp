#pragma once

#include "json/form/names.hpp"
#include "metaqore/session.hpp"

namespace metaqore::form {

template <>
inline constexpr Names<Role, 3> names<Role>{
    {{Role::agent, "agent"}, {Role::human, "human"}, {Role::host, "host"}}};

}  // namespace metaqore::form

namespace metaqore::model {

/// Throws as bounds.hpp says.
void validate(const Session& session);

}  // namespace metaqore::model
