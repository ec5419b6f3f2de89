#include "state/list.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/hex.hpp"
#include "base/text.hpp"
#include "metaqore/error.hpp"

namespace metaqore::state {

std::string encode_cursor(const Cursor& cursor) {
  return fmt::format("{}.{}", cursor.at, base::to_hex(cursor.after));
}

Cursor decode_cursor(const std::string& text, const std::string& prefix, storage::Reader& reader) {
  const auto size = reader.size();
  if (text.empty()) return {size == 0 ? 0 : size - 1, {}};
  Cursor cursor;
  const auto dot = std::min(text.find('.'), text.size() - 1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + dot, cursor.at);
  const auto after = base::from_hex(std::string_view(text).substr(dot + 1));
  if (error != std::errc{} || end != text.data() + dot || cursor.at >= size || !after ||
      !after->starts_with(prefix)) {
    throw Error(
        ErrorCode::invalid_argument, "state.wrong_cursor",
        fmt::format("cursor `{}` is not one that this list gave; begin without a cursor", base::shown(text)));
  }
  cursor.after = *after;
  return cursor;
}

}  // namespace metaqore::state
