#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "schema/validator.hpp"

namespace metaqore::schema {

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
  return miss_alternatives(schema, "anyOf", alternatives, node, marks);
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
  return miss_alternatives(schema, "oneOf", alternatives, node, marks);
}

bool Validator::check_if(const InPlace& rules, const Node& node, Marks* marks) {
  const auto index = matches(rules.if_, node, marks) ? rules.then : rules.else_;
  return index == none || apply(index, node, marks) || goes_on();
}

}  // namespace metaqore::schema
