#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "metaqore/artifact.hpp"
#include "metaqore/page.hpp"
#include "metaqore/project.hpp"
#include "state/rows/row.hpp"
#include "storage/store.hpp"

namespace metaqore::state {

// What a row carries, into what was shown of it before that was read. A conflict carries nothing.
void carry(Project& project, const storage::Row& row);
void carry(Artifact& artifact, const storage::Row& row);

/// One list of what there is.
struct Listing {
  std::string prefix{};  ///< its keys begin with it
  std::string name{};    ///< tells it from every other, and from itself with another filter
};

/// `kind` is what is listed, and `query` all that chooses among it.
template <class Query>
Listing listing(std::string_view kind, Query query, std::string prefix) {
  query.cursor = {};
  query.limit = {};
  return {std::move(prefix), std::string(kind) + to_json(query)};
}

/// Where a list goes on: the state its first page saw, and the last key it gave.
struct Cursor {
  std::uint64_t at{};
  std::string after{};
};

/// Error(invalid_argument, `state.wrong_cursor`) for what encode_cursor() did not write for this list.
/// `newest` is the last sequence that may be seen.
Cursor decode_cursor(const std::string& text, const Listing& listing, std::uint64_t newest);
std::string encode_cursor(const Cursor& cursor, const Listing& listing);

/// Fetches the rows under a key prefix.
struct ScanKeys {
  storage::Reader& reader;
  std::uint32_t fields = 0;  ///< as in Scan
  storage::Stretch<storage::Found> operator()(storage::Scan scan, std::uint64_t at) const {
    scan.fields = fields;
    return reader.scan(scan, at);
  }
};

/// Fetches the rows on a list of what is open, whose keys end with the rows' ids.
struct ScanList {
  storage::Reader& reader;
  std::string list;
  storage::Stretch<storage::Found> operator()(const storage::Scan& scan, std::uint64_t at) const;
};

/// One page of what `fetch` finds for a list: `show` turns rows without payloads into items, and `keep`
/// chooses among them. It ends before it holds more than storage::page_bytes of what is stored; one item
/// always comes, and no payload is read that does not.
template <class Item, class Fetch, class Show, class Keep>
Page<Item> list(storage::Reader& reader, const Listing& listing, Cursor place, std::uint32_t limit,
                Fetch fetch, Show show, Keep keep) {
  Page<Item> page;
  std::vector<storage::Row> rows;  // of the page's items
  std::vector<std::string> keys;   // likewise
  storage::Allowance allowance(storage::page_bytes);
  bool full = false;
  for (bool more = true; more && !full;) {
    auto found = fetch(storage::Scan{listing.prefix, place.after, limit + 1}, place.at);
    more = found.more;
    std::vector<storage::Row> fetched;
    for (auto& it : found.items) fetched.push_back(std::move(it.row));
    auto items = show(fetched, place.at);
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (keep(items[i])) {
        full = page.items.size() == limit || !allowance.takes(fetched[i].body.size());
        if (full) break;
        page.items.push_back(std::move(items[i]));
        rows.push_back(std::move(fetched[i]));
        keys.push_back(found.items[i].key);
      }
      place.after = std::move(found.items[i].key);
    }
  }
  if constexpr (requires(Item& item) { carry(item, rows.front()); }) {
    const auto whole = rows.empty() ? 0 : reader.complete(rows);
    if (whole < rows.size()) {
      full = true;
      page.items.resize(whole);
      place.after = keys[whole - 1];
    }
    for (std::size_t i = 0; i < whole; ++i) carry(page.items[i], rows[i]);
  }
  if (full) page.next = encode_cursor(place, listing);
  return page;
}

}  // namespace metaqore::state
