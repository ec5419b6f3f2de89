#pragma once

#include <memory>

#include "base/environment.hpp"
#include "metaqore/engine.hpp"
#include "storage/store.hpp"

namespace metaqore {

/// Opens an engine on any storage, clock and randomness.
struct EngineAccess {
  static Engine open(std::unique_ptr<storage::Store> store, base::Environment environment,
                     const Config& config, Hooks hooks = {});
};

}  // namespace metaqore
