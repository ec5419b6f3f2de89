#include <catch2/catch.hpp>

#include "metaqore/entry.hpp"
#include "metaqore/verification.hpp"
#include "support/forms.hpp"

using namespace metaqore;
using test::reads_back;

TEST_CASE("ledger: entries, queries and what is said of the ledger read back", "[ledger]") {
  const Time time{std::chrono::microseconds{1'767'225'600'000'001}};
  reads_back(TreeHead{3, "ff"});
  reads_back(Receipt{9, {12, "ab"}, Durability::full});
  reads_back(Receipt{});
  reads_back(Entry{.sequence = 1, .time = time, .type = "t", .bytes = "{}"});
  reads_back(std::vector<Entry>{{}, {.sequence = 1}});
  reads_back(EntryQuery{.from = 18'446'744'073'709'551'615u, .limit = 7});
  reads_back(Verification{true, {3, "ff"}, 2, "m"});
}
