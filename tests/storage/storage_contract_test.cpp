// What lib/storage/store.hpp promises of records, keys and transactions, for each backend.

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

#include "storage/contract.hpp"

namespace metaqore::storage {

TEST_CASE("storage: a new database is empty", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  const auto reader = database.store->read();
  CHECK(reader->size() == 0);
  CHECK(reader->records(0, 10).items.empty());
  CHECK(reader->scan({.limit = 10}).items.empty());
  CHECK(sequences(*reader, {"a", ""}) == Sequences{-1, -1});
  CHECK(reader->first("a") == std::nullopt);
  CHECK(reader->list("a", {.limit = 10}).empty());
  CHECK(reader->counts(Strings{"a"}) == Numbers{0});
  CHECK(reader->numbered("a", 0, 10).empty());
  CHECK(reader->index_sizes(plenty) == IndexSizes{});
  CHECK(database.store->durable() == (backend != Backend::memory));
  CHECK_FALSE(database.store->read_only());
}

TEST_CASE("storage: what was committed comes back byte for byte", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  auto second = record(1, {"z", "head\tproj_1\tplan\tname with / and ü\t", "id\tart_1\t"});
  second.hashes.clear();
  const std::vector<Record> written{record(0, {"settings"}), second, record(2, {})};
  {
    const auto writer = database.store->write(soon());
    writer->append(written);
    CHECK(writer->size() == 3);
    writer->commit();
  }
  CHECK(database.store->integrity_fault() == std::nullopt);

  const auto reader = database.store->read();
  CHECK(reader->size() == 3);
  auto expected = written;
  for (auto& each : expected) each.keys.clear();
  CHECK(reader->index_sizes(plenty) == IndexSizes{.keys = 4});
  CHECK(reader->records(0, 3).items == expected);
  CHECK(reader->records(0, 100).items == expected);
  CHECK(reader->records(1, 1).items == std::vector{expected[1]});
  CHECK(reader->records(2, 2).items == std::vector{expected[2]});
  CHECK(reader->records(3, 1).items.empty());
  CHECK(reader->records(0, 0).items.empty());

  const Strings key{"head\tproj_1\tplan\tname with / and ü\t"};
  CHECK(reader->get(key).at(0) == written[1].row);
  auto brief = written[1].row;
  REQUIRE_FALSE(brief.payload.empty());
  brief.payload.clear();
  CHECK(reader->get(key, newest, Part::brief).at(0) == brief);
  CHECK(reader->get(key, newest, Part::place).at(0) == Row{.sequence = 1});
  CHECK(reader->entries(0, 100).items == Strings{written[0].entry, written[1].entry, written[2].entry});
  CHECK(reader->entries(1, 1).items == Strings{written[1].entry});
  CHECK(reader->entries(3, 1).items.empty());
  const std::vector<std::uint64_t> asked{2, 0, 1, 0};
  CHECK(reader->hashes(asked) == Strings{written[2].hashes, written[0].hashes, "", written[0].hashes});
  const std::vector<std::uint64_t> absent{0, 3};
  CHECK_THROWS_AS(reader->hashes(absent), Error);
}

TEST_CASE("storage: a key leads to the newest row at or before a sequence", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  commit(*database.store, {{"a"}, {"b", "a"}, {"b"}});
  commit(*database.store, {{"a"}});
  const auto reader = database.store->read();
  CHECK(sequences(*reader, {"a", "b", "c"}) == Sequences{3, 2, -1});
  CHECK(sequences(*reader, {"b", "a", "b"}) == Sequences{2, 3, 2});
  CHECK(sequences(*reader, {"a", "b"}, 2) == Sequences{1, 2});
  CHECK(sequences(*reader, {"a", "b"}, 1) == Sequences{1, 1});
  CHECK(sequences(*reader, {"a", "b"}, 0) == Sequences{0, -1});
  CHECK(sequences(*reader, {"a"}, 4) == Sequences{3});
  CHECK(sequences(*reader, {"a"}, ~std::uint64_t{0}) == Sequences{3});
  CHECK(sequences(*reader, {"", "A", "a\t", "aa"}) == Sequences{-1, -1, -1, -1});
  CHECK(reader->get({}).empty());
}

TEST_CASE("storage: a scan lists each key once, in the order of bytes", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  // A tab sorts before a space, upper before lower case, ASCII before ü (C3 BC), and that before 日 (E6 97
  // A5).
  const Strings sorted{"",    "a",  std::string("a\0", 2), "a\t", "a\tZ", "a\ta", "a\tz", "a\tü", "a\t日",
                       "a b", "ab", "a\xF4\x8F\xBF\xBF",   "ü"};
  auto shuffled = sorted;
  std::reverse(shuffled.begin(), shuffled.end());
  for (int round = 0; round < 2; ++round) {
    for (const auto& key : shuffled) commit(*database.store, {{key}});
  }
  const auto count = sorted.size();
  const auto reader = database.store->read();
  const auto scan = [&](const Scan& wanted, std::uint64_t at = newest) {
    return keys_of(reader->scan(wanted, at));
  };

  CHECK(scan({.limit = 100}) == sorted);
  CHECK(scan({.limit = 3}) == Strings(sorted.begin(), sorted.begin() + 3));
  CHECK(scan({.limit = 0}).empty());
  CHECK(scan({.prefix = "a\t", .limit = 100}) == Strings(sorted.begin() + 3, sorted.begin() + 9));
  CHECK(scan({.prefix = "a\t", .limit = 2}) == Strings{"a\t", "a\tZ"});
  CHECK(scan({.prefix = "a\t", .after = "a\ta", .limit = 2}) == Strings{"a\tz", "a\tü"});
  CHECK(scan({.prefix = "a\t", .after = "a\t", .limit = 1}) == Strings{"a\tZ"});
  CHECK(scan({.prefix = "a\t", .after = "a\tb", .limit = 1}) == Strings{"a\tz"});
  CHECK(scan({.prefix = "a\t", .after = "Z", .limit = 1}) == Strings{"a\t"});
  CHECK(scan({.prefix = "a\t", .after = "b", .limit = 1}).empty());
  CHECK(scan({.prefix = "a\t日", .limit = 9}) == Strings{"a\t日"});
  CHECK(scan({.prefix = "a\t日x", .limit = 9}).empty());
  CHECK(scan({.prefix = "\xC3", .limit = 9}) == Strings{"ü"});
  CHECK(scan({.after = "ab", .limit = 9}) == Strings{"a\xF4\x8F\xBF\xBF", "ü"});
  CHECK(scan({.after = "ü", .limit = 9}).empty());

  for (const auto& found : reader->scan({.limit = 100}).items) CHECK(found.row.sequence >= count);
  for (const auto& found : reader->scan({.limit = 100}, count - 1).items) CHECK(found.row.sequence < count);
}

TEST_CASE("storage: a scan of keys with so many fields passes the others over", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  commit(*database.store, {{"a\t"},
                           {"a\tn\t"},
                           {"a\tn\t1\t"},
                           {"a\tn\t2\t"},
                           {"a\tn\t2\tx\t"},
                           {"a\tn2\t"},
                           {"a\tü\t9\t"},
                           {"a\t\t1\t"},
                           {"b\tn\t"},
                           {"rest"}});
  const auto reader = database.store->read();
  const auto scan = [&](const Scan& wanted) { return keys_of(reader->scan(wanted)); };
  CHECK(scan({.limit = 9, .fields = 1}) == Strings{"a\t"});
  CHECK(scan({.limit = 9, .fields = 2}) == Strings{"a\tn\t", "a\tn2\t", "b\tn\t"});
  CHECK(scan({.limit = 9, .fields = 3}) == Strings{"a\t\t1\t", "a\tn\t1\t", "a\tn\t2\t", "a\tü\t9\t"});
  CHECK(scan({.prefix = "a\tn\t", .limit = 9, .fields = 3}) == Strings{"a\tn\t1\t", "a\tn\t2\t"});
  CHECK(scan({.prefix = "a\t", .after = "a\tn\t", .limit = 1, .fields = 2}) == Strings{"a\tn2\t"});
  CHECK(scan({.after = "a\tn\t1\t", .limit = 1, .fields = 3}) == Strings{"a\tn\t2\t"});
}

TEST_CASE("storage: a scan of the past skips keys that are younger", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  commit(*database.store, {{"k\tb"}, {"k\td"}, {"k\ta", "k\td"}, {"k\tc"}});
  const auto reader = database.store->read();
  CHECK(keys_of(reader->scan({.prefix = "k\t", .limit = 2}, 1)) == Strings{"k\tb", "k\td"});
  CHECK(keys_of(reader->scan({.prefix = "k\t", .limit = 9}, 0)) == Strings{"k\tb"});
  const auto found = reader->scan({.prefix = "k\t", .limit = 9}, 2);
  REQUIRE(keys_of(found) == Strings{"k\ta", "k\tb", "k\td"});
  auto brief = record(2, {}).row;
  brief.payload.clear();
  CHECK(found.items[2].row == brief);
}

TEST_CASE("storage: a read ends before it holds more bytes than it may, and says that there is more",
          "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  std::vector<Record> written;
  for (const std::size_t size : {10, 1'000, 3'000, 20, 30}) {
    auto& next = written.emplace_back(record(written.size(), {"k\t" + std::to_string(written.size())}));
    next.row.body.assign(size / 10, 'b');
    next.row.payload.assign(size, 'p');
    next.entry.assign(size, 'e');
  }
  {
    const auto writer = database.store->write(soon());
    writer->append(written);
    writer->commit();
  }
  const auto reader = database.store->read();
  Strings keys;
  for (const auto& each : written) keys.push_back(each.keys.front());

  struct Read {
    const char* name;
    std::function<Stretch<int>(std::uint64_t bytes, std::uint32_t limit)> from_second;
    std::uint64_t second, third;  // what these hold, without kind, salt and hashes
  };
  const auto numbers = [](const auto& stretch, auto number) {
    Stretch<int> found{.more = stretch.more};
    for (const auto& item : stretch.items) found.items.push_back(number(item));
    return found;
  };
  const auto of_rows = [](const std::vector<std::optional<Row>>& rows, std::size_t asked) {
    Stretch<int> found{.more = rows.size() < asked};
    for (const auto& row : rows) found.items.push_back(static_cast<int>(row->sequence));
    return found;
  };
  const auto get = [&](Part part, std::uint64_t bytes, std::uint32_t limit) {
    const auto asked = std::span(keys).subspan(1, std::min<std::size_t>(limit, 4));
    auto found = of_rows(reader->get(asked, newest, part, bytes), asked.size());
    found.more = found.more || asked.size() < 4;
    return found;
  };
  const std::vector<Read> reads{
      {"entries",
       [&](std::uint64_t bytes, std::uint32_t limit) {
         return numbers(reader->entries(1, limit, bytes), [&](const std::string& entry) {
           const auto at = std::ranges::find(written, entry, &Record::entry);
           return static_cast<int>(at - written.begin());
         });
       },
       1'000, 3'000},
      {"records",
       [&](std::uint64_t bytes, std::uint32_t limit) {
         return numbers(reader->records(1, limit, bytes),
                        [](const Record& it) { return static_cast<int>(it.row.sequence); });
       },
       2'100, 6'300},
      {"scan",
       [&](std::uint64_t bytes, std::uint32_t limit) {
         return numbers(reader->scan({.prefix = "k\t", .after = keys[0], .limit = limit, .bytes = bytes}),
                        [](const Found& it) { return static_cast<int>(it.row.sequence); });
       },
       100, 300},
      {"get whole", [&](auto bytes, auto limit) { return get(Part::whole, bytes, limit); }, 1'100, 3'300},
      {"get brief", [&](auto bytes, auto limit) { return get(Part::brief, bytes, limit); }, 100, 300},
      {"complete",
       [&](std::uint64_t bytes, std::uint32_t limit) {
         std::vector<Row> rows;
         for (const auto& found : reader->scan({.prefix = "k\t", .after = keys[0], .limit = limit}).items)
           rows.push_back(found.row);
         const auto asked = rows.size();
         const auto completed = reader->complete(rows, bytes);
         for (std::size_t i = 0; i < asked; ++i)
           CHECK(rows[i].payload == (i < completed ? written[i + 1].row.payload : ""));
         rows.resize(completed);
         std::vector<std::optional<Row>> found(rows.begin(), rows.end());
         auto answer = of_rows(found, asked);
         answer.more = answer.more || asked < 4;
         return answer;
       },
       1'100, 3'300},
  };
  for (const auto& [name, from_second, second, third] : reads) {
    INFO(name);
    constexpr std::uint64_t slack = 400;  // for kinds, salts and hashes
    const auto check = [&](std::uint64_t bytes, std::uint32_t limit, const Sequences& expected, bool more) {
      INFO(bytes << " bytes");
      const auto found = from_second(bytes, limit);
      CHECK(found.items == expected);
      CHECK(found.more == more);
    };
    check(0, 9, {1}, true);
    check(second - 1, 9, {1}, true);
    check(second + third - 1, 9, {1}, true);
    check(second + third + slack, 2, {1, 2}, true);
    check(2 * (second + third) + slack, 9, {1, 2, 3, 4}, false);
    check(unbounded, 9, {1, 2, 3, 4}, false);
    check(unbounded, 1, {1}, true);
  }
  CHECK(reader->records(4, 9, 0).items.size() == 1);
  CHECK_FALSE(reader->records(4, 9, 0).more);
  CHECK_FALSE(reader->entries(4, 1, 0).more);
  CHECK_FALSE(reader->records(5, 9).more);
  CHECK_FALSE(reader->entries(5, 9).more);
  CHECK(of_rows(reader->get(keys, newest, Part::place, 0), keys.size()).items == Sequences{0, 1, 2, 3, 4});
}

TEST_CASE("storage: without a commit nothing is left", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  commit(*database.store, {{"a"}});
  {
    const auto writer = database.store->write(soon());
    writer->append(std::vector{record(1, {"a", "b"})});
    CHECK(sequences(*writer, {"a", "b"}) == Sequences{1, 1});
    CHECK(keys_of(writer->scan({.limit = 9})) == Strings{"a", "b"});
    CHECK(writer->records(1, 9).items == std::vector{record(1, {})});
  }
  CHECK(sequences(*database.store->read(), {"a", "b"}) == Sequences{0, -1});
  CHECK(keys_of(database.store->read()->scan({.limit = 9})) == Strings{"a"});
  CHECK(database.store->read()->size() == 1);
  commit(*database.store, {{"c"}});
  CHECK(sequences(*database.store->read(), {"a", "b", "c"}) == Sequences{0, -1, 1});
}

TEST_CASE("storage: an attempt is kept whole or is as if it had never been", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  {
    const auto writer = database.store->write(soon());
    writer->append(std::vector{record(0, {"before"})});
    writer->begin_attempt();
    writer->append(std::vector{record(1, {"dropped", "before"})});
    CHECK(writer->size() == 2);
    writer->drop_attempt();
    CHECK(writer->size() == 1);
    CHECK(sequences(*writer, {"before", "dropped"}) == Sequences{0, -1});
    writer->begin_attempt();
    writer->append(std::vector{record(1, {"kept"}), record(2, {"kept"})});
    writer->keep_attempt();
    writer->begin_attempt();
    writer->drop_attempt();
    writer->append(std::vector{record(3, {"after"})});
    writer->commit();
  }
  const auto reader = database.store->read();
  CHECK(reader->size() == 4);
  CHECK(sequences(*reader, {"before", "dropped", "kept", "after"}) == Sequences{0, -1, 2, 3});
  CHECK(reader->records(1, 1).items == std::vector{record(1, {})});
}

TEST_CASE("storage: calls out of order are refused, and nothing is committed", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  const auto writing = [&](const std::function<void(Writer&)>& calls) {
    return reason_of([&] { calls(*database.store->write(soon())); });
  };
  const std::vector first{record(0, {"a"})}, gap{record(1, {"a"})};
  CHECK(writing([&](Writer& writer) { writer.append(gap); }) == "storage.sequence_gap");
  CHECK(writing([](Writer& writer) { writer.keep_attempt(); }) == "storage.no_attempt");
  CHECK(writing([](Writer& writer) { writer.drop_attempt(); }) == "storage.no_attempt");
  CHECK(writing([](Writer& writer) {
          writer.begin_attempt();
          writer.begin_attempt();
        }) == "storage.attempt_open");
  CHECK(writing([&](Writer& writer) {
          writer.begin_attempt();
          writer.append(first);
          writer.commit();
        }) == "storage.attempt_open");
  CHECK(database.store->read()->size() == 0);
  CHECK(writing([&](Writer& writer) {
          writer.commit();
          writer.append(first);
        }) == "storage.transaction_ended");
  CHECK(writing([](Writer& writer) {
          writer.commit();
          writer.commit();
        }) == "storage.transaction_ended");
  CHECK(database.store->read()->size() == 0);
}

TEST_CASE("storage: a reader keeps its state while others commit", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  commit(*database.store, {{"a"}});
  const auto before = database.store->read();
  auto writer = database.store->write(soon());
  writer->append(std::vector{record(1, {"a", "b"})});
  const auto during = database.store->read();
  writer->commit();
  writer.reset();
  const auto other_store = database.open();
  commit(*other_store, {{"a", "c"}});
  const auto after = database.store->read();

  for (auto* reader : {before.get(), during.get()}) {
    CHECK(reader->size() == 1);
    CHECK(sequences(*reader, {"a", "b", "c"}) == Sequences{0, -1, -1});
    CHECK(keys_of(reader->scan({.limit = 9})) == Strings{"a"});
    CHECK(reader->records(0, 9).items == std::vector{record(0, {})});
    const std::vector<std::uint64_t> committed_later{1};
    CHECK_THROWS_AS(reader->hashes(committed_later), Error);
  }
  CHECK(after->size() == 3);
  CHECK(sequences(*after, {"a", "b", "c"}) == Sequences{2, 1, 2});
}

TEST_CASE("storage: a second writer waits until its deadline, then it is busy", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  auto first = database.store->write(soon());
  const auto start = Clock::now();
  try {
    (void)database.store->write(start + 50ms);
    FAIL("two writers at once");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::busy);
    CHECK(error.reason() == "storage.locked");
  }
  CHECK(Clock::now() - start >= 50ms);
  CHECK(reason_of([&] { (void)database.store->write(start - 1h); }) == "storage.locked");
  CHECK(reason_of([&] { (void)database.store->write(Clock::time_point::min()); }) == "storage.locked");

