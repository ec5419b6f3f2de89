#pragma once

#include <memory>

#include "metaqore/ledger.hpp"
#include "state/core.hpp"

namespace metaqore {

struct Ledger::Impl {
  std::shared_ptr<state::Core> core;
};

}  // namespace metaqore
