#include "json/document.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include "json/canonical.hpp"
#include "json/node.hpp"
#include "json/tree.hpp"

namespace metaqore::json {

namespace {

const Node& node_at(const void* node) { return *static_cast<const Node*>(node); }

template <class T>
const T* get(const void* node) noexcept {
  return std::get_if<T>(&node_at(node).value);
}

}  // namespace

Kind Value::kind() const noexcept {
  constexpr std::array kinds{Kind::null, Kind::boolean, Kind::integer, Kind::integer,
                             Kind::real, Kind::string,  Kind::array,   Kind::object};
  static_assert(kinds.size() == std::variant_size_v<decltype(Node::value)>);
  return kinds[node_at(node_).value.index()];
}

std::optional<bool> Value::boolean() const noexcept {
  if (const auto* value = get<bool>(node_)) return *value;
  return std::nullopt;
}

std::optional<std::int64_t> Value::signed_integer() const noexcept {
  if (const auto* value = get<std::int64_t>(node_)) return *value;
  return std::nullopt;
}

std::optional<std::uint64_t> Value::unsigned_integer() const noexcept {
  if (const auto* value = get<std::uint64_t>(node_)) return *value;
  const auto* value = get<std::int64_t>(node_);
  if (value != nullptr && *value >= 0) return static_cast<std::uint64_t>(*value);
  return std::nullopt;
}

std::optional<double> Value::number() const noexcept {
  if (const auto* value = get<double>(node_)) return *value;
  if (const auto* value = get<std::int64_t>(node_)) return static_cast<double>(*value);
  if (const auto* value = get<std::uint64_t>(node_)) return static_cast<double>(*value);
  return std::nullopt;
}

std::optional<std::string_view> Value::string() const noexcept {
  if (const auto* value = get<std::string_view>(node_)) return *value;
  return std::nullopt;
}

std::vector<Value> Value::items() const {
  std::vector<Value> result;
  if (const auto* items = get<Run<Node>>(node_)) {
    result.reserve(items->size);
    for (const auto& item : *items) result.push_back(Value(&item));
  }
  return result;
}

std::vector<std::pair<std::string_view, Value>> Value::members() const {
  std::vector<std::pair<std::string_view, Value>> result;
  if (const auto* members = get<Run<Member>>(node_)) {
    result.reserve(members->size);
    for (const auto& member : *members) result.emplace_back(member.name, Value(&member.value));
  }
  return result;
}

std::optional<Value> Value::find(std::string_view name) const noexcept {
  const auto* members = get<Run<Member>>(node_);
  if (members == nullptr) return std::nullopt;
  const auto* found = std::lower_bound(
      members->begin(), members->end(), name,
      [](const Member& member, std::string_view key) { return name_less(member.name, key); });
  if (found == members->end() || found->name != name) return std::nullopt;
  return Value(&found->value);
}

std::size_t Value::depth() const {
  std::size_t inside = 0;
  for (const auto& item : items()) inside = std::max(inside, item.depth());
  for (const auto& [name, member] : members()) inside = std::max(inside, member.depth());
  return kind() == Kind::array || kind() == Kind::object ? inside + 1 : 0;
}

std::string Value::canonical() const {
  std::string out;
  append_canonical(out, node_at(node_));
  return out;
}

struct Document::Impl : Tree {
  using Tree::Tree;
};

Document::Document(std::string_view text, const Bounds& bounds, FindInner find_inner)
    : impl_(std::make_unique<Impl>(text, bounds, find_inner)) {}
Document::~Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;

Value Document::root() const noexcept { return Value(&impl_->root()); }

}  // namespace metaqore::json