  auto second = std::async(std::launch::async, [&] { commit(*database.store, {{"second"}}); });
  std::this_thread::sleep_for(20ms);
  first->append(std::vector{record(0, {"first"})});
  first->commit();
  first.reset();
  second.get();
  CHECK(sequences(*database.store->read(), {"first", "second"}) == Sequences{0, 1});
  CHECK(database.store->write(start - 1h)->size() == 2);  // a lock that is free is had even when late
}

TEST_CASE("storage: readers never wait for a writer", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  const auto writer = database.store->write(soon());
  writer->append(std::vector{record(0, {"a"})});
  const auto start = Clock::now();
  CHECK(database.store->read()->size() == 0);
  CHECK(Clock::now() - start < 1s);
}

TEST_CASE("storage: the change token moves when others commit, and only then", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  const auto other_store = database.open();
  const auto token = [](Store& store) { return store.write(soon())->change_token(); };

  const auto at_first = token(*database.store);
  commit(*database.store, {{"a"}});
  commit(*database.store, {{"a"}});
  {
    database.store->write(soon())->append(std::vector{record(2, {"a"})});
  }
  CHECK(database.store->read()->size() == 2);
  CHECK(token(*database.store) == at_first);

  commit(*other_store, {{"b"}});
  const auto others_token = token(*other_store);
  const auto moved = token(*database.store);
  CHECK(moved != at_first);
  CHECK(token(*database.store) == moved);
  CHECK(token(*other_store) == others_token);
  commit(*database.store, {{"a"}});
  CHECK(token(*database.store) == moved);
  CHECK(token(*other_store) != others_token);
}

