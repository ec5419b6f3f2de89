#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/text.hpp"
#include "json/document.hpp"
#include "json/merge/rules.hpp"
#include "json/pointer.hpp"

namespace metaqore {

namespace {

using json::ArrayPolicy;
using json::Kind;
using json::ScalarPolicy;
using json::Value;

template <class E, std::size_t n>
using Names = std::array<std::pair<std::string_view, E>, n>;

constexpr Names<ArrayPolicy, 4> array_policies{{{"atomic", ArrayPolicy::atomic},
                                                {"set", ArrayPolicy::set},
                                                {"map", ArrayPolicy::map},
                                                {"diff3", ArrayPolicy::diff3}}};
constexpr Names<ScalarPolicy, 7> scalar_policies{
    {{"max", ScalarPolicy::max},
     {"min", ScalarPolicy::min},
     {"max_version", ScalarPolicy::max_version},
     {"min_version", ScalarPolicy::min_version},
     {"intersect_requirement", ScalarPolicy::intersect_requirement},
     {"ours", ScalarPolicy::ours},
     {"theirs", ScalarPolicy::theirs}}};

constexpr std::size_t max_rules = 1'000;
constexpr std::size_t max_keys = 16;

bool is_of_versions(ScalarPolicy policy) {
  return policy == ScalarPolicy::max_version || policy == ScalarPolicy::min_version ||
         policy == ScalarPolicy::intersect_requirement;
}

/// "`a`, `b` and `c`"
std::string listed(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t at = 0; at < names.size(); ++at) {
    text += at == 0 ? "" : at + 1 == names.size() ? " and " : ", ";
    text += fmt::format("`{}`", names[at]);
  }
  return text;
}

/// Reads the rules, and knows which one it is at.
class Reader {
 public:
  explicit Reader(json::Policy& policy) : policy_(policy) {}

  void read(const Value& document);

 private:
  void read_rule(const Value& rule);
  json::ArrayRule read_array(const Value& policy, const std::optional<Value>& keys) const;
  json::ScalarRule read_scalar(const Value& policy, const std::optional<Value>& ecosystem) const;
  json::Keys read_keys(const Value& keys) const;

  /// `place` is one in the rule, such as `.path`.
  [[noreturn]] void refuse(std::string_view place, std::string_view what, std::string_view remedy) const;
  void check_members(const Value& object, std::string_view place,
                     const std::vector<std::string_view>& known) const;
  std::string string_at(const Value& value, std::string_view place) const;
  std::vector<std::string> pointer_at(const Value& value, std::string_view place) const;
  template <class E, std::size_t n>
  E name_at(const Value& value, std::string_view place, const Names<E, n>& names) const;

