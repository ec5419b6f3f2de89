#pragma once

#include <string>
#include <vector>

#include "metaqore/page.hpp"
#include "state/rows/row.hpp"
#include "storage/store.hpp"

namespace metaqore::state {

/// Where a list goes on: the state its first page saw, and the last key it gave.
struct Cursor {
  std::uint64_t at{};
  std::string after{};
};

/// Error(invalid_argument, `state.wrong_cursor`) for what encode_cursor() did not write for this list.
/// `newest` is the last sequence that may be seen.
Cursor decode_cursor(const std::string& text, const std::string& prefix, std::uint64_t newest);
std::string encode_cursor(const Cursor& cursor);

/// Fetches the rows under a key prefix.
struct ScanKeys {
  storage::Reader& reader;
  std::uint32_t fields = 0;  ///< as in Scan
  std::vector<storage::Found> operator()(storage::Scan scan, std::uint64_t at) const {
    scan.fields = fields;
    return reader.scan(scan, at);
  }
};

/// Fetches the rows on a list of what is open, whose keys end with the rows' ids.
struct ScanList {
  storage::Reader& reader;
  std::string list;
  std::vector<storage::Found> operator()(const storage::Scan& scan, std::uint64_t at) const;
};

/// One page of what `fetch` finds under a prefix: `show` turns rows into items, `keep` chooses among them.
template <class Item, class Fetch, class Show, class Keep>
Page<Item> list(Cursor place, const std::string& prefix, std::uint32_t limit, Fetch fetch, Show show,
                Keep keep) {
  Page<Item> page;
  for (;;) {
    const auto found = fetch(storage::Scan{prefix, place.after, limit + 1}, place.at);
    std::vector<storage::Row> rows;
    for (const auto& it : found) rows.push_back(it.row);
    auto items = show(rows, place.at);
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (keep(items[i])) {
        if (page.items.size() == limit) {
          page.next = encode_cursor(place);
          return page;
        }
        page.items.push_back(std::move(items[i]));
      }
      place.after = found[i].key;
    }
    if (found.size() <= limit) return page;
  }
}

}  // namespace metaqore::state
