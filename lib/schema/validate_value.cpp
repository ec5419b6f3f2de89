#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "json/compare.hpp"
#include "schema/decimal.hpp"
#include "schema/validator.hpp"

namespace metaqore::schema {

namespace {

constexpr std::size_t few_values = 8;
constexpr std::size_t max_missed_choices = 16;  // of one alternative; one tells it from the others

std::uint64_t code_points(std::string_view text) noexcept {
  return static_cast<std::uint64_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

bool Validator::check_value(const Subschema& schema, const Node& node) {
  if ((schema.types & type_of_value(node)) == 0 && !miss_type(schema, node)) return false;
  for (const auto& [values, keyword] :
       {std::pair{schema.constant.get(), "const"}, std::pair{schema.enumeration.get(), "enum"}}) {
    if (values != nullptr && !is_one_of(*values, node) && !miss_choice(schema, keyword, *values, node)) {
      return false;
    }
  }
  return true;
}

bool Validator::miss_choice(const Subschema& schema, std::string_view keyword, const Values& values,
                            const Node& node) {
  if (explaining_ && choices_ != nullptr && choices_->size() < max_missed_choices && !in_name_) {
    choices_->push_back({Report::location(way_), &values.nodes, &node});
  }
  return miss(schema, keyword, [&] { return none_of(node, values.nodes, 0, Report::location(way_)); });
}

bool Validator::miss_type(const Subschema& schema, const Node& node) {
  return miss(schema, "type", [&] {
    return fmt::format("is {}, but has to be {}", shown_value(node), shown_types(schema.types));
  });
}

bool Validator::is_one_of(const Values& values, const Node& node) {
  const auto& nodes = values.nodes;
  const auto charge_compare = [&](std::size_t at) {
    charge(nodes[at]->value.index() == node.value.index() ? values.costs[at] : 1);
  };
  if (nodes.size() <= few_values) {
    const auto* text = std::get_if<std::string_view>(&node.value);
    for (std::size_t at = 0; at < nodes.size(); ++at) {
      charge_compare(at);
      const auto* other = text == nullptr ? nullptr : std::get_if<std::string_view>(&nodes[at]->value);
      if (other != nullptr ? *text == *other : equal(*nodes[at], node)) return true;
    }
    return false;
  }
  std::size_t first = 0, size = nodes.size();
  while (size > 0) {
    const auto middle = first + size / 2;
    charge_compare(middle);
    const auto order = compare(*nodes[middle], node);
    if (order == 0) return true;
    if (order < 0) {
      first = middle + 1;
      size -= size / 2 + 1;
    } else {
      size /= 2;
    }
  }
  return false;
}

bool Validator::check_number(const Subschema& schema, const Node& node) {
  const auto& rules = *schema.numbers;
  charge(1);
  const auto fails = [&](std::string_view keyword, std::string_view asked, const Node& bound) {
    const auto says = [&] {
      return fmt::format("is {}, but has to be {} {}", shown_value(node), asked, shown_value(bound));
    };
    return !miss(schema, keyword, says);
  };
  if (rules.minimum != nullptr && compare_numbers(node, *rules.minimum) < 0 &&
      fails("minimum", "at least", *rules.minimum)) {
    return false;
  }
  if (rules.maximum != nullptr && compare_numbers(node, *rules.maximum) > 0 &&
      fails("maximum", "at most", *rules.maximum)) {
    return false;
  }
  if (rules.exclusive_minimum != nullptr && compare_numbers(node, *rules.exclusive_minimum) <= 0 &&
      fails("exclusiveMinimum", "more than", *rules.exclusive_minimum)) {
    return false;
  }
  if (rules.exclusive_maximum != nullptr && compare_numbers(node, *rules.exclusive_maximum) >= 0 &&
      fails("exclusiveMaximum", "less than", *rules.exclusive_maximum)) {
    return false;
  }
  if (rules.multiple_of == nullptr) return true;
  charge(10);
  return is_multiple(node, *rules.multiple_of) || !fails("multipleOf", "a multiple of", *rules.multiple_of);
}

bool Validator::check_string(const Subschema& schema, const Node& node, std::string_view text) {
  const auto& rules = *schema.strings;
  charge(1 + text.size() / 16);
  if (!check_length(schema, node, text)) return false;
  if (rules.pattern != nullptr) {
    charge(rules.pattern->cost(text.size()));
    const auto says = [&] {
      return fmt::format("is {}, but has to match the pattern `{}`", shown_value(node),
                         base::shown(rules.pattern_text));
    };
    if (!rules.pattern->matches(text) && !miss(schema, "pattern", says)) return false;
  }
  if (rules.format == nullptr) return true;
  charge(1 + text.size());
  const auto says = [&] {
    return fmt::format("is {}, but has to be of the format `{}`", shown_value(node),
                       base::shown(rules.format_name));
  };
  return rules.format(text) || miss(schema, "format", says);
}

bool Validator::check_length(const Subschema& schema, const Node& node, std::string_view text) {
  const auto& rules = *schema.strings;
  // A code point has one to four bytes: mostly, the bytes decide.
  if (text.size() <= rules.max_length && (text.size() + 3) / 4 >= rules.min_length) return true;
  const auto length = code_points(text);
  const auto fails = [&](std::string_view keyword, std::string_view asked, std::uint64_t bound) {
    const auto says = [&] {
      return fmt::format("is {} with {}, but has to have at {} `{}`", shown_value(node),
                         counted(length, "character", "characters"), asked, bound);
    };
    return !miss(schema, keyword, says);
  };
  if (length < rules.min_length && fails("minLength", "least", rules.min_length)) return false;
  return length <= rules.max_length || !fails("maxLength", "most", rules.max_length);
}

}  // namespace metaqore::schema
