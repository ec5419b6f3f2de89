#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "json/canonical.hpp"
#include "json/merge/merger.hpp"
#include "json/merge/scalars.hpp"
#include "json/nodes.hpp"
#include "json/tree.hpp"

namespace metaqore {

namespace {

void check_actor(std::string_view actor, std::string_view side) {
  if (actor.size() <= MergeActors::max_size && base::is_utf8(actor)) return;
  throw Error(ErrorCode::invalid_argument, "merge.actor",
              fmt::format("the actor of {} is `{}`; give a name in UTF-8 of at most `{}` bytes", side,
                          base::shown(actor), MergeActors::max_size));
}

}  // namespace

Merge merge(const std::optional<Json>& base, const std::optional<Json>& ours,
            const std::optional<Json>& theirs, const MergePolicy& policy, const MergeActors& actors) {
  check_actor(actors.ours, "ours");
  check_actor(actors.theirs, "theirs");
  std::optional<json::Tree> base_tree, our_tree, their_tree;
  const auto root = [](std::optional<json::Tree>& tree, const std::optional<Json>& document) {
    return document ? &tree.emplace(document->text()).root() : nullptr;
  };
  const json::Sides sides{root(base_tree, base), root(our_tree, ours), root(their_tree, theirs)};
  std::pmr::monotonic_buffer_resource memory;
  json::Merger merger(MergePolicyAccess::policy(policy), actors, memory);
  const auto* merged = merger.merge(sides);
  return {merged == nullptr ? std::nullopt : std::optional(json::to_json(*merged, "the merged document")),
          std::move(merger).residuals()};
}

}  // namespace metaqore

namespace metaqore::json {

namespace {

/// What the first two rules say; nullopt where they say nothing.
std::optional<const Node*> unopposed(const Sides& sides) {
  const auto& [base, ours, theirs] = sides;
  if (same(ours, theirs) || same(theirs, base)) return ours;
  if (same(ours, base)) return theirs;
  return std::nullopt;
}

/// REQUIRES: no rule says what is merged.
ResidualKind kind_of(const Sides& sides) {
  const auto& [base, ours, theirs] = sides;
  if (base == nullptr) return ResidualKind::add_add;
  if (ours == nullptr || theirs == nullptr) return ResidualKind::delete_edit;
  const auto type = type_of(*ours);
  if (type != type_of(*theirs) || type != type_of(*base)) return ResidualKind::type_change;
  return type == Type::array ? ResidualKind::array : ResidualKind::edit_edit;
}

/// The members of an object, one by one in canonical order.
class Members {
 public:
  explicit Members(const Node* object) {
    if (const auto* members = object_at(object)) at_ = members->begin(), end_ = members->end();
  }

  /// The name of the next member; nullptr behind the last.
  const std::string_view* next() const noexcept { return at_ == end_ ? nullptr : &at_->name; }

  /// REQUIRES: there is a next member.
  const Node* take() noexcept { return &(at_++)->value; }

  /// Takes the next member if it has this name, else nullptr.
  const Node* take(std::string_view name) noexcept {
    return at_ == end_ || at_->name != name ? nullptr : &(at_++)->value;
  }

