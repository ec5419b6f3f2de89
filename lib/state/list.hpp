#pragma once

#include <string>
#include <vector>

#include "metaqore/page.hpp"
#include "storage/store.hpp"

namespace metaqore::state {

/// Where a list goes on: the state its first page saw, and the last key it gave.
struct Cursor {
  std::uint64_t at{};
  std::string after{};
};

/// Error(invalid_argument, `state.wrong_cursor`) for what encode_cursor() did not write for this list.
Cursor decode_cursor(const std::string& text, const std::string& prefix, storage::Reader& reader);
std::string encode_cursor(const Cursor& cursor);

/// One page of the rows under a key prefix: `present` turns rows into items, `keep` chooses among them.
template <class Item, class Present, class Keep>
Page<Item> list(storage::Reader& reader, const std::string& prefix, const std::string& cursor,
                std::uint32_t limit, Present present, Keep keep) {
  auto place = decode_cursor(cursor, prefix, reader);
  Page<Item> page;
  for (;;) {
    const auto found = reader.scan({prefix, place.after, limit + 1}, place.at);
    std::vector<storage::Row> rows;
    for (const auto& it : found) rows.push_back(it.row);
    auto items = present(rows, place.at);
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
