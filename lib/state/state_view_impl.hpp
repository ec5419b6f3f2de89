#pragma once

#include <memory>

#include "metaqore/session.hpp"
#include "metaqore/state_view.hpp"
#include "state/core.hpp"

namespace metaqore {

struct StateView::Impl {
  std::shared_ptr<state::Core> core;
  Session session;

  /// What `use` answers of the state that is read.
  template <class Use>
  auto read(Use use) const {
    const state::Core::Call call(*core);
    const auto reader = call.read();
    return use(state::View(*reader));
  }
};

}  // namespace metaqore
