#pragma once

// Every kind of state row: from this list follow encoding, decoding and dispatch.
#include "state/rows/actor.hpp"
#include "state/rows/artifact.hpp"
#include "state/rows/conflict.hpp"
#include "state/rows/convergence.hpp"
#include "state/rows/project.hpp"
#include "state/rows/settings.hpp"

namespace metaqore::state {

template <class... Kinds>
struct KindList {};

using Kinds = KindList<ActorRow, ArtifactRow, ConflictRow, ConvergenceRow, ProjectRow, SettingsRow>;

}  // namespace metaqore::state
