#include "json/patch/lines.hpp"

#include <variant>

#include "base/text.hpp"
#include "json/canonical.hpp"
#include "json/compare.hpp"
#include "json/sequence.hpp"

namespace metaqore::json::patch {

namespace {

bool is_array(const Node& node) noexcept { return std::holds_alternative<Run<Node>>(node.value); }

void add(std::vector<Line>& lines, const Node& node, const std::string_view* name, std::uint8_t depth) {
  const auto* items = std::get_if<Run<Node>>(&node.value);
  const auto* members = std::get_if<Run<Member>>(&node.value);
  if ((items == nullptr || items->size == 0) && (members == nullptr || members->size == 0)) {
    lines.push_back({&node, name, depth, Line::Kind::value});
    return;
  }
  const auto inside = static_cast<std::uint8_t>(depth + 1);
  lines.push_back({&node, name, depth, Line::Kind::begin});
  if (items != nullptr) {
    for (const auto& item : *items) add(lines, item, nullptr, inside);
  } else {
    for (const auto& member : *members) add(lines, member.value, &member.name, inside);
  }
  lines.push_back({&node, nullptr, depth, Line::Kind::end});
}

}  // namespace

std::vector<Line> lines_of(const Node& root) {
  std::vector<Line> lines;
  add(lines, root, nullptr, 0);
  return lines;
}

std::uint64_t fingerprint(const Line& line) noexcept {
  Fingerprint print(static_cast<std::uint64_t>(line.kind));
  print.add(std::uint64_t{line.depth});
  print.add(std::uint64_t{line.name != nullptr});
  if (line.name != nullptr) print.add(*line.name);
  print.add(line.kind == Line::Kind::value ? json::fingerprint(*line.node) : is_array(*line.node));
  return print.value();
}

std::strong_ordering compare(const Line& left, const Line& right) noexcept {
  if (const auto order = left.kind <=> right.kind; order != 0) return order;
  if (const auto order = left.depth <=> right.depth; order != 0) return order;
  if (const auto order = (left.name != nullptr) <=> (right.name != nullptr); order != 0) return order;
  if (left.name != nullptr) {
    if (const auto order = *left.name <=> *right.name; order != 0) return order;
  }
  if (left.kind == Line::Kind::value) return json::compare(*left.node, *right.node);
  return is_array(*left.node) <=> is_array(*right.node);
}

void append(std::string& text, const Line& line) {
  std::string canonical;
  if (line.name != nullptr) {
    append_quoted(canonical, *line.name);
    canonical += ": ";
  }
  if (line.kind == Line::Kind::value) {
    append_canonical(canonical, *line.node);
  } else if (is_array(*line.node)) {
    canonical += line.kind == Line::Kind::begin ? '[' : ']';
  } else {
    canonical += line.kind == Line::Kind::begin ? '{' : '}';
  }
  text.append(std::size_t{2} * line.depth, ' ');
  base::append_seen(text, canonical);
  text += '\n';
}

}  // namespace metaqore::json::patch
