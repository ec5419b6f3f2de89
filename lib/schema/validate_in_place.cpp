#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "schema/validator.hpp"

namespace metaqore::schema {

namespace {

constexpr std::size_t max_explained = 64, choice_weight = 1'000;
constexpr std::string_view of_closest = " in the closest alternative";

bool is_of_choice(const SchemaError& error) {
  return error.keyword_location.ends_with("/const") || error.keyword_location.ends_with("/enum");
}

}  // namespace

bool Validator::check_in_place(const Subschema& schema, const Node& node, Marks* marks) {
  const auto& rules = *schema.in_place;
  if (rules.ref != none && !apply(rules.ref, node, marks) && !goes_on()) return false;
  if (rules.dynamic_ref != none && !apply(dynamic_target(rules), node, marks) && !goes_on()) return false;
  for (const auto index : rules.all_of) {
    if (!apply(index, node, marks) && !goes_on()) return false;
  }
  if (!rules.any_of.empty() && !check_any_of(schema, node, marks)) return false;
  if (!rules.one_of.empty() && !check_one_of(schema, node, marks)) return false;
  if (rules.not_ != none && matches(rules.not_, node, nullptr)) {
    const auto says = [&] { return fmt::format("is {}, which is what `not` excludes", shown_value(node)); };
    if (!miss(schema, "not", says)) return false;
  }
  return rules.if_ == none || check_if(rules, node, marks);
}

// Core §8.2.3.2: the outermost resource of the scope that has the anchor.
Index Validator::dynamic_target(const InPlace& rules) {
  if (rules.dynamic_name == none) return rules.dynamic_ref;
  const auto& places = program_.dynamic[rules.dynamic_name];
  for (const auto resource : scopes_) {
    charge(1);
    const auto found = std::lower_bound(places.begin(), places.end(), std::pair{resource, Index{0}});
    if (found != places.end() && found->first == resource) return found->second;
  }
  return rules.dynamic_ref;
}

bool Validator::check_any_of(const Subschema& schema, const Node& node, Marks* marks) {
  const auto& alternatives = schema.in_place->any_of;
  bool holds = false;
  for (const auto index : alternatives) {
    holds |= matches(index, node, marks);
    if (holds && marks == nullptr) return true;  // nobody asks what the others evaluate
  }
  if (holds) return true;
  const auto says = [&] { return none_takes(node, alternatives); };
  return miss(schema, "anyOf", says) && explain_alternatives(node, alternatives, marks);
}

bool Validator::check_one_of(const Subschema& schema, const Node& node, Marks* marks) {
  const auto& alternatives = schema.in_place->one_of;
  auto first = alternatives.size();
  for (std::size_t at = 0; at < alternatives.size(); ++at) {
    if (!matches(alternatives[at], node, marks)) continue;
    if (first != alternatives.size()) {
      return miss(schema, "oneOf", [&] {
        return fmt::format("is {}, which the alternatives `{}` and `{}` both take, but one alone has to",
                           shown_value(node), first, at);
      });
    }
    first = at;
  }
  if (first != alternatives.size()) return true;
  const auto says = [&] { return none_takes(node, alternatives); };
  return miss(schema, "oneOf", says) && explain_alternatives(node, alternatives, marks);
}

bool Validator::check_if(const InPlace& rules, const Node& node, Marks* marks) {
  const auto index = matches(rules.if_, node, marks) ? rules.then : rules.else_;
  return index == none || apply(index, node, marks) || goes_on();
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
bool Validator::explain_alternatives(const Node& node, const std::vector<Index>& alternatives, Marks* marks) {
  std::vector<SchemaError> closest;
  std::size_t fewest = 0;
  const auto place = Report::location(way_);
  for (std::size_t at = 0; at < std::min(alternatives.size(), max_explained); ++at) {
    auto errors = explained(alternatives[at], node);
    const auto takes_type = [&place](const SchemaError& error) {
      return error.instance_location != place || !error.keyword_location.ends_with("/type");
    };
    if (errors.empty() || !std::all_of(errors.begin(), errors.end(), takes_type)) continue;
    auto count = errors.size();
    for (const auto& error : errors) count += is_of_choice(error) ? choice_weight : 0;
    if (!closest.empty() && count >= fewest) continue;
    fewest = count;
    closest = std::move(errors);
  }
  for (auto& error : closest) {
    if (alternatives.size() > 1 && !error.message.ends_with(of_closest)) error.message += of_closest;
    report_.add(std::move(error));
  }
  if (marks != nullptr) mark_all(*marks);  // nobody knows which one was meant
  return goes_on();
}

std::vector<SchemaError> Validator::explained(Index index, const Node& node) {
  const auto before = faults_;
  auto whole = std::exchange(report_, report_.branch());
  try {
    apply(index, node, nullptr);
  } catch (const Error&) {
    report_ = std::move(whole);
    throw;
  }
  faults_ = before;
  return std::move(std::exchange(report_, std::move(whole))).take();
}

}  // namespace metaqore::schema
