#include "metaqore/state_manager.hpp"

#include <algorithm>

#include "model/artifact.hpp"
#include "model/bounds.hpp"
#include "model/project.hpp"
#include "state/operation/create_project.hpp"
#include "state/operation/declare.hpp"
#include "state/state_view_impl.hpp"

namespace metaqore {

using namespace state;

namespace {

/// The candidate as this session declares it now: what its base comes to is fixed before anything is read.
Declare declaration(const auto& it, const Candidate& candidate, bool keeps_denied) {
  model::validate(candidate);
  const auto base = candidate.base ? candidate.base : it.seen.newest(candidate.lineage);
  return Declare(candidate, {it.number, base, keeps_denied});
}

/// Whether somebody else was faster, and nothing else stands against the candidate.
bool was_overtaken(const Decision& decision) {
  const auto overtaken = [](const Conflict& it) {
    return it.type == ConflictType::version_mismatch || it.type == ConflictType::parallel_creation;
  };
  return !decision && std::ranges::all_of(decision.conflicts, overtaken);
}

}  // namespace

StateManager::StateManager(std::shared_ptr<const Impl> impl) : StateView(std::move(impl)) {}

Decision StateManager::declare(const Candidate& candidate) {
  auto decision = impl_->core->write(declaration(*impl_, candidate, true), impl_->session);
  if (decision) {
    impl_->seen.note(decision.artifact);
  } else {
    impl_->core->log(LogLevel::info, "psmp", "a candidate was blocked",
                     {{"sequence", decision.receipt.sequence}, {"conflicts", decision.conflicts.size()}});
  }
  return decision;
}

Decision StateManager::try_declare(const Candidate& candidate) {
  auto decision = impl_->core->write(declaration(*impl_, candidate, false), impl_->session);
  if (decision) impl_->seen.note(decision.artifact);
  return decision;
}

Decision StateManager::update(const Lineage& lineage, const std::function<void(Candidate&)>& change,
                              std::uint32_t attempts) {
  if (attempts == 0) model::bounds::refuse("attempts", "0", "1 or more");
  for (;; --attempts) {
    const auto before = head(lineage);
    auto candidate = before ? before->next() : Candidate{.lineage = lineage};
    change(candidate);
    candidate.lineage = lineage;
    candidate.base = before ? before->version : 0;
    candidate.exact = true;
    auto decision = try_declare(candidate);
    if (attempts == 1 || !was_overtaken(decision)) return decision;
  }
}

Decision StateManager::check(const Candidate& candidate) const {
  return impl_->core->check(declaration(*impl_, candidate, true), impl_->session);
}

Project StateManager::create_project(const Project& project) {
  model::validate(project);
  return impl_->core->write(CreateProject(project), impl_->session);
}

}  // namespace metaqore
