#include "state/view/list.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/hex.hpp"
#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "ledger/damage.hpp"
#include "state/rows/rows.hpp"

namespace metaqore::state {

std::string encode_cursor(const Cursor& cursor, const Listing& listing) {
  const auto at = fmt::to_string(cursor.at);
  const auto digest = crypto::to_hex(crypto::sha256({listing.name, at, cursor.after}));
  return fmt::format("{}.{}.{}", at, std::string_view(digest).substr(0, 16), base::to_hex(cursor.after));
}

Cursor decode_cursor(const std::string& text, const Listing& listing, std::uint64_t newest) {
  if (text.empty()) return {newest, {}};
  constexpr std::size_t longest = 4'096;  // no key is nearly as long
  if (text.size() <= longest) {
    Cursor cursor;
    (void)std::from_chars(text.data(), text.data() + text.size(), cursor.at);
    cursor.after = base::from_hex(std::string_view(text).substr(text.rfind('.') + 1)).value_or("");
    const bool is_ours = text == encode_cursor(cursor, listing);
    if (is_ours && cursor.at <= newest && cursor.after.starts_with(listing.prefix)) return cursor;
  }
  throw Error(
      ErrorCode::invalid_argument, "state.wrong_cursor",
      fmt::format("cursor `{}` is not one that this list gave with this filter; begin without a cursor",
                  base::shown(text)));
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
