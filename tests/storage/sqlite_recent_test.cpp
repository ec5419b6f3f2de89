#include <catch2/catch.hpp>

#include "storage/sqlite/recent.hpp"

using namespace metaqore::storage;
using metaqore::storage::sqlite::Recent;

namespace {

std::shared_ptr<const Row> row_of(std::uint64_t sequence, std::size_t size = 1) {
  return std::make_shared<const Row>(Row{.sequence = sequence, .body = std::string(size, 'x')});
}

std::uint64_t found(Recent& rows, const std::string& key) {
  const auto* row = rows.find(key);
  return row == nullptr ? 0 : row->sequence;
}

}  // namespace

TEST_CASE("recent rows: a key leads to the row that was put there last", "[sqlite][recent]") {
  Recent rows;
  rows.put("a", row_of(1));
  rows.put("b", row_of(2));
  rows.put("a", row_of(3));
  CHECK(found(rows, "a") == 3);
  CHECK(found(rows, "b") == 2);
  CHECK(found(rows, "c") == 0);
  rows.clear();
  CHECK(found(rows, "a") == 0);
}

TEST_CASE("recent rows: what was used longest ago goes first, and what is too large never comes",
          "[sqlite][recent]") {
  Recent rows;
  constexpr std::size_t third = Recent::most_bytes / 3;
  rows.put("a", row_of(1, third));
  rows.put("b", row_of(2, third));
  CHECK(found(rows, "a") == 1);
  rows.put("c", row_of(3, third));
  CHECK(found(rows, "b") == 0);
  CHECK(found(rows, "a") == 1);
  CHECK(found(rows, "c") == 3);
  rows.put("a", row_of(4, Recent::most_bytes));  // nor does what it took the place of stay
  CHECK(found(rows, "a") == 0);
  CHECK(found(rows, "c") == 3);
}

TEST_CASE("recent rows: they hold as long as nobody else has committed", "[sqlite][recent]") {
  Recent rows;
  rows.hold_while(7);
  rows.put("a", row_of(1));
  rows.hold_while(7);
  CHECK(found(rows, "a") == 1);
  rows.put_next_number("project\tp", 3);
  CHECK(rows.next_number("project\tp") == 3);
  CHECK_FALSE(rows.next_number("project\tq"));
  rows.hold_while(8);
  CHECK(found(rows, "a") == 0);
  CHECK_FALSE(rows.next_number("project\tp"));
}