TEST_CASE("storage: threads that write and read at once lose and mix up nothing", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  constexpr int threads = 4, rounds = 20;
  std::atomic<int> wrong = 0;
  std::vector<std::future<void>> running;
  for (int thread = 0; thread < threads; ++thread) {
    running.push_back(std::async(std::launch::async, [&, thread] {
      const auto own = "own\t" + std::to_string(thread);
      for (int round = 0; round < rounds; ++round) {
        commit(*database.store, {{own, "all"}, {"pair"}});
        const auto reader = database.store->read();
        const auto size = reader->size();  // pairs are committed together
        if (size % 2 != 0 || sequences(*reader, {"pair"}).at(0) != static_cast<int>(size) - 1) ++wrong;
        if (reader->scan({.prefix = own, .limit = 1}).items.size() != 1) ++wrong;
      }
    }));
  }
  for (auto& thread : running) thread.get();
  CHECK(wrong == 0);
  const auto reader = database.store->read();
  CHECK(reader->size() == 2 * threads * rounds);
  CHECK(reader->scan({.prefix = "own\t", .limit = 100}).items.size() == threads);
}

TEST_CASE("storage: the fake counts round trips, takes its time and refuses to serialise", "[storage]") {
  FakeStore store({.round_trip = 1ms, .refuse_first = 2});
  const auto start = Clock::now();
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto writer = store.write(soon());
    writer->append(std::vector{record(0, {"a"})});
    CHECK_THROWS_AS(writer->commit(), SerializationFailure);
  }
  CHECK(store.round_trips() == 6);
  CHECK(Clock::now() - start >= 6ms);
  CHECK(store.read()->size() == 0);
  commit(store, {{"a"}});
  CHECK(store.read()->size() == 1);

  FakeStore half({.round_trip = 0us, .refuse_rate = 0.5, .seed = 7});
  int refused = 0;
  for (int i = 0; i < 200; ++i) {
    try {
      half.write(soon())->commit();
    } catch (const SerializationFailure&) {
      ++refused;
    }
  }
  CHECK(refused > 60);
  CHECK(refused < 140);
}

