#include "json/patch/measure.hpp"

#include <algorithm>
#include <string>

#include "json/canonical.hpp"
#include "json/compare.hpp"
#include "json/sequence.hpp"

namespace metaqore::json::patch {

namespace {

std::size_t scalar_size(const Node& node) {
  if (const auto* text = std::get_if<std::string_view>(&node.value)) return quoted_size(*text);
  std::string text;  // no number takes more than 25 characters
  append_canonical(text, node);
  return text.size();
}

}  // namespace

struct Measures::Sum {
  std::uint64_t fingerprint;
  std::size_t size, depth;
};

std::size_t quoted_size(std::string_view text) noexcept {
  std::size_t size = text.size() + 2;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    size += byte >= 0x20 || std::string_view("\b\t\n\f\r").find(character) != std::string_view::npos ? 1 : 5;
  }
  return size;
}

Measures::Measures(const Node& root) : root_(&root) { add(root); }

Measures::Sum Measures::add(const Node& node) {
  ++count_;
  if (is_scalar(node)) return {json::fingerprint(node), scalar_size(node), 0};
  const auto at = measures_.size();
  measures_.emplace_back();
  auto print = Fingerprint::of_array();
  std::size_t size = 2, depth = 0;
  if (const auto* items = std::get_if<Run<Node>>(&node.value)) {
    for (const auto& item : *items) {
      const auto sum = add(item);
      print.add(sum.fingerprint);
      size += sum.size + 1;
      depth = std::max(depth, sum.depth);
    }
    if (items->size > 0) --size;
  } else {
    const auto& members = std::get<Run<Member>>(node.value);
    print = Fingerprint::of_object();
    for (const auto& [name, value] : members) {
      const auto sum = add(value);
      print.add(name);
      print.add(sum.fingerprint);
      size += quoted_size(name) + sum.size + 2;
      depth = std::max(depth, sum.depth);
    }
    if (members.size > 0) --size;
  }
  auto& measure = measures_[at];
  measure.fingerprint = print.value();
  measure.size = static_cast<std::uint32_t>(size);
  measure.inside = static_cast<std::uint32_t>(measures_.size() - at) & 0xFFFFFF;
  measure.depth = static_cast<std::uint32_t>(depth + 1) & 0xFF;
  return {measure.fingerprint, size, depth + 1};
}

const Measures::Measure* Measures::measure(const Place& place) const noexcept {
  return is_scalar(*place.node) ? nullptr : &measures_[place.at];
}

std::uint64_t Measures::fingerprint(const Place& place) const noexcept {
  const auto* found = measure(place);
  return found != nullptr ? found->fingerprint : json::fingerprint(*place.node);
}

std::size_t Measures::size(const Place& place) const {
  const auto* found = measure(place);
  return found != nullptr ? found->size : scalar_size(*place.node);
}

std::size_t Measures::depth(const Place& place) const noexcept {
  const auto* found = measure(place);
  return found != nullptr ? found->depth : 0;
}

Place Measures::after(const Place& before, const Node& node) const noexcept {
  const auto* found = measure(before);
  return {&node, before.at + (found != nullptr ? found->inside : 0)};
}

bool equal(const Measures& left, const Place& left_place, const Measures& right, const Place& right_place) {
  if (is_scalar(*left_place.node) || is_scalar(*right_place.node)) {
    return json::equal(*left_place.node, *right_place.node);
  }
  return left.fingerprint(left_place) == right.fingerprint(right_place) &&
         json::equal(*left_place.node, *right_place.node);
}

}  // namespace metaqore::json::patch
