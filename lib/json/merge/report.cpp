#include "json/merge/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "json/canonical.hpp"
#include "json/document.hpp"
#include "json/pointer.hpp"

namespace metaqore::json {

namespace {

[[noreturn]] void refuse_report(std::string_view what) {
  throw Error(
      ErrorCode::invalid_argument, "merge.too_large",
      fmt::format("the report of what both sides changed would exceed {}; merge parts of the documents, "
                  "or give a policy for what is in conflict",
                  what));
}

}  // namespace

void Report::enter(std::string_view name) {
  begins_.push_back(pointer_.size());
  append_token(pointer_, name);
}

void Report::enter(std::size_t index) {
  begins_.push_back(pointer_.size());
  append_token(pointer_, index);
}

void Report::leave() {
  pointer_.resize(begins_.back());
  begins_.pop_back();
}

void Report::grow(std::size_t size) {
  size_ += size;
  if (size_ > Merge::max_report_size) refuse_report(fmt::format("`{}` bytes", Merge::max_report_size));
}

std::optional<Json> Report::kept(const Node* node) {
  if (node == nullptr) return std::nullopt;
  std::string text;
  append_canonical(text, *node);
  if (text.size() > Json::max_size) refuse_report(fmt::format("`{}` bytes at one place", Json::max_size));
  grow(text.size());
  return JsonAccess::wrap(std::move(text));
}

void Report::add(ResidualKind kind, const Sides& sides, const ArrayFaults& faults) {
  if (residuals_.size() == Merge::max_residuals) {
    refuse_report(fmt::format("`{}` places", Merge::max_residuals));
  }
  // Long names lead to many places, so that pointers can take far more than the documents.
  grow(quoted(pointer_).size() + of_actors_);
  for (const auto* fault : {&faults.base, &faults.ours, &faults.theirs}) {
    if (!fault->empty()) grow(quoted(*fault).size());
  }
  residuals_.push_back({.pointer = pointer_,
                        .kind = kind,
                        .base = kept(sides.base),
                        .ours = kept(sides.ours),
                        .theirs = kept(sides.theirs),
                        .ours_actor = actors_.ours,
                        .theirs_actor = actors_.theirs,
                        .base_fault = faults.base,
                        .ours_fault = faults.ours,
                        .theirs_fault = faults.theirs});
}

std::vector<Residual> Report::sorted() && {
  // They are met in order, but for members whose names are indices.
  std::sort(residuals_.begin(), residuals_.end(), [](const Residual& left, const Residual& right) {
    return pointer_less(left.pointer, right.pointer);
  });
  return std::move(residuals_);
}

}  // namespace metaqore::json
