#include "state/view/list.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/hex.hpp"
#include "base/text.hpp"
#include "ledger/damage.hpp"

namespace metaqore::state {

std::string encode_cursor(const Cursor& cursor) {
  return fmt::format("{}.{}", cursor.at, base::to_hex(cursor.after));
}

Cursor decode_cursor(const std::string& text, const std::string& prefix, std::uint64_t newest) {
  if (text.empty()) return {newest, {}};
  Cursor cursor;
  const auto dot = std::min(text.find('.'), text.size() - 1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + dot, cursor.at);
  const auto after = base::from_hex(std::string_view(text).substr(dot + 1));
  if (error != std::errc{} || end != text.data() + dot || cursor.at > newest || !after ||
      !after->starts_with(prefix)) {
    throw Error(
        ErrorCode::invalid_argument, "state.wrong_cursor",
        fmt::format("cursor `{}` is not one that this list gave; begin without a cursor", base::shown(text)));
  }
  cursor.after = *after;
  return cursor;
}

std::vector<storage::Found> ScanList::operator()(const storage::Scan& scan, std::uint64_t at) const {
  auto keys = reader.list(list, scan, at);
  std::vector<std::string> ids;
  for (const auto& key : keys) ids.push_back(key::by_id(key::last_field(key)));
  auto rows = reader.get(ids, at);
  std::vector<storage::Found> found;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!rows[i]) {
      throw ledger::damaged("storage.list_damaged",
                            fmt::format("`{}` is on a list of what is open, and does not exist",
                                        base::shown(key::last_field(keys[i]))));
    }
    found.push_back({std::move(keys[i]), *std::move(rows[i])});
  }
  return found;
}

}  // namespace metaqore::state
