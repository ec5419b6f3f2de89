#pragma once

#include <memory>

#include "metaqore/state_manager.hpp"
#include "state/core.hpp"

namespace metaqore {

struct StateManager::Impl {
  std::shared_ptr<state::Core> core;
  Session session;
};

}  // namespace metaqore
