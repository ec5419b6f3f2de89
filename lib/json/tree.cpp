#include "json/tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "json/canonical.hpp"

namespace metaqore::json {

namespace {

std::size_t depth_of(const Node& node) noexcept {
  std::size_t inside = 0;
  if (const auto* items = std::get_if<Run<Node>>(&node.value)) {
    for (const auto& item : *items) inside = std::max(inside, depth_of(item));
    return inside + 1;
  }
  if (const auto* members = std::get_if<Run<Member>>(&node.value)) {
    for (const auto& member : *members) inside = std::max(inside, depth_of(member.value));
    return inside + 1;
  }
  return 0;
}

}  // namespace

Tree::Tree(std::string_view text, const Bounds& bounds, FindInner find_inner)
    : memory_(std::min<std::size_t>(2 * text.size() + 256, 64 << 10)),
      root_(read(text, bounds, memory_, find_inner)) {}

Json to_json(const Node& node, std::string_view what) {
  if (depth_of(node) > Json::max_depth) refuse_too_deep(what);
  std::string text;
  append_canonical(text, node);
  if (text.size() > Json::max_size) refuse_too_large(what);
  return JsonAccess::wrap(std::move(text));
}

void refuse_too_large(std::string_view what) {
  throw Error(ErrorCode::invalid_argument, "json.too_large",
              fmt::format("{} would exceed `{}` bytes; split the documents", what, Json::max_size));
}

void refuse_too_deep(std::string_view what) {
  throw Error(ErrorCode::invalid_argument, "json.too_deep",
              fmt::format("{} would nest deeper than `{}`; flatten the documents", what, Json::max_depth));
}

}  // namespace metaqore::json
