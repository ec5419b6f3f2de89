#include "state/view/list.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/hex.hpp"
#include "base/text.hpp"
#include "ledger/damage.hpp"
#include "state/rows/rows.hpp"

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

void carry(Project& project, const storage::Row& row) {
  ProjectRow whole{std::move(project)};
  carry(whole, row);
  project = std::move(whole.project);
}

void carry(Artifact& artifact, const storage::Row& row) {
  ArtifactRow whole{.artifact = std::move(artifact)};
  carry(whole, row);
  artifact = std::move(whole.artifact);
}

storage::Stretch<storage::Found> ScanList::operator()(const storage::Scan& scan, std::uint64_t at) const {
  auto keys = reader.list(list, scan, at);
  std::vector<std::string> ids;
  for (const auto& key : keys) ids.push_back(key::by_id(key::last_field(key)));
  auto rows = reader.get(ids, at, storage::Part::brief, scan.bytes);
  storage::Stretch<storage::Found> found{.more = keys.size() == scan.limit || rows.size() < keys.size()};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i]) {
      throw ledger::damaged("storage.list_damaged",
                            fmt::format("`{}` is on a list of what is open, and does not exist",
                                        base::shown(key::last_field(keys[i]))));
    }
    found.items.push_back({std::move(keys[i]), *std::move(rows[i])});
  }
  return found;
}

}  // namespace metaqore::state
