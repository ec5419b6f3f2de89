#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "json/compare.hpp"
#include "schema/validator.hpp"

// What is said where no alternative of an `anyOf` or `oneOf` takes a value.

namespace metaqore::schema {

namespace {

constexpr std::size_t max_explained = 64, choice_weight = 1'000;
constexpr std::uint32_t max_choice_depth = 8;
constexpr std::string_view of_closest = " in the closest alternative";

bool is_of_choice(const SchemaError& error) {
  return error.keyword_location.ends_with("/const") || error.keyword_location.ends_with("/enum");
}

/// Leaves each of the values once, where it was first; none of those that are there more than once where
/// `each_once` is true.
void leave_once(std::vector<const Node*>& nodes, bool each_once) {
  std::vector<std::size_t> order(nodes.size());
  for (std::size_t at = 0; at < order.size(); ++at) order[at] = at;
  std::ranges::stable_sort(order,
                           [&](auto left, auto right) { return compare(*nodes[left], *nodes[right]) < 0; });
  std::vector<const Node*> left(nodes.size());
  for (std::size_t at = 0, end = 0; at < order.size(); at = end) {
    for (end = at + 1; end < order.size() && equal(*nodes[order[at]], *nodes[order[end]]);) ++end;
    if (!each_once || end == at + 1) left[order[at]] = nodes[order[at]];
  }
  std::erase(left, nullptr);
  nodes = std::move(left);
}

}  // namespace

bool Validator::miss_alternatives(const Subschema& schema, std::string_view keyword,
                                  const std::vector<Index>& alternatives, const Node& node, Marks* marks) {
  if (!explaining_) return miss(schema, keyword, [] { return std::string(); });
  const auto choices = choices_of(alternatives, keyword == "oneOf");
  const auto says = [&] {
    return choices ? none_of(node, choices->nodes, choices->types, Report::location(way_))
                   : none_takes(node, alternatives);
  };
  if (!miss(schema, keyword, says) || (!choices && !explain_alternatives(node, alternatives))) return false;
  if (marks != nullptr) mark_all(*marks);  // nobody knows which one was meant
  return true;
}

std::optional<Validator::Choices> Validator::choices_of(Index index, std::uint32_t depth) {
  const auto& schema = program_.subschemas[index];
  if (schema.is_false) return Choices{};
  if (schema.numbers || schema.strings || schema.arrays || schema.objects || depth == max_choice_depth ||
      schema.unevaluated_items != none || schema.unevaluated_properties != none) {
    return std::nullopt;
  }
  if (schema.in_place) {
    const auto& rules = *schema.in_place;
    const auto asks = (rules.ref != none) + !rules.any_of.empty() + !rules.one_of.empty();
    if (asks != 1 || rules.dynamic_ref != none || !rules.all_of.empty() || rules.not_ != none ||
        rules.if_ != none || schema.types != any_type || schema.constant || schema.enumeration) {
      return std::nullopt;
    }
    if (rules.ref != none) return choices_of(rules.ref, depth + 1);
    return rules.any_of.empty() ? choices_of(rules.one_of, true, depth + 1)
                                : choices_of(rules.any_of, false, depth + 1);
  }
  if (schema.constant && schema.enumeration) return std::nullopt;
  const auto* values = schema.constant ? schema.constant.get() : schema.enumeration.get();
  if (values == nullptr) return Choices{{}, schema.types};
  Choices choices;
  for (std::size_t at = 0; at < values->nodes.size(); ++at) {
    charge(values->costs[at]);
    if ((type_of_value(*values->nodes[at]) & schema.types) != 0) choices.nodes.push_back(values->nodes[at]);
  }
  return choices;
}

std::optional<Validator::Choices> Validator::choices_of(const std::vector<Index>& alternatives,
                                                        bool each_once, std::uint32_t depth) {
  if (alternatives.size() > max_explained) return std::nullopt;
  Choices all;
  Types seen = 0;
  for (const auto index : alternatives) {
    charge(1);
    auto choices = choices_of(index, depth);
    if (!choices) return std::nullopt;
    leave_once(choices->nodes, false);
    all.nodes.insert(all.nodes.end(), choices->nodes.begin(), choices->nodes.end());
    all.types = each_once ? static_cast<Types>((all.types & ~choices->types) | (choices->types & ~seen))
                          : all.types | choices->types;
    seen |= choices->types;
  }
  leave_once(all.nodes, each_once);
  std::erase_if(all.nodes, [&](const Node* node) { return (type_of_value(*node) & seen) != 0; });
  if (all.nodes.empty() && all.types == 0) return std::nullopt;
  return all;
}

std::string Validator::none_takes(const Node& node, const std::vector<Index>& alternatives) const {
  Types types = 0;
  for (const auto index : alternatives) {
    const auto& schema = program_.subschemas[index];
    if (!schema.is_false) types |= schema.types;
  }
  if (types != 0 && (types & type_of_value(node)) == 0) {
    return fmt::format("is {}, but has to be {}", shown_value(node), shown_types(types));
  }
  if (alternatives.size() == 1) {
    return fmt::format("is {}, which the only alternative does not take", shown_value(node));
  }
  return fmt::format("is {}, which none of the {} alternatives takes", shown_value(node),
                     alternatives.size());
}

/// Tells what the closest alternative asks: of those that take values of this type, the one with the fewest
/// faults, among them the fewest of `const` and `enum`, by which alternatives are told apart. Where none
/// takes the type, the sentence that none takes the value says it all. Answers whether to go on.
bool Validator::explain_alternatives(const Node& node, const std::vector<Index>& alternatives) {
  std::vector<MissedChoices> choices;  // of each that takes values of this type
  std::vector<SchemaError> closest;
  std::size_t fewest = 0;
  const auto place = Report::location(way_);
  for (std::size_t at = 0; at < std::min(alternatives.size(), max_explained); ++at) {
    MissedChoices missed;
    auto errors = explained(alternatives[at], node, missed);
    const auto takes_type = [&place](const SchemaError& error) {
      return error.instance_location != place || !error.keyword_location.ends_with("/type");
    };
    if (errors.empty() || !std::all_of(errors.begin(), errors.end(), takes_type)) continue;
    choices.push_back(std::move(missed));
    auto count = errors.size();
    for (const auto& error : errors) count += is_of_choice(error) ? choice_weight : 0;
    if (!closest.empty() && count >= fewest) continue;
    fewest = count;
    closest = std::move(errors);
  }
  if (alternatives.size() <= max_explained) {
    if (auto missed = missed_by_all(choices, closest)) {
      report_.add(std::move(*missed));
      return goes_on();
    }
  }
  for (auto& error : closest) {
    if (alternatives.size() > 1 && !error.message.ends_with(of_closest)) error.message += of_closest;
    report_.add(std::move(error));
  }
  return goes_on();
}

std::optional<SchemaError> Validator::missed_by_all(const std::vector<MissedChoices>& choices,
                                                    const std::vector<SchemaError>& closest) const {
  if (choices.size() < 2) return std::nullopt;
  for (const auto& error : closest) {
    if (!is_of_choice(error)) continue;
    std::vector<const Node*> nodes;
    const Node* value = nullptr;
    const bool by_all = std::ranges::all_of(choices, [&](const MissedChoices& missed) {
      const auto same = std::ranges::find(missed, error.instance_location, &MissedChoice::place);
      if (same == missed.end()) return false;
      value = same->node;
      nodes.insert(nodes.end(), same->nodes->begin(), same->nodes->end());
      return true;
    });
    if (!by_all) continue;
    leave_once(nodes, false);
    auto told = error;
    told.message = fmt::format("{} {}", report_.place(error.instance_location),
                               none_of(*value, nodes, 0, error.instance_location));
    return told;
  }
  return std::nullopt;
}

std::vector<SchemaError> Validator::explained(Index index, const Node& node, MissedChoices& choices) {
  const auto before = faults_;
  auto whole = std::exchange(report_, report_.branch());
  auto* const outer = std::exchange(choices_, &choices);
  try {
    apply(index, node, nullptr);
  } catch (const Error&) {
    report_ = std::move(whole);
    choices_ = outer;
    throw;
  }
  choices_ = outer;
  faults_ = before;
  return std::move(std::exchange(report_, std::move(whole))).take();
}

}  // namespace metaqore::schema
