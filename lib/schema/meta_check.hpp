#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <unordered_set>
#include <vector>

#include "schema/program.hpp"

namespace metaqore::schema {

/// Checks schemas against their meta-schemas.
class MetaCheck {
 public:
  explicit MetaCheck(std::shared_ptr<Resources> resources);

  /// Checks a resource that has a meta-schema of its own, or a schema where only a reference says that one
  /// stands. Those of registered meta-schemas wait for finish(), because they may lead to themselves.
  void check(Index site);
  void finish();

 private:
  void check_against(const Program& program, Index site);
  const Node& without_foreign(const Node& node);
  bool has_foreign(const Node& node) const;

  std::shared_ptr<Resources> resources_;
  std::unordered_set<Index> seen_;
  std::vector<Index> waiting_;
  std::map<Index, Program> registered_;  // by their sources
  std::uint64_t steps_left_;
  std::pmr::monotonic_buffer_resource memory_;
};

}  // namespace metaqore::schema
