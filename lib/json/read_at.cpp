#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "json/apart.hpp"
#include "json/compare.hpp"
#include "json/document.hpp"
#include "json/pointer.hpp"
#include "json/tree.hpp"
#include "metaqore/json_pointer.hpp"

namespace metaqore {

namespace {

using json::Node;
using json::Run;

std::string shown_at(std::string_view pointer) {
  return pointer.empty() ? "the document" : fmt::format("`{}`", base::shown(pointer));
}

std::string at_details(std::string_view pointer) {
  json::ObjectWriter details;
  details.member("pointer", json::quoted(pointer));
  return std::move(details).finish();
}

/// Tells what there is on the way instead.
[[noreturn]] void refuse_absence(const Node& root, const std::vector<std::string>& tokens,
                                 std::string_view pointer) {
  const auto* node = &root;
  std::string way;
  std::size_t at = 0;
  for (; at < tokens.size(); ++at) {
    const auto* next = json::find_node(*node, {tokens[at]});
    if (next == nullptr) break;
    node = next;
    json::append_token(way, tokens[at]);
  }
  const auto lacks = std::holds_alternative<Run<json::Member>>(node->value)
                         ? std::string("has no member")
                         : fmt::format("is {}, which has no", json::shown_briefly(*node));
  throw Error(ErrorCode::not_found, "json.not_found",
              fmt::format("there is nothing at {}: {} {} `{}`; ask find() for what may be absent",
                          shown_at(pointer), shown_at(way), lacks, base::shown(tokens[at])),
              at_details(pointer));
}

[[noreturn]] void refuse_kind(const Node& node, std::string_view pointer, std::string_view wanted) {
  throw Error(ErrorCode::invalid_argument, "json.wrong_type",
              fmt::format("{} is {}, not {}; read it as what it is", shown_at(pointer),
                          json::shown_briefly(node), wanted),
              at_details(pointer));
}

/// What `read` makes of the value at a pointer; where that is nothing, it is of the wrong kind.
template <class Read>
auto read_at(const Json& document, std::string_view pointer, std::string_view wanted, Read&& read) {
  const auto tokens = pointer_tokens(pointer);
  const json::Tree tree(document.text());
  const auto* node = json::find_node(tree.root(), tokens);
  if (node == nullptr) refuse_absence(tree.root(), tokens, pointer);
  auto value = read(*node);
  if (!value) refuse_kind(*node, pointer, wanted);
  return *std::move(value);
}

/// A part of a document, which is within its bounds.
Json part(const Node& node) { return json::to_json(node, "the value"); }

}  // namespace

std::optional<Json> Json::find(std::string_view pointer) const {
  const auto tokens = pointer_tokens(pointer);
  const json::Tree tree(text_);
  const auto* found = json::find_node(tree.root(), tokens);
  return found == nullptr ? std::nullopt : std::optional(part(*found));
}

std::string Json::string_at(std::string_view pointer) const {
  return read_at(*this, pointer, "a string", [](const Node& node) {
    const auto* text = std::get_if<std::string_view>(&node.value);
    return text == nullptr ? std::nullopt : std::optional(std::string(*text));
  });
}

std::int64_t Json::integer_at(std::string_view pointer) const {
  return read_at(*this, pointer, "a signed integer of 64 bits", [](const Node& node) {
    const auto* integer = std::get_if<std::int64_t>(&node.value);
    return integer == nullptr ? std::nullopt : std::optional(*integer);
  });
}

double Json::number_at(std::string_view pointer) const {
  return read_at(*this, pointer, "a number", [](const Node& node) -> std::optional<double> {
    if (const auto* real = std::get_if<double>(&node.value)) return *real;
    if (const auto* integer = std::get_if<std::int64_t>(&node.value)) return static_cast<double>(*integer);
    if (const auto* integer = std::get_if<std::uint64_t>(&node.value)) return static_cast<double>(*integer);
    return std::nullopt;
  });
}

bool Json::boolean_at(std::string_view pointer) const {
  return read_at(*this, pointer, "true or false", [](const Node& node) {
    const auto* value = std::get_if<bool>(&node.value);
    return value == nullptr ? std::nullopt : std::optional(*value);
  });
}

std::vector<Json> Json::items_at(std::string_view pointer) const {
  return read_at(*this, pointer, "an array", [](const Node& node) -> std::optional<std::vector<Json>> {
    const auto* items = std::get_if<Run<Node>>(&node.value);
    if (items == nullptr) return std::nullopt;
    std::vector<Json> parts;
    parts.reserve(items->size);
    for (const auto& item : *items) parts.push_back(part(item));
    return parts;
  });
}

std::vector<std::pair<std::string, Json>> Json::members_at(std::string_view pointer) const {
  using Parts = std::vector<std::pair<std::string, Json>>;
  return read_at(*this, pointer, "an object", [](const Node& node) -> std::optional<Parts> {
    const auto* members = std::get_if<Run<json::Member>>(&node.value);
    if (members == nullptr) return std::nullopt;
    Parts parts;
    parts.reserve(members->size);
    for (const auto& [name, value] : *members) parts.emplace_back(name, part(value));
    return parts;
  });
}

}  // namespace metaqore
