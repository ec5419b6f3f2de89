#include "json/form/writer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/time.hpp"
#include "json/canonical.hpp"
#include "json/document.hpp"
#include "json/tree.hpp"

namespace metaqore::form {

void Writer::finish(std::string& out) && {
  if (!std::ranges::is_sorted(members_, {}, &Member::name))
    std::ranges::sort(members_, {}, &Member::name);  // of ASCII names, bytes are code units
  char separator = '{';
  for (const auto& member : members_) {
    out += std::exchange(separator, ',');
    out += '"';
    out += member.name;  // a word
    out += "\":";
    member.append(out, member.value);
  }
  out += members_.empty() ? "{}" : "}";
}

std::string Writer::finish() && {
  std::string out;
  out.reserve(2'048);
  std::move(*this).finish(out);
  return out;
}

/// The text is checked: two characters tell.
bool Writer::is_empty_object(const Json& value) noexcept {
  constexpr std::string_view blanks = " \t\r\n";
  const auto& text = value.text();
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string::npos || text[first] != '{') return false;
  const auto second = text.find_first_not_of(blanks, first + 1);
  return second != std::string::npos && text[second] == '}';
}

void Writer::append_number(std::string& out, std::uint64_t value) {
  const fmt::format_int digits(value);
  out.append(digits.data(), digits.size());
}

void Writer::append_text(std::string& out, std::string_view value) { json::append_quoted(out, value); }

void Writer::append_compound(std::string& out, const Json& value) { out += value.canonical(); }

void Writer::append_compound(std::string& out, const Time& value) {
  append_text(out, base::format_time(value));
}

void Writer::append_compound(std::string& out, const std::chrono::milliseconds& value) {
  fmt::format_to(std::back_inserter(out), "{}", value.count());
}

}  // namespace metaqore::form
