#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "json/canonical.hpp"
#include "json/schema/validator.hpp"

namespace metaqore::json::schema {

template <class Iterator, class Name>
Iterator Validator::advance(Iterator first, Iterator last, std::string_view name, Name&& name_of) {
  const auto is_before = [&](const auto& one) {
    const std::string_view other = name_of(one);
    charge(1 + std::min(other.size(), name.size()) / 16);
    return other != name && name_less(other, name);
  };
  // The next is mostly near; far ones are found by doubling steps.
  std::size_t stride = 1;
  while (first != last && is_before(*first)) {
    ++first;
    const auto left = static_cast<std::size_t>(last - first);
    if (stride < left && is_before(*(first + static_cast<std::ptrdiff_t>(stride)))) {
      first += static_cast<std::ptrdiff_t>(stride) + 1;
      stride *= 2;
    } else {
      stride = 1;
    }
  }
  return first;
}

bool Validator::has_member(const Run<Member>& members, std::string_view name) {
  const auto name_of = [](const Member& member) { return member.name; };
  const auto* found = members.begin();
  for (auto size = members.size; size > 0;) {
    const auto half = size / 2;
    charge(1 + std::min(found[half].name.size(), name.size()) / 16);
    if (name_of(found[half]) == name) return true;
    if (name_less(found[half].name, name)) {
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
  if (!rules.required.empty() && !check_required(schema, members)) return false;
  const bool looks_at_members =
      !rules.properties.empty() || !rules.patterns.empty() || rules.additional != none || rules.names != none;
  if (looks_at_members && !check_members(rules, members, marks)) return false;
  return (rules.dependencies.empty() && rules.dependent_schemas.empty()) ||
         check_dependencies(schema, node, members, marks);
}

bool Validator::check_required(const Subschema& schema, const Run<Member>& members) {
  const auto* member = members.begin();
  for (const auto name : schema.objects->required) {
    member = advance(member, members.end(), name, [](const Member& one) { return one.name; });
    if (member != members.end() && member->name == name) continue;
    const auto says = [&] { return fmt::format("lacks `{}`, which it has to have", base::shown(name)); };
    if (!miss(schema, "required", says)) return false;
  }
  return true;
}

bool Validator::check_members(const Objects& rules, const Run<Member>& members, Marks* marks) {
  auto property = rules.properties.begin();
  const auto end = rules.properties.end();
  const bool looks_at_others = !rules.patterns.empty() || rules.additional != none || rules.names != none;
  for (std::size_t at = 0; at < members.size; ++at) {
    const auto& member = members.first[at];
    charge(1);
    property = advance(property, end, member.name, [](const Property& one) { return one.name; });
    if (property == end && !looks_at_others) return true;
    bool is_known = false;
    if (property != end && property->name == member.name) {
      is_known = true;
      if (!apply_member(property->schema, member) && !goes_on()) return false;
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
    if (rules.names == none) continue;
    const Node name{member.name};
    if (explaining_) way_.push_back({&member.name, 0});
    in_name_ = true;
    const bool holds = apply(rules.names, name, nullptr);
    in_name_ = false;
    if (explaining_) way_.pop_back();
    if (!holds && !goes_on()) return false;
  }
  return true;
}

bool Validator::check_dependencies(const Subschema& schema, const Node& node, const Run<Member>& members,
                                   Marks* marks) {
  for (const auto& [name, keyword, required] : schema.objects->dependencies) {
    if (!has_member(members, name)) continue;
    for (const auto& other : required) {
      if (has_member(members, other)) continue;
      const auto says = [&, present = name] {
        return fmt::format("has `{}`, but lacks `{}`, which it has to have then", base::shown(present),
                           base::shown(other));
      };
      if (!miss(schema, keyword, says)) return false;
    }
  }
  for (const auto& [name, index] : schema.objects->dependent_schemas) {
    if (has_member(members, name) && !apply(index, node, marks) && !goes_on()) return false;
  }
  return true;
}

}  // namespace metaqore::json::schema