  json::Policy& policy_;
  std::optional<std::size_t> number_;  // of the rule
};

void Reader::refuse(std::string_view place, std::string_view what, std::string_view remedy) const {
  const auto at = number_ ? fmt::format(" at `rules[{}]{}`", *number_, place) : std::string(place);
  throw Error(ErrorCode::invalid_argument, "merge.policy",
              fmt::format("the merge policy is wrong{}: {}; {}", at, what, remedy),
              number_ ? fmt::format(R"({{"rule":{}}})", *number_) : "{}");
}

void Reader::check_members(const Value& object, std::string_view place,
                           const std::vector<std::string_view>& known) const {
  for (const auto& member : object.members()) {
    if (std::find(known.begin(), known.end(), member.first) != known.end()) continue;
    refuse(place, fmt::format("the member `{}` is not known", base::shown(member.first)),
           fmt::format("there can be {}", listed(known)));
  }
}

std::string Reader::string_at(const Value& value, std::string_view place) const {
  const auto text = value.string();
  if (!text) refuse(place, "it is no string", "give a string");
  return std::string(*text);
}

std::vector<std::string> Reader::pointer_at(const Value& value, std::string_view place) const {
  const auto text = string_at(value, place);
  if (const auto fault = json::pointer_fault(text)) {
    refuse(place, json::fault_text(*fault, text), fault->remedy);
  }
  return json::split(text);
}

template <class E, std::size_t n>
E Reader::name_at(const Value& value, std::string_view place, const Names<E, n>& names) const {
  const auto text = string_at(value, place);
  std::vector<std::string_view> known;
  for (const auto& [name, policy] : names) {
    if (name == text) return policy;
    known.push_back(name);
  }
  refuse(place, fmt::format("there is no policy `{}`", base::shown(text)),
         fmt::format("give one of {}", listed(known)));
}

json::Keys Reader::read_keys(const Value& keys) const {
  const auto items = keys.items();
  if (keys.kind() != Kind::array || items.empty() || items.size() > max_keys) {
    refuse(".keys", "it is no array of pointers, or an empty one",
           fmt::format("give 1 to {} pointers", max_keys));
  }
  json::Keys read;
  for (std::size_t at = 0; at < items.size(); ++at) {
    const auto place = fmt::format(".keys[{}]", at);
    auto tokens = pointer_at(items[at], place);
    if (tokens.empty()) refuse(place, "it is the whole element", "name a member: `/name`");
    if (std::find(read.begin(), read.end(), tokens) != read.end()) {
      refuse(place, "it is there before", "give each pointer once");
    }
    read.push_back(std::move(tokens));
  }
  return read;
}

json::ArrayRule Reader::read_array(const Value& policy, const std::optional<Value>& keys) const {
  json::ArrayRule rule{name_at(policy, ".array", array_policies)};
  if (rule.policy == ArrayPolicy::map) {
    if (!keys) refuse(".keys", "it is missing, and `map` needs it", "name what tells elements apart");
    rule.keys = read_keys(*keys);
  } else if (keys) {
    refuse(".keys", "it is for the array policy `map` alone", "leave it out");
  }
  return rule;
}

json::ScalarRule Reader::read_scalar(const Value& policy, const std::optional<Value>& ecosystem) const {
  json::ScalarRule rule{name_at(policy, ".scalar", scalar_policies)};
  if (!is_of_versions(rule.policy)) {
    if (ecosystem) refuse(".ecosystem", "it is for policies of versions alone", "leave it out");
    return rule;
  }
  if (!ecosystem) refuse(".ecosystem", "it is missing, and a policy of versions needs it", "name it: `pypi`");
  if (policy_.versions == nullptr) {
    refuse(".ecosystem", "the policy was given no versions", "give version_algebra() with the document");
  }
  rule.ecosystem = string_at(*ecosystem, ".ecosystem");
  if (!policy_.versions->knows(rule.ecosystem)) {
    refuse(".ecosystem", fmt::format("there is no ecosystem `{}`", base::shown(rule.ecosystem)),
           "name one that the versions know");
  }
  return rule;
}

void Reader::read_rule(const Value& rule) {
  if (rule.kind() != Kind::object) refuse("", "it is no object", R"(give {"path":…,"array":…})");
  check_members(rule, "", {"path", "array", "keys", "scalar", "ecosystem"});
  const auto path = rule.find("path"), array = rule.find("array"), keys = rule.find("keys"),
             scalar = rule.find("scalar"), ecosystem = rule.find("ecosystem");
  if (!path) refuse(".path", "it is missing", "say where the rule holds: `/services`");
  json::Rule read{pointer_at(*path, ".path")};
  if (read.path.size() > Json::max_depth) {
    refuse(".path", fmt::format("it has `{}` tokens", read.path.size()),
           fmt::format("no document is deeper than `{}`", Json::max_depth));
  }
  if (!array && !scalar) refuse("", "it has no policy", "give `array` or `scalar`");
  if (!array && keys) refuse(".keys", "it is for the array policy `map` alone", "leave it out");
  if (!scalar && ecosystem) refuse(".ecosystem", "it is for policies of versions alone", "leave it out");
  if (array) read.array = read_array(*array, keys);
  if (scalar) read.scalar = read_scalar(*scalar, ecosystem);
  if (const auto earlier = policy_.rules.add(std::move(read))) {
    refuse(".path", fmt::format("no place can reach it, because `rules[{}]` meets it first", *earlier),
           "put it before that rule, or leave it out");
  }
}

void Reader::read(const Value& document) {
  if (document.kind() != Kind::object) refuse("", "it is no object", R"(give {"rules":[…]})");
  check_members(document, "", {"rules"});
  const auto rules = document.find("rules");
  if (!rules) return;
  if (rules->kind() != Kind::array) refuse(" at `rules`", "it is no array", R"(give {"rules":[…]})");
  const auto items = rules->items();
  if (items.size() > max_rules) {
    refuse(" at `rules`", fmt::format("it has `{}` rules", items.size()),
           fmt::format("give at most {}", max_rules));
  }
  for (const auto& rule : items) {
    number_ = policy_.rules.size();
    read_rule(rule);
  }
}

}  // namespace

struct MergePolicy::Impl {
  json::Policy policy;
};

const json::Policy& MergePolicyAccess::policy(const MergePolicy& policy) {
  static const json::Policy none;
  return policy.impl_ == nullptr ? none : policy.impl_->policy;
}

MergePolicy::MergePolicy() = default;

MergePolicy::MergePolicy(const Json& document, std::shared_ptr<const VersionAlgebra> versions) {
  const auto impl = std::make_shared<Impl>();
  impl->policy.versions = std::move(versions);
  const json::Document read(document.text());
  Reader(impl->policy).read(read.root());
  impl_ = impl;
}

MergePolicy::MergePolicy(const MergePolicy&) = default;
MergePolicy::MergePolicy(MergePolicy&&) noexcept = default;
MergePolicy& MergePolicy::operator=(const MergePolicy&) = default;
MergePolicy& MergePolicy::operator=(MergePolicy&&) noexcept = default;
MergePolicy::~MergePolicy() = default;

}  // namespace metaqore
