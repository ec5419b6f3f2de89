#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metaqore/json_merge.hpp"

// What a merge policy says, and where.

namespace metaqore::json {

enum class ArrayPolicy { atomic, set, map, diff3 };
enum class ScalarPolicy { max, min, max_version, min_version, intersect_requirement, ours, theirs };

/// The reference tokens of pointers inside an element.
using Keys = std::vector<std::vector<std::string>>;

struct ArrayRule {
  ArrayPolicy policy{};
  Keys keys{};  ///< of `map`
};

struct ScalarRule {
  ScalarPolicy policy{};
  std::string ecosystem{};  ///< of versions
};

struct Rule {
  std::vector<std::string> path{};  ///< `*` is any token
  std::optional<ArrayRule> array{};
  std::optional<ScalarRule> scalar{};
};

/// Rules in a trie of their paths, so that those which do not lie on the way to a place cost it nothing.
class Rules {
 public:
  static constexpr std::string_view any = "*";

  /// Adds the next rule, unless no place can reach it, or one of its policies: then the number of the earlier
  /// rule that meets them all first.
  std::optional<std::size_t> add(Rule rule);

  std::size_t size() const noexcept { return rules_.size(); }

 private:
  friend class Standing;
  using Index = std::uint32_t;
  static constexpr Index none = UINT32_MAX;

  struct Step {
    std::map<std::string, Index, std::less<>> named{};
    Index any = none;
    Index array_rule = none;  // ends here and has a policy for arrays
    Index scalar_rule = none;
  };

  Index step_to(Index from, const std::string& token);

  std::vector<Rule> rules_;
  std::vector<Step> steps_{Step{}};
};

/// The rules that can meet a place or what is below it, as one walks down from the root and up again.
class Standing {
 public:
  /// REQUIRES: the rules outlive it, and are not added to.
  explicit Standing(const Rules& rules);

  void enter_member(std::string_view name);
  void enter_element();
  void leave();

  /// The first rule for an array, or a scalar, here; nullptr where there is none.
  const ArrayRule* array() const;
  const ScalarRule* scalar() const;

  /// The first rule, by its number, that has such a policy here.
  std::optional<std::size_t> first_array() const { return first(&Rules::Step::array_rule); }
  std::optional<std::size_t> first_scalar() const { return first(&Rules::Step::scalar_rule); }

 private:
  using Index = Rules::Index;

  template <class Next>
  void enter(Next&& next);
  std::optional<std::size_t> first(Index Rules::Step::* kind) const;

  const Rules* rules_;
  std::vector<Index> steps_;         // those on the way to each place from the root to here, place by place
  std::vector<std::size_t> begins_;  // where those of each place begin
};

/// What a policy document says.
struct Policy {
  Rules rules{};
  std::shared_ptr<const VersionAlgebra> versions{};  ///< there where a rule has an ecosystem
};

}  // namespace metaqore::json

namespace metaqore {

/// The room's own view of a policy.
struct MergePolicyAccess {
  static const json::Policy& policy(const MergePolicy& policy);
};

}  // namespace metaqore
