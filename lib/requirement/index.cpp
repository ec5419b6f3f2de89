#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "requirement/clash.hpp"
#include "requirement/satisfaction.hpp"

namespace metaqore {

namespace {

using namespace requirement;

/// Claims on one package that share an environment, and what all of them admit.
struct Group {
  Set admitted{};
  Claims claims{};
};

struct Kept {
  OwnedRequirement said{};
  Claim claim{};
};

/// Names a group: the row of the sharing rules, which knows the ecosystem, and the name. Most fit a string's
/// own buffer.
std::string group_key(const Claim& claim) {
  static_assert(Rules::most <= 255);
  std::string key(1, static_cast<char>(claim.row));
  key += claim.name;
  return key;
}

}  // namespace

struct RequirementIndex::Impl {
  explicit Impl(std::vector<SharingRule> rows) : rules(std::move(rows)) {}

  const Rules rules;
  // Open addressing: of many groups the one that is asked for is two looks at memory away.
  boost::unordered_flat_map<std::string, Group> groups{};
  boost::unordered_flat_map<std::string, std::vector<std::unique_ptr<Kept>>> owners{};
  std::size_t size = 0;
};

RequirementIndex::RequirementIndex(std::vector<SharingRule> rules)
    : impl_(std::make_unique<Impl>(std::move(rules))) {}
RequirementIndex::RequirementIndex(RequirementIndex&&) noexcept = default;
RequirementIndex& RequirementIndex::operator=(RequirementIndex&&) noexcept = default;
RequirementIndex::~RequirementIndex() = default;

std::size_t RequirementIndex::size() const noexcept { return impl_->size; }

void RequirementIndex::add(const OwnedRequirement& said) {
  auto kept = std::make_unique<Kept>();
  kept->said = said;
  kept->claim = read_claim(kept->said, impl_->rules);
  // What can run out of memory comes first, so that it is kept whole or not at all.
  auto& group = impl_->groups[group_key(kept->claim)];
  auto& of_owner = impl_->owners[said.owner];
  Set admitted = group.claims.empty() ? kept->claim.set : group.admitted & kept->claim.set;
  if (of_owner.size() == of_owner.capacity()) of_owner.reserve(2 * of_owner.size() + 1);
  group.claims.push_back(&kept->claim);
  group.admitted = std::move(admitted);
  of_owner.push_back(std::move(kept));
  ++impl_->size;
}

bool RequirementIndex::remove(std::string_view owner) {
  const auto found = impl_->owners.find(std::string(owner));
  if (found == impl_->owners.end()) return false;
  std::set<std::string> keys;
  for (const auto& kept : found->second) keys.insert(group_key(kept->claim));
  for (const auto& key : keys) {
    const auto place = impl_->groups.find(key);
    if (place == impl_->groups.end()) continue;  // an earlier try got this far
    auto& group = place->second;
    Claims left;
    std::ranges::copy_if(group.claims, std::back_inserter(left),
                         [&](const auto* claim) { return claim->said->owner != owner; });
    Set admitted = common(left);
    group.claims = std::move(left);
    group.admitted = std::move(admitted);
    if (group.claims.empty()) impl_->groups.erase(place);
  }
  const auto count = found->second.size();
  impl_->size -= count;
  impl_->owners.erase(found);
  return count > 0;
}

std::optional<Clash> RequirementIndex::check(const OwnedRequirement& said) const {
  auto newest = begin_claim(said, impl_->rules);
  const auto found = impl_->groups.find(group_key(newest));
  const Group* group = found == impl_->groups.end() ? nullptr : &found->second;
  // Of many groups this one is in no cache. It comes while the constraint is read.
  if (group != nullptr) __builtin_prefetch(group->admitted.versions.cuts().data());
  finish_claim(newest);
  const auto sharing = impl_->rules[newest.row].sharing;
  if (group == nullptr) return newest.set.empty() ? clash_with({}, newest, sharing) : std::nullopt;
  // A version that all admit satisfies them in every environment.
  if (meet(group->admitted, newest.set)) return std::nullopt;
  return clash_with(group->claims, newest, sharing);
}

}  // namespace metaqore
