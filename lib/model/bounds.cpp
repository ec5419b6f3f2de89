#include "model/bounds.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "json/document.hpp"

namespace metaqore::model::bounds {

namespace {

const Share& largest(std::initializer_list<Share> shares) {
  return *std::ranges::max_element(shares, {}, &Share::bytes);
}

[[noreturn]] void refuse_character(std::string_view field, std::string_view value,
                                   std::optional<char32_t> point) {
  refuse(field, value,
         fmt::format("without `U+{:04X}`, which is not seen, ends a line or turns its direction",
                     static_cast<std::uint32_t>(point.value_or(0))));
}

}  // namespace

void refuse(std::string_view field, std::string_view value, std::string_view bound) {
  json::ObjectWriter details;
  details.member("member", json::quoted(field));
  throw Error(ErrorCode::invalid_argument, "model.out_of_bounds",
              value.empty() ? fmt::format("`{}` is missing or empty; it must be {}", field, bound)
                            : fmt::format("`{}` is `{}`; it must be {}", field, base::shown(value), bound),
              std::move(details).finish());
}

void text(std::string_view field, std::string_view value, std::size_t least, std::size_t most,
          std::string_view allowed_control) {
  if (value.size() >= least && value.size() <= most && base::is_plain_ascii(value)) return;
  if (value.size() < least || value.size() > most || !base::is_utf8(value)) {
    refuse(field, value, fmt::format("{} to {} bytes of UTF-8 without control characters", least, most));
  }
  if (base::has_control(value, allowed_control)) {
    refuse_character(field, value, base::find_unseen(value, allowed_control));
  }
}

void name(std::string_view field, std::string_view value, std::size_t least, std::size_t most) {
  text(field, value, least, most);
  if (base::is_plain_ascii(value)) return;
  if (const auto unseen = base::find_unseen(value)) refuse_character(field, value, unseen);
}

void id(std::string_view field, std::string_view value, std::string_view prefix) {
  const auto printable = [](char c) { return c > ' ' && c < '\x7f'; };
  if (!value.starts_with(prefix) || value.size() == prefix.size() || value.size() > 63 ||
      !std::ranges::all_of(value, printable)) {
    refuse(field, value,
           fmt::format("an id: `{}` and more, at most 63 printable ASCII characters without spaces", prefix));
  }
}

void optional_id(std::string_view field, std::string_view value, std::string_view prefix) {
  if (!value.empty()) id(field, value, prefix);
}

void object(std::string_view field, const Json& value) {
  const auto first = value.text().find_first_not_of(" \t\r\n");  // the text is checked: one character tells
  if (first == std::string::npos || value.text()[first] != '{') refuse(field, value.text(), "a JSON object");
}

void no_repeats(std::string_view field, std::vector<std::string_view> items) {
  std::ranges::sort(items);
  const auto repeated = std::ranges::adjacent_find(items);
  if (repeated != items.end()) refuse(field, *repeated, "given once");
}

void limit(std::uint32_t items) {
  if (items < 1 || items > 1'000) refuse("limit", fmt::to_string(items), "1 to 1,000");
}

std::size_t together(std::initializer_list<Share> shares) {
  std::size_t bytes = 0;
  for (const auto& share : shares) bytes += share.bytes;
  if (bytes > Json::max_size) {
    const auto& [member, of_it] = largest(shares);
    refuse(member, fmt::format("{} bytes", of_it),
           fmt::format("smaller: all members together may have {}, and have {}", Json::max_size, bytes));
  }
  return bytes;
}

void written(std::initializer_list<Share> shares, std::size_t bytes) {
  if (bytes > Json::max_size) {
    refuse(largest(shares).member, "too large in canonical form",
           fmt::format("smaller: all members together may have {} bytes there, and have {}", Json::max_size,
                       bytes));
  }
}

}  // namespace metaqore::model::bounds
