#pragma once

#include "metaqore/project.hpp"
#include "metaqore/session.hpp"
#include "state/write_queue.hpp"

namespace metaqore::state {

class ProjectCreation final : public Operation {
 public:
  /// Keeps references. REQUIRES: project and session are validated.
  ProjectCreation(const Project& project, const Session& session) : project_(project), session_(session) {}

  std::string_view action() const noexcept override { return "create_project"; }
  void execute(Transaction& transaction) override;

  Project created;  ///< the answer, after execute()

 private:
  const Project& project_;
  const Session& session_;
};

}  // namespace metaqore::state