TEST_CASE("storage: what a writer has read or written before is as it is now", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  commit(*database.store, {{"a"}, {"b"}});
  const auto found = [&] { return sequences(*database.store->write(soon()), {"a", "b", "c"}); };
  CHECK(found() == Sequences{0, 1, -1});
  CHECK(found() == Sequences{0, 1, -1});
  {
    const auto writer = database.store->write(soon());
    CHECK(sequences(*writer, {"a", "b"}) == Sequences{0, 1});
    writer->begin_attempt();
    writer->append(std::vector{record(2, {"a", "c"})});
    CHECK(sequences(*writer, {"a", "b", "c"}) == Sequences{2, 1, 2});
    CHECK(sequences(*writer, {"a", "b", "c"}, 1) == Sequences{0, 1, -1});
    writer->drop_attempt();
    CHECK(sequences(*writer, {"a", "b", "c"}) == Sequences{0, 1, -1});
    writer->append(std::vector{record(2, {"b"})});
    CHECK(sequences(*writer, {"a", "b"}) == Sequences{0, 2});
  }  // without a commit
  CHECK(found() == Sequences{0, 1, -1});
  commit(*database.store, {{"a"}});
  CHECK(found() == Sequences{2, 1, -1});
  if (backend == Backend::memory) return;  // which nobody else opens
  commit(*database.open(), {{"b", "c"}});
  CHECK(found() == Sequences{2, 3, 3});
}

