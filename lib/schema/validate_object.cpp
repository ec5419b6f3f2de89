#include <fmt/format.h>

#include <algorithm>

#include "json/canonical.hpp"
#include "schema/validator.hpp"

namespace metaqore::schema {

bool Validator::advance(const Property*& first, const Property* last, std::string_view name) {
  bool is_same = false;
  const auto is_before = [&](const Property& one, std::string_view wanted) {
    charge(1 + std::min(one.name.size(), wanted.size()) / 16);
    is_same = one.name == wanted;
    return !is_same && json::name_less(one.name, wanted);
  };
  // The next is mostly near.
  for (int near = 0; near < 4; ++near) {
    if (first == last) return false;
    if (!is_before(*first, name)) return is_same;
    ++first;
  }
  first = std::lower_bound(first, last, name, is_before);
  return first != last && first->name == name;
}

bool Validator::has_member(const Run<Member>& members, std::string_view name) {
  const auto* found = members.begin();
  for (auto size = members.size; size > 0;) {
    const auto half = size / 2;
    charge(1 + std::min(found[half].name.size(), name.size()) / 16);
    if (found[half].name == name) return true;
    if (json::name_less(found[half].name, name)) {
      found += half + 1;
      size -= half + 1;
    } else {
      size = half;
    }
  }
  return false;
}

bool Validator::check_object(const Subschema& schema, const Node& node, const Run<Member>& members,
                             Marks* marks) {
  const auto& rules = *schema.objects;
  charge(1);
  const auto fails = [&](std::string_view keyword, std::string_view asked, std::uint64_t bound) {
    const auto says = [&] {
      return fmt::format("is {} with {}, but has to have at {} `{}`", shown_value(node),
                         counted(members.size, "member", "members"), asked, bound);
    };
    return !miss(schema, keyword, says);
  };
  if (members.size < rules.min_properties && fails("minProperties", "least", rules.min_properties))
    return false;
  if (members.size > rules.max_properties && fails("maxProperties", "most", rules.max_properties))
    return false;
  if (explaining_ && !check_required(schema, members)) return false;
  const bool looks_at_members =
      !rules.properties.empty() || !rules.patterns.empty() || rules.additional != none || rules.names != none;
  if (looks_at_members && !check_members(schema, members, marks)) return false;
  return (rules.dependencies.empty() && rules.dependent_schemas.empty()) ||
         check_dependencies(schema, node, members, marks);
}

bool Validator::check_required(const Subschema& schema, const Run<Member>& members) {
  for (const auto& property : schema.objects->properties) {
    if (!property.is_required || has_member(members, property.name)) continue;
    const auto says = [&] {
      return fmt::format("lacks {}, which it has to have", shown_name(property.name));
    };
    if (!miss(schema, "required", says)) return false;
  }
  return true;
}

bool Validator::check_members(const Subschema& schema, const Run<Member>& members, Marks* marks) {
  const auto& rules = *schema.objects;
  const auto* property = rules.properties.data();
  const auto* const end = property + rules.properties.size();
  const bool looks_at_others = !rules.patterns.empty() || rules.additional != none || rules.names != none;
  std::size_t required = 0;
  for (std::size_t at = 0; at < members.size; ++at) {
    const auto& member = members.first[at];
    charge(1);
    const bool is_named = advance(property, end, member.name);
    if (property == end && !looks_at_others) break;
    bool is_known = false;
    if (is_named) {
      required += property->is_required ? 1 : 0;
      is_known = property->schema != none;
      if (is_known && !apply_member(property->schema, member) && !goes_on()) return false;
    }
    for (const auto& [pattern, index] : rules.patterns) {
      charge(pattern->cost(member.name.size()));
      if (!pattern->matches(member.name)) continue;
      is_known = true;
      if (!apply_member(index, member) && !goes_on()) return false;
    }
    if (!is_known && rules.additional != none) {
      is_known = true;
      if (!apply_member(rules.additional, member) && !goes_on()) return false;
    }
    if (is_known && marks != nullptr) mark(*marks, at);
    if (rules.names != none && !check_name(rules.names, member) && !goes_on()) return false;
  }
  if (explaining_ || required == rules.required) return true;
  ++faults_;
  return false;
}

bool Validator::check_name(Index index, const Member& member) {
  if (explaining_) way_.push_back({&member.name, 0});
  in_name_ = entered_ = true;
  const bool holds = apply(index, Node{member.name}, nullptr);
  in_name_ = false;
  if (explaining_) way_.pop_back();
  return holds;
}

bool Validator::check_dependencies(const Subschema& schema, const Node& node, const Run<Member>& members,
                                   Marks* marks) {
  for (const auto& [name, keyword, required] : schema.objects->dependencies) {
    if (!has_member(members, name)) continue;
    for (const auto& other : required) {
      if (has_member(members, other)) continue;
      const auto says = [&, present = name] {
        return fmt::format("has {}, but lacks {}, which it has to have then", shown_name(present),
                           shown_name(other));
      };
      if (!miss(schema, keyword, says)) return false;
    }
  }
  for (const auto& dependent : schema.objects->dependent_schemas) {
    if (!has_member(members, dependent.name)) continue;
    if (!apply(dependent.schema, node, marks) && !goes_on()) return false;
  }
  return true;
}

}  // namespace metaqore::schema
