#include "json/patch/lines.hpp"

#include <fmt/format.h>

#include <variant>

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

/// Size of the character that begins there and is escaped for people; 0 of any other. Those are the control
/// characters from U+007F to U+009F, the ends of lines and paragraphs, and what changes the direction.
std::size_t unseen_size(std::string_view text) noexcept {
  const auto byte = [&](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
  };
  if (byte(0) == 0x7F) return 1;
  if (byte(0) == 0xC2 && byte(1) <= 0x9F) return 2;
  if (byte(0) != 0xE2) return 0;
  const auto last = byte(2);
  const bool is_unseen = byte(1) == 0x80   ? last == 0x8E || last == 0x8F || (last >= 0xA8 && last <= 0xAE)
                         : byte(1) == 0x81 ? last >= 0xA6 && last <= 0xA9
                                           : false;
  return is_unseen ? 3 : 0;
}

unsigned code_point(std::string_view character) noexcept {
  const auto low = [&](std::size_t at) { return static_cast<unsigned char>(character[at]) & 0x3Fu; };
  if (character.size() == 1) return static_cast<unsigned char>(character[0]);
  if (character.size() == 2) return 0x80 | low(1);  // after C2
  return 0x2000 | low(1) << 6 | low(2);             // after E2
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
  append_seen(text, canonical);
  text += '\n';
}

void append_seen(std::string& text, std::string_view line) {
  for (std::size_t at = 0; at < line.size();) {
    const auto size = unseen_size(line.substr(at, 3));
    if (size == 0) {
      text += line[at++];
      continue;
    }
    fmt::format_to(std::back_inserter(text), "\\u{:04x}", code_point(line.substr(at, size)));
    at += size;
  }
}

}  // namespace metaqore::json::patch