 private:
  const Member *at_ = nullptr, *end_ = nullptr;
};

}  // namespace

Merger::Merger(const Policy& policy, const MergeActors& actors, std::pmr::memory_resource& memory)
    : policy_(policy), standing_(policy_.rules), report_(actors), memory_(memory) {}

const Node* Merger::merge(const Sides& sides) {
  const auto& [base, ours, theirs] = sides;
  // Values are compared with each other only where the walk does not go into them, so that it is linear: what
  // is merged member by member is what the first two rules would say, where they say something.
  if (object_at(ours) != nullptr && object_at(theirs) != nullptr &&
      (base == nullptr || object_at(base) != nullptr)) {
    return merge_objects(sides);
  }
  const bool are_arrays = array_at(ours) != nullptr && array_at(theirs) != nullptr &&
                          (base == nullptr || array_at(base) != nullptr);
  const auto* array_rule = are_arrays ? standing_.array() : nullptr;
  ArrayFaults faults;
  if (array_rule != nullptr && array_rule->policy == ArrayPolicy::map) {
    // Of few elements it is faster to compare them than to look up their keys.
    constexpr std::size_t few = 16;
    if (array_at(ours)->size <= few && array_at(theirs)->size <= few) {
      if (const auto merged = unopposed(sides)) return *merged;
    }
    if (const auto* merged = merge_keyed(sides, array_rule->keys, faults)) return merged;
  }
  if (const auto merged = unopposed(sides)) return *merged;
  if (array_rule != nullptr) return merge_arrays(sides, array_rule->policy, faults);
  if (ours != nullptr && theirs != nullptr && is_scalar(*ours) && is_scalar(*theirs)) {
    if (const auto* rule = standing_.scalar()) {
      if (const auto* merged = merge_scalars(*rule, policy_.versions.get(), *ours, *theirs, memory_)) {
        return merged;
      }
    }
  }
  return leave_open(kind_of(sides), sides);
}

const Node* Merger::merge_arrays(const Sides& sides, ArrayPolicy policy, ArrayFaults& faults) {
  const Run<Node> nothing;
  const Arrays arrays{sides.base == nullptr ? nothing : *array_at(sides.base), *array_at(sides.ours),
                      *array_at(sides.theirs)};
  const Node* merged = nullptr;
  if (policy == ArrayPolicy::set) merged = merge_sets(arrays, faults, memory_);
  if (policy == ArrayPolicy::diff3) merged = merge_edits(arrays, memory_);
  if (merged != nullptr) return merged;
  return leave_open(faults.none() ? kind_of(sides) : ResidualKind::key_invalid, sides, faults);
}

const Node* Merger::merge_objects(const Sides& sides) {
  std::array<Members, 3> all{Members(sides.base), Members(sides.ours), Members(sides.theirs)};
  auto& [base, ours, theirs] = all;
  const auto begin = members_.size();
  bool is_ours = true;  // so far
  for (;;) {
    if (base.next() != nullptr && ours.next() != nullptr && theirs.next() != nullptr &&
        *ours.next() == *base.next() && *ours.next() == *theirs.next()) {  // as mostly
      const auto taken = *ours.next();
      const auto* our = ours.take();
      const auto* merged = merge_member(taken, {base.take(), our, theirs.take()});
      is_ours &= merged == our;
      if (merged != nullptr) members_.push_back({taken, *merged});
      continue;
    }
    const std::string_view* name = nullptr;
    for (const auto& members : all) {
      const auto* next = members.next();
      if (next != nullptr && (name == nullptr || name_less(*next, *name))) name = next;
    }
    if (name == nullptr) break;
    const auto taken = *name;
    const auto* our = ours.take(taken);
    const auto* merged = merge_member(taken, {base.take(taken), our, theirs.take(taken)});
    is_ours &= merged == our;
    if (merged != nullptr) members_.push_back({taken, *merged});
  }
  if (is_ours) {
    members_.resize(begin);
    return sides.ours;
  }
  const auto* merged = new_node(members_.data() + begin, members_.data() + members_.size(), memory_);
  members_.resize(begin);
  return merged;
}

const Node* Merger::merge_member(std::string_view name, const Sides& sides) {
  standing_.enter_member(name);
  report_.enter(name);
  const auto* merged = merge(sides);
  report_.leave();
  standing_.leave();
  return merged;
}

const Node* Merger::merge_element(std::size_t index, const Sides& sides) {
  standing_.enter_element();
  report_.enter(index);
  const auto* merged = merge(sides);
  report_.leave();
  standing_.leave();
  return merged;
}

const Node* Merger::leave_open(ResidualKind kind, const Sides& sides, const ArrayFaults& faults) {
  report_.add(kind, sides, faults);
  return sides.base;
}

}  // namespace metaqore::json
