#pragma once

#include <memory>

#include "metaqore/session.hpp"
#include "metaqore/state_view.hpp"
#include "state/core.hpp"

namespace metaqore {

struct StateView::Impl {
  std::shared_ptr<state::Core> core;
  Session session;
};

}  // namespace metaqore
