#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/text.hpp"
#include "json/canonical.hpp"
#include "json/compare.hpp"
#include "json/pointer.hpp"
#include "schema/compiler.hpp"

// What the values of keywords are. It is checked here too: a registered meta-schema may allow anything.

namespace metaqore::schema {

namespace {

constexpr std::size_t max_patterns = 10'000;
constexpr std::uint64_t max_pattern_size = 1'000'000;  // instructions, of all
// Up to here, values are compared one by one.
constexpr std::size_t few_values = 8;

std::uint64_t cost_of(const Node& node) noexcept {
  std::uint64_t cost = 1;
  if (const auto* text = std::get_if<std::string_view>(&node.value)) return cost + text->size() / 16;
  if (const auto* items = std::get_if<Run<Node>>(&node.value)) {
    for (const auto& item : *items) cost += cost_of(item);
  } else if (const auto* members = std::get_if<Run<Member>>(&node.value)) {
    for (const auto& member : *members) cost += cost_of(member.value) + member.name.size() / 16;
  }
  return cost;
}

}  // namespace

Types Compiler::read_types(const Place& place, const Node& value) const {
  constexpr std::array<std::pair<std::string_view, Types>, 7> known{{
      {"array", array_type},
      {"boolean", boolean_type},
      {"integer", integer_type},
      {"null", null_type},
      {"number", integer_type | fraction_type},
      {"object", object_type},
      {"string", string_type},
  }};
  const auto read = [&](const Node& node) {
    const auto* text = std::get_if<std::string_view>(&node.value);
    for (const auto& [name, types] : known) {
      if (text != nullptr && *text == name) return types;
    }
    refuse_value(place, node, "has to be the name of a type, such as `string`");
  };
  const auto* items = std::get_if<Run<Node>>(&value.value);
  if (items == nullptr) return read(value);
  Types types = 0;
  for (const auto& item : *items) types |= read(item);
  return types;
}

Values Compiler::read_values(const std::vector<const Node*>& nodes) const {
  Values values{nodes, {}};
  if (nodes.size() > few_values) {
    std::sort(values.nodes.begin(), values.nodes.end(),
              [](const Node* one, const Node* other) { return compare(*one, *other) < 0; });
  }
  for (const auto* node : values.nodes) values.costs.push_back(cost_of(*node));
  return values;
}

std::vector<Index> Compiler::schemas_in(const Place& place, const Node& node) {
  const auto* items = std::get_if<Run<Node>>(&node.value);
  if (items == nullptr || items->size == 0) refuse_value(place, node, "has to be an array of schemas");
  std::vector<Index> schemas;
  schemas.reserve(items->size);
  for (const auto& item : *items) schemas.push_back(schema_in(place, item));
  return schemas;
}

std::vector<Property> Compiler::properties_in(const Place& place, const Node& node) {
  std::vector<Property> properties;
  for (const auto& [name, value] : object_in(place, node))
    properties.push_back({name, schema_in(place, value), false});
  return properties;
}

const Run<Member>& Compiler::object_in(const Place& place, const Node& node) const {
  const auto* members = std::get_if<Run<Member>>(&node.value);
  if (members == nullptr) refuse_value(place, node, "has to be an object");
  return *members;
}

std::vector<std::string_view> Compiler::names_in(const Place& place, const Node& node) const {
  const auto* items = std::get_if<Run<Node>>(&node.value);
  if (items == nullptr) refuse_value(place, node, "has to be an array of names");
  std::vector<std::string_view> names;
  for (const auto& item : *items) names.push_back(text_in(place, item));
  std::sort(names.begin(), names.end(), json::name_less);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::uint64_t Compiler::count_in(const Place& place, const Node& node) const {
  constexpr auto asked = "has to be an integer of at least `0`";
  if (const auto* integer = std::get_if<std::int64_t>(&node.value)) {
    if (*integer < 0) refuse_value(place, node, asked);
    return static_cast<std::uint64_t>(*integer);
  }
  if (const auto* integer = std::get_if<std::uint64_t>(&node.value)) return *integer;
  const auto* real = std::get_if<double>(&node.value);
  if (real == nullptr || *real < 0 || std::trunc(*real) != *real) refuse_value(place, node, asked);
  return unlimited;  // beyond 64 bits, which no data reaches
}

const Node* Compiler::number_in(const Place& place, const Node& node) const {
  if (!is_number(node)) refuse_value(place, node, "has to be a number");
  return &node;
}

std::string_view Compiler::text_in(const Place& place, const Node& node) const {
  const auto* text = std::get_if<std::string_view>(&node.value);
  if (text == nullptr) refuse_value(place, node, "has to be a string");
  return *text;
}

const Pattern* Compiler::pattern_in(const Place& place, std::string_view text) {
  const auto known = patterns_.find(text);
  if (known != patterns_.end()) return known->second;
  if (program_.patterns.size() == max_patterns || pattern_size_ > max_pattern_size) {
    resources_->refuse("schema.too_large", place.site, place.keyword,
                       fmt::format("the patterns are more than `{}`, or take more than `{}` instructions",
                                   max_patterns, max_pattern_size),
                       "merge them, or repeat less in them");
  }
  try {
    const auto& pattern = program_.patterns.emplace_back(text);
    pattern_size_ += pattern.size();
    return patterns_[text] = &pattern;
  } catch (const Error& error) {
    if (error.reason() != "schema.pattern") throw;
    auto where = resources_->pointer(place.site, place.keyword);
    if (place.keyword == "patternProperties") json::append_token(where, text);
    json::ObjectWriter details;
    details.member("document", json::quoted(resources_->address(place.site)));
    details.member("pointer", json::quoted(where));
    throw Error(error.code(), error.reason(), fmt::format("at `{}`, {}", base::shown(where), error.what()),
                std::move(details).finish());
  }
}

}  // namespace metaqore::schema
