#include "metaqore/state_manager.hpp"

#include "model/artifact.hpp"
#include "model/project.hpp"
#include "state/operation/create_project.hpp"
#include "state/operation/declare.hpp"
#include "state/state_view_impl.hpp"

namespace metaqore {

using namespace state;

StateManager::StateManager(std::shared_ptr<const Impl> impl) : StateView(std::move(impl)) {}

Decision StateManager::declare(const Candidate& candidate) {
  model::validate(candidate);
  auto decision = impl_->core->write(Declare(candidate), impl_->session);
  if (!decision) {
    impl_->core->log(LogLevel::info, "psmp", "a candidate was blocked",
                     {{"sequence", decision.receipt.sequence}, {"conflicts", decision.conflicts.size()}});
  }
  return decision;
}

Decision StateManager::check(const Candidate& candidate) const {
  model::validate(candidate);
  return impl_->core->check(Declare(candidate), impl_->session);
}

Project StateManager::create_project(const Project& project) {
  model::validate(project);
  return impl_->core->write(CreateProject(project), impl_->session);
}

}  // namespace metaqore
