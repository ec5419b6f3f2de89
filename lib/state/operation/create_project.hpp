#pragma once

#include <string_view>

#include "metaqore/project.hpp"
#include "state/write/transaction.hpp"

namespace metaqore::state {

/// Records a project; the same id and content again answers the one that there is.
class CreateProject {
 public:
  static constexpr std::string_view action = "create_project";

  /// REQUIRES: it is validated.
  explicit CreateProject(const Project& project) : project_(project) {}

  void serialise() { payload_ = payload_of(ProjectRow{project_}); }
  Project operator()(Transaction& transaction) const;

 private:
  Project project_;
  Payload payload_;
};

}  // namespace metaqore::state
