#include "schema/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "json/apart.hpp"
#include "json/canonical.hpp"
#include "json/compare.hpp"
#include "json/pointer.hpp"

namespace metaqore::schema {

namespace {

constexpr std::size_t max_text = 1 << 20;
constexpr std::size_t shown_size = 80, shown_count = 8;

/// Canonical form, until it is longer than what is shown of it.
void append_start(std::string& out, const Node& node) {
  if (out.size() > shown_size) return;
  if (const auto* text = std::get_if<std::string_view>(&node.value)) {
    json::append_quoted(out, base::utf8_prefix(*text, shown_size));
  } else if (const auto* items = std::get_if<Run<Node>>(&node.value)) {
    char separator = '[';
    for (const auto& item : *items) {
      if (out.size() > shown_size) return;
      out += std::exchange(separator, ',');
      append_start(out, item);
    }
    out += items->size == 0 ? "[]" : "]";
  } else if (const auto* members = std::get_if<Run<Member>>(&node.value)) {
    char separator = '{';
    for (const auto& [name, value] : *members) {
      if (out.size() > shown_size) return;
      out += std::exchange(separator, ',');
      json::append_quoted(out, base::utf8_prefix(name, shown_size));
      out += ':';
      append_start(out, value);
    }
    out += members->size == 0 ? "{}" : "}";
  } else {
    json::append_canonical(out, node);
  }
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    if (at > 0) out += at + 1 == parts.size() ? " or " : ", ";
    out += parts[at];
  }
  return out;
}

void append_types(std::vector<std::string>& parts, Types types) {
  constexpr std::array<std::pair<Types, std::string_view>, 7> known{{
      {integer_type | fraction_type, "a number"},
      {integer_type, "an integer"},
      {array_type, "an array"},
      {boolean_type, "a boolean"},
      {object_type, "an object"},
      {string_type, "a string"},
      {null_type, "null"},
  }};
  for (const auto& [which, name] : known) {
    if ((types & which) != which) continue;
    parts.emplace_back(name);
    types &= static_cast<Types>(~which);
  }
}

}  // namespace

std::string shown_value(const Node& node) {
  std::string text;
  append_start(text, node);
  return fmt::format("`{}`", base::shown(text));
}

std::string shown_choices(const std::vector<const Node*>& nodes, Types types) {
  std::vector<std::string> parts;
  for (const auto* node : nodes) {
    if (parts.size() == shown_count && nodes.size() > shown_count + 1) {
      parts.push_back(fmt::format("one of {} more", nodes.size() - shown_count));
      break;
    }
    parts.push_back(shown_value(*node));
  }
  append_types(parts, types);
  return parts.empty() ? "one of no values" : joined(parts);
}

std::string none_of(const Node& node, const std::vector<const Node*>& nodes, Types types,
                    const std::string& place) {
  const auto value = shown_value(node);
  auto says = fmt::format("is {}, but has to be {}", value, shown_choices(nodes, types));
  const auto compared = std::min(nodes.size(), shown_count);
  const auto alike = std::find_if(nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(compared),
                                  [&](const Node* other) { return shown_value(*other) == value; });
  json::Difference difference;
  if (alike == nodes.begin() + static_cast<std::ptrdiff_t>(compared) ||
      !json::differ(node, **alike, difference)) {
    return says;
  }
  const auto at = difference.way.empty() ? std::string("it")
                                         : fmt::format("`{}`", base::shown(place + difference.pointer()));
  if (difference.left == nullptr) {
    return says + fmt::format(": {} is missing, and has to be {}", at, shown_value(*difference.right));
  }
  if (difference.right == nullptr) {
    return says + fmt::format(": {} is {}, and may not be there", at, shown_value(*difference.left));
  }
  const auto texts = json::shown_apart(*difference.left, *difference.right);
  return says + fmt::format(": {} is {}, not {}", at, texts[0], texts[1]);
}

std::string shown_name(std::string_view name) {
  return fmt::format("`{}`", name.empty() ? "\"\"" : base::shown(name));
}

std::string shown_types(Types types) {
  std::vector<std::string> parts;
  append_types(parts, types);
  return parts.empty() ? "of no type" : joined(parts);
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string Report::location(const std::vector<Step>& way) {
  std::string pointer;
  for (const auto& step : way) {
    if (step.name != nullptr) {
      json::append_token(pointer, *step.name);
    } else {
      json::append_token(pointer, step.position);
    }
  }
  return pointer;
}

std::string Report::place(const std::string& pointer) const {
  return pointer.empty() ? std::string(subject_) : fmt::format("`{}`", base::shown(pointer));
}

std::size_t Report::add(Index site, std::string_view keyword, const std::vector<Step>& way, bool is_name,
                        std::string_view says) {
  SchemaError error;
  error.instance_location = location(way);
  error.keyword_location = program_->resources->pointer(site, keyword);
  error.document = program_->resources->address(site);
  error.message = fmt::format("{}{} {}", is_name ? "the name of " : "", place(error.instance_location), says);
  return add(std::move(error));
}

std::size_t Report::add(SchemaError error) {
  const auto size = error.instance_location.size() + error.keyword_location.size() + error.document.size() +
                    error.message.size();
  if (!seen_.insert(error.instance_location + '\0' + error.message).second) return size;
  if (errors_.size() == max_errors_ || (!errors_.empty() && text_size_ + size > max_text)) {
    is_full_ = true;
    return size;
  }
  text_size_ += size;
  errors_.push_back(std::move(error));
  return size;
}

}  // namespace metaqore::schema
