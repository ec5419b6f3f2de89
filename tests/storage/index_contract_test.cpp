// What lib/storage/store.hpp promises of first rows, lists of what is open, and streams, for each backend.

#include "storage/contract.hpp"

namespace metaqore::storage {

namespace {

/// Commits a record that opens and closes these keys of the list `todo`.
void commit_list(Store& store, const Strings& opens, const Strings& closes = {}) {
  const auto writer = store.write(soon());
  auto next = record(writer->size(), {});
  for (const auto& key : opens) next.opens.push_back({"todo", key});
  for (const auto& key : closes) next.closes.push_back({"todo", key});
  writer->append(std::vector{next});
  writer->commit();
}

}  // namespace

TEST_CASE("storage: a key's first row stays what it was", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  commit(*database.store, {{"b"}, {"a"}, {"b", "a"}, {"a"}});
  const auto reader = database.store->read();
  CHECK(reader->first("a") == record(1, {}).row);
  CHECK(reader->first("b") == record(0, {}).row);
  CHECK(reader->first("c") == std::nullopt);
}

TEST_CASE("storage: a list has what is open, now and as of each position", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  commit_list(*database.store, {"b", "d"});         // 0
  commit_list(*database.store, {"a"}, {"b"});       // 1
  commit_list(*database.store, {"b", "c"}, {"d"});  // 2
  commit_list(*database.store, {}, {"a", "b"});     // 3
  const auto reader = database.store->read();
  const auto at = [&](std::uint64_t position) { return reader->list("todo", {.limit = 10}, position); };
  CHECK(at(0) == Strings{"b", "d"});
  CHECK(at(1) == Strings{"a", "d"});
  CHECK(at(2) == Strings{"a", "b", "c"});
  CHECK(at(3) == Strings{"c"});
  CHECK(at(newest) == Strings{"c"});
  CHECK(reader->list("tod", {.limit = 10}).empty());
  CHECK(reader->list("todo", {.after = "a", .limit = 10}, 2) == Strings{"b", "c"});
  CHECK(reader->list("todo", {.after = "aa", .limit = 1}, 2) == Strings{"b"});
  CHECK(reader->list("todo", {.prefix = "b", .limit = 10}, 2) == Strings{"b"});
  CHECK(reader->list("todo", {.prefix = "c", .limit = 10}) == Strings{"c"});
  CHECK(reader->list("todo", {.prefix = "d", .limit = 10}).empty());
  CHECK(reader->list("todo", {.limit = 2}, 2) == Strings{"a", "b"});

  CHECK(reader->index_sizes(plenty) == IndexSizes{.open = 1, .closed = 4});
  CHECK(reader->has({{"todo", "b"}, 0, 1}));
  CHECK(reader->has({{"todo", "b"}, 2, 3}));
  CHECK(reader->has({{"todo", "c"}, 2, {}}));
  CHECK_FALSE(reader->has({{"todo", "b"}, 0, 3}));
  CHECK_FALSE(reader->has({{"todo", "b"}, 1, 3}));
  CHECK_FALSE(reader->has({{"todo", "b"}, 2, {}}));
  CHECK_FALSE(reader->has({{"todo", "c"}, 1, {}}));
  CHECK_FALSE(reader->has({{"other", "c"}, 2, {}}));
}

TEST_CASE("storage: indexes are counted to one beyond what is expected", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  commit_list(*database.store, {"a", "b", "c", "d"});
  commit_list(*database.store, {}, {"a"});
  const auto reader = database.store->read();
  CHECK(reader->index_sizes({.open = 3, .closed = 1}) == IndexSizes{.open = 3, .closed = 1});
  CHECK(reader->index_sizes({.open = 2}) == IndexSizes{.open = 3, .closed = 1});
  CHECK(reader->index_sizes({.open = 1}) == IndexSizes{.open = 2, .closed = 1});
  CHECK(reader->index_sizes({}) == IndexSizes{.open = 1, .closed = 1});
}

TEST_CASE("storage: what is on a list is opened once, and closed after that", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  commit_list(*database.store, {"a"});
  CHECK(reason_of([&] { commit_list(*database.store, {"a"}); }) == "storage.damaged");
  CHECK(reason_of([&] { commit_list(*database.store, {}, {"b"}); }) == "storage.damaged");
  commit_list(*database.store, {"a"}, {"a"});  // from one row to another, in one record
  CHECK(database.store->read()->list("todo", {.limit = 9}) == Strings{"a"});
  CHECK(database.store->read()->index_sizes(plenty) == IndexSizes{.open = 1, .closed = 1});
}

TEST_CASE("storage: a stream counts its entries, and leads to them", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  {
    const auto writer = database.store->write(soon());
    std::vector<Record> records{record(0, {}), record(1, {}), record(2, {}), record(3, {})};
    records[0].numbers = {{"p", 0}};
    records[2].numbers = {{"p", 1}, {"t", 0}};
    records[3].numbers = {{"p", 2}};
    writer->append(records);
    CHECK(writer->counts(Strings{"t", "p", "x"}) == Numbers{1, 3, 0});
    writer->commit();
  }
  const auto reader = database.store->read();
  CHECK(reader->counts(Strings{"p", "t"}) == Numbers{3, 1});
  CHECK(reader->numbered("p", 0, 10) == Numbers{0, 2, 3});
  CHECK(reader->numbered("p", 1, 1) == Numbers{2});
  CHECK(reader->numbered("p", 3, 10).empty());
  CHECK(reader->numbered("t", 0, 10) == Numbers{2});
  CHECK(reader->index_sizes(plenty) == IndexSizes{.numbers = 4});
}

TEST_CASE("storage: a dropped attempt gives back what it opened, closed and numbered", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  commit_list(*database.store, {"a"});
  {
    const auto writer = database.store->write(soon());
    auto next = record(1, {});
    next.opens = {{"todo", "b"}};
    next.closes = {{"todo", "a"}};
    next.numbers = {{"p", 0}};
    writer->begin_attempt();
    writer->append(std::vector{next});
    CHECK(writer->list("todo", {.limit = 9}) == Strings{"b"});
    writer->drop_attempt();
    CHECK(writer->list("todo", {.limit = 9}) == Strings{"a"});
    CHECK(writer->counts(Strings{"p"}) == Numbers{0});
    writer->append(std::vector{next});
    writer->commit();
  }
  const auto reader = database.store->read();
  CHECK(reader->list("todo", {.limit = 9}) == Strings{"b"});
  CHECK(reader->list("todo", {.limit = 9}, 0) == Strings{"a"});
  CHECK(reader->counts(Strings{"p"}) == Numbers{1});
}

}  // namespace metaqore::storage
