#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.hpp"
#include "json/merge/arrays.hpp"
#include "json/node.hpp"
#include "metaqore/json_merge.hpp"

namespace metaqore::json {

/// What stands at a place in each of the documents; nullptr where nothing does.
struct Sides {
  const Node* base = nullptr;
  const Node* ours = nullptr;
  const Node* theirs = nullptr;
};

/// Where one is in the merged document, and what could not be merged so far.
class Report {
 public:
  explicit Report(const MergeActors& actors)
      : actors_(actors), of_actors_(quoted(actors.ours).size() + quoted(actors.theirs).size()) {}

  void enter(std::string_view name);
  void enter(std::size_t index);
  void leave();

  /// Throws Error(invalid_argument, `merge.too_large`) when the report grows beyond its bounds.
  void add(ResidualKind kind, const Sides& sides, const ArrayFaults& faults = {});

  std::vector<Residual> sorted() &&;

 private:
  std::optional<Json> kept(const Node* node);
  void grow(std::size_t size);

  const MergeActors& actors_;
  std::size_t of_actors_;  // bytes in each residual
  std::string pointer_;
  std::vector<std::size_t> begins_;  // of the tokens of pointer_
  std::vector<Residual> residuals_;
  std::size_t size_ = 0;
};

}  // namespace metaqore::json
