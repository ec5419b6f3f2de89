#include "support/merge_policies.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace metaqore::test {

namespace {

class TestVersions final : public VersionAlgebra {
 public:
  bool knows(std::string_view ecosystem) const override { return ecosystem == "test"; }

  std::optional<std::weak_ordering> compare(std::string_view, std::string_view left,
                                            std::string_view right) const override {
    const auto first = version(left), second = version(right);
    if (!first || !second) return std::nullopt;
    return *first <=> *second;
  }

  std::optional<std::string> intersect(std::string_view, std::string_view left,
                                       std::string_view right) const override {
    const auto first = range(left), second = range(right);
    if (!first || !second) return std::nullopt;
    const auto from = std::max(first->first, second->first), to = std::min(first->second, second->second);
    if (from > to) return std::nullopt;
    return std::to_string(from).append("-").append(std::to_string(to));
  }

 private:
  static std::optional<int> version(std::string_view text) {
    if (text.empty() || text.size() > 8 || text.find_first_not_of("0123456789") != text.npos)
      return std::nullopt;
    return std::stoi(std::string(text));
  }
  static std::optional<std::pair<int, int>> range(std::string_view text) {
    const auto dash = std::min(text.find('-'), text.size());
    const auto from = version(text.substr(0, dash));
    const auto to = dash < text.size() ? version(text.substr(dash + 1)) : std::nullopt;
    return from && to ? std::optional(std::pair(*from, *to)) : std::nullopt;
  }
};

/// Whether each place that `later` meets is met by `earlier`.
bool covers(const std::vector<std::string>& earlier, const std::vector<std::string>& later) {
  return std::ranges::equal(earlier, later, [](const std::string& first, const std::string& second) {
    return first == "*" || first == second;
  });
}

Value random_rule(RandomJson& random, bool array, const std::string& path) {
  auto& dice = random.random();
  Members rule{{"path", path}};
  if (array) {
    const auto policy = std::string(dice.pick("set|set|map|map|map|diff3|diff3|atomic"));
    rule["array"] = policy;
    if (policy == "map") rule["keys"] = dice.chance(80) ? Items{"/k"} : Items{"/k", "/n"};
  } else {
    const auto policy =
        std::string(dice.pick("max|min|max_version|min_version|intersect_requirement|ours|theirs"));
    rule["scalar"] = policy;
    if (policy.find('_') != policy.npos) rule["ecosystem"] = "test";
  }
  return rule;
}

/// The way to somewhere in a document, and whether an array is there.
std::pair<Tokens, bool> random_path(RandomJson& random, const Value& document) {
  auto& dice = random.random();
  Tokens tokens;
  const auto* at = &document;
  while (!at->is_scalar() && !dice.chance(25)) {
    const auto* members = at->object();
    const auto* elements = at->array();
    if (members != nullptr && !members->empty()) {
      const auto nth = static_cast<std::ptrdiff_t>(dice.below(members->size()));
      const auto member = std::next(members->begin(), nth);
      tokens.push_back(dice.chance(25) ? "*" : member->first);
      at = &member->second;
    } else if (elements != nullptr && !elements->empty()) {
      if (dice.chance(40)) break;
      tokens.push_back("*");
      at = &(*elements)[dice.below(elements->size())];
    } else {
      break;
    }
  }
  return {tokens, at->array() != nullptr};
}

}  // namespace

Value random_policy(RandomJson& random, const Value& document) {
  auto& dice = random.random();
  Items rules;
  std::vector<std::pair<bool, Tokens>> seen;
  for (auto more = dice.below(5); more > 0; --more) {
    auto path_and_kind = random_path(random, document);
    auto& [tokens, array] = path_and_kind;
    if (dice.chance(10)) tokens.push_back(random.name());
    if (dice.chance(10)) array = !array;
    std::string path;
    for (const auto& token : tokens) path.append("/").append(token == "~/" ? "~0~1" : token);
    // One that no place can reach is refused.
    const bool reached = std::ranges::none_of(seen, [&](const auto& earlier) {
      return earlier.first == path_and_kind.second && covers(earlier.second, path_and_kind.first);
    });
    if (!reached) continue;
    rules.push_back(random_rule(random, array, path));
    seen.emplace_back(array, std::move(tokens));
  }
  return Members{{"rules", rules}};
}

Value mirrored(const Value& policy) {
  auto turned = policy;
  for (auto& rule : *turned.object()->at("rules").array()) {
    const auto* scalar = rule.find("scalar");
    if (scalar == nullptr) continue;
    if (*scalar == Value("ours")) {
      (*rule.object())["scalar"] = "theirs";
    } else if (*scalar == Value("theirs")) {
      (*rule.object())["scalar"] = "ours";
    }
  }
  return turned;
}

std::shared_ptr<const VersionAlgebra> test_versions() {
  static const auto versions = std::make_shared<const TestVersions>();
  return versions;
}

MergePolicy to_policy(const Value& policy) { return MergePolicy(to_json(policy), test_versions()); }

}  // namespace metaqore::test