TEST_CASE("storage: all keys and all numbers come in their order, each with its sequences", "[storage]") {
  const auto backend = GENERATE(Backend::file, Backend::memory, Backend::fake);
  INFO(name_of(backend));
  const TestDatabase database(backend);
  auto numbered = record(2, {"b"});
  numbered.numbers = {{"stream", 0}, {"other", 0}};
  auto next = record(3, {});
  next.numbers = {{"stream", 1}};
  commit(*database.store, {{"b", "a"}, {"b"}});
  {
    const auto writer = database.store->write(soon());
    writer->append(std::vector{numbered, next});
    writer->commit();
  }
  const auto reader = database.store->read();
  std::vector<std::pair<std::string, std::uint64_t>> keys;
  reader->each_key([&](std::string_view key, std::uint64_t sequence) { keys.emplace_back(key, sequence); });
  CHECK(keys == decltype(keys){{"a", 0}, {"b", 0}, {"b", 1}, {"b", 2}});
  std::vector<std::tuple<std::string, std::uint64_t, std::uint64_t>> numbers;
  reader->each_number([&](std::string_view stream, std::uint64_t number, std::uint64_t sequence) {
    numbers.emplace_back(stream, number, sequence);
  });
  CHECK(numbers == decltype(numbers){{"other", 0, 2}, {"stream", 0, 2}, {"stream", 1, 3}});
}

}  // namespace metaqore::storage
