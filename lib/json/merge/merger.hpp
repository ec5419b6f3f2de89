#pragma once

#include <cstddef>
#include <memory_resource>
#include <optional>
#include <string_view>
#include <vector>

#include "json/merge/arrays.hpp"
#include "json/merge/report.hpp"
#include "json/merge/rules.hpp"
#include "json/node.hpp"

namespace metaqore::json {

/// Merges three documents by the rules of json_merge.hpp, in one walk. A result is a node of the documents or
/// lies in `memory`, and shares with the documents what is below.
class Merger {
 public:
  /// REQUIRES: all arguments outlive it, and so do the documents.
  Merger(const Policy& policy, const MergeActors& actors, std::pmr::memory_resource& memory);

  /// The merged value at the place where the walk is; nullptr where nothing stands there.
  const Node* merge(const Sides& sides);

  std::vector<Residual> residuals() && { return std::move(report_).sorted(); }

 private:
  const Node* merge_objects(const Sides& sides);
  const Node* merge_keyed(const Sides& sides, const Keys& keys, ArrayFaults& faults);  // keyed.cpp
  const Node* merge_arrays(const Sides& sides, ArrayPolicy policy, ArrayFaults& faults);

  /// The merged value, with the walk at the place of a member or element meanwhile.
  const Node* merge_member(std::string_view name, const Sides& sides);
  const Node* merge_element(std::size_t index, const Sides& sides);

  /// Reports a conflict, at which the base stays.
  const Node* leave_open(ResidualKind kind, const Sides& sides, const ArrayFaults& faults = {});

  const Policy& policy_;
  Standing standing_;
  Report report_;
  std::pmr::memory_resource& memory_;
  std::vector<Member> members_;  // merged ones of the objects that are not complete
  std::vector<Node> items_;      // the same of keyed arrays
};

}  // namespace metaqore::json
