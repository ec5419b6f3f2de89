#include "json/refusal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "json/document.hpp"
#include "json/pointer.hpp"

namespace metaqore::json {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The code unit of the escape `\uXXXX` that stands at `at`, if one does.
std::optional<unsigned> escaped_unit(std::string_view text, std::size_t at) {
  const auto escape = text.substr(std::min(at, text.size()), 6);
  if (escape.size() < 6 || !escape.starts_with("\\u")) return std::nullopt;
  unsigned unit = 0;
  const auto result = std::from_chars(escape.data() + 2, escape.data() + 6, unit, 16);
  if (result.ec != std::errc{} || result.ptr != escape.data() + 6) return std::nullopt;
  return unit;
}

/// Where the first escaped surrogate stands that has no partner. The text before it is well formed, so that a
/// backslash can only be an escape in a string.
std::optional<std::size_t> find_lone_surrogate(std::string_view text) {
  std::size_t at = 0;
  while ((at = text.find('\\', at)) != std::string_view::npos) {
    const auto unit = escaped_unit(text, at);
    if (!unit) {
      at += 2;
    } else if (*unit < 0xD800 || *unit > 0xDFFF) {
      at += 6;
    } else {
      const auto next = escaped_unit(text, at + 6).value_or(0);
      if (*unit > 0xDBFF || next < 0xDC00 || next > 0xDFFF) return at;
      at += 12;
    }
  }
  return std::nullopt;
}

struct Position {
  std::size_t line, column;
};

Position position(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const auto line_end = before.rfind('\n');
  return {line, offset - (line_end == std::string_view::npos ? 0 : line_end + 1) + 1};
}

}  // namespace

void refuse(std::string_view text, std::size_t offset, std::string reason, std::string_view what,
            std::string_view remedy) {
  const auto [line, column] = position(text, offset);
  throw Error(ErrorCode::invalid_argument, std::move(reason),
              fmt::format("{} at line {}, column {}; {}", what, line, column, remedy),
              fmt::format(R"({{"column":{},"line":{}}})", column, line));
}

void refuse(std::string_view text, const Place& place, FindInner find_inner, std::string reason,
            std::string_view what, std::string_view remedy) {
  const auto inner = find_inner == nullptr ? std::nullopt : find_inner(place.tokens);
  const auto [line, column] = position(text, place.offset);
  std::string pointer;
  for (auto at = inner ? inner->depth : 0; at < place.tokens.size(); ++at) {
    append_token(pointer, place.tokens[at]);
  }
  const auto shown = pointer.empty() ? "" : fmt::format("`{}`", base::shown(pointer));
  ObjectWriter details;
  details.member("column", std::to_string(column));
  details.member("line", std::to_string(line));
  details.member("pointer", quoted(pointer));
  std::string message;
  if (inner) {
    details.member("member", quoted(inner->name));
    message = fmt::format("`{}`: {}{}{}; {}", inner->name, what, shown.empty() ? "" : " at ", shown, remedy);
  } else {
    message = fmt::format("{} at line {}, column {}{}; {}", what, line, column,
                          shown.empty() ? "" : fmt::format(" ({})", shown), remedy);
  }
  throw Error(ErrorCode::invalid_argument, std::move(reason), message, std::move(details).finish());
}

void check_text(std::string_view text, std::size_t max_size) {
  if (text.size() > max_size) {
    refuse(
        text, max_size, "json.too_large",
        fmt::format("the JSON text has `{}` bytes, more than the `{}` that are read,", text.size(), max_size),
        "split it into smaller documents");
  }
  if (text.starts_with(byte_order_mark)) {
    refuse(text, 0, "json.byte_order_mark", "a byte order mark stands", "remove these three bytes");
  }
  if (const auto offset = base::find_invalid_utf8(text)) {
    refuse(text, *offset, "json.invalid_utf8",
           fmt::format("the byte `0x{:02x}` is not valid UTF-8", static_cast<unsigned char>(text[*offset])),
           "encode the JSON text as UTF-8");
  }
}

void refuse_syntax(std::string_view text, const Place& place, FindInner find_inner) {
  const auto offset = place.offset;
  if (offset >= text.size()) {
    refuse(text, text.size(), "json.syntax", "the JSON text ends too early", "complete the value");
  }
  if (const auto surrogate = find_lone_surrogate(text); surrogate && *surrogate < offset) {
    refuse(text, {*surrogate, place.tokens}, find_inner, "json.lone_surrogate",
           fmt::format("the surrogate `{}` has no partner", text.substr(*surrogate, 6)),
           "write the pair that stands for the character");
  }
  const auto byte = static_cast<unsigned char>(text[offset]);
  const bool printable = byte > 0x20 && byte < 0x7F;
  refuse(text, offset, "json.syntax",
         printable ? fmt::format("`{}` is not expected", text[offset])
                   : fmt::format("the byte `0x{:02x}` is not expected", byte),
         "write JSON as of RFC 8259");
}

}  // namespace metaqore::json
