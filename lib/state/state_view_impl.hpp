#pragma once

#include <memory>

#include "metaqore/session.hpp"
#include "metaqore/state_view.hpp"
#include "state/core.hpp"
#include "state/seen.hpp"

namespace metaqore {

struct StateView::Impl {
  std::shared_ptr<state::Core> core;
  Session session;
  std::uint64_t number{};      // of the session
  mutable state::Seen seen{};  // by the session, whichever copy of it read

  /// What `use` answers of the state that is read.
  template <class Use>
  auto read(Use use) const {
    const state::Core::Call call(*core);
    const auto reader = call.read();
    return use(state::View(*reader));
  }

  /// An artifact that the session gets, and has seen from then on.
  template <class Use>
  std::optional<Artifact> get(Use use) const {
    auto artifact = read(use);
    if (artifact) seen.note(*artifact);
    return artifact;
  }
};

}  // namespace metaqore
