// Files whose bytes are not what was written: whatever they say, reading ends, and says that they are
// damaged.

#include <fmt/format.h>

#include "base/text.hpp"
#include "support/random.hpp"
#include "support/rounds.hpp"
#include "support/sqlite_pages.hpp"

namespace metaqore::storage {

namespace {

constexpr auto damage = "storage.damaged";

/// Commits so many records in one transaction, each found under `key⇥NUMBER⇥`, on two lists and numbered.
void fill(const std::string& path, std::uint64_t count) {
  const auto store = open_sqlite(path, false);
  const auto writer = store->write(soon());
  for (std::uint64_t i = writer->size(); i < count; ++i) {
    auto next = record(i, {fmt::format("key\t{:04}\t", i)});
    next.row.payload = fmt::format("payload {:04}", i);
    next.entry = fmt::format("entry {:04}", i);
    next.opens = {{"open", fmt::format("o{:04}", i)}, {"todo", fmt::format("t{:04}", i)}};
    if (i > 0) next.closes = {{"todo", fmt::format("t{:04}", i - 1)}};
    next.numbers = {{"stream", i}};
    writer->append(std::vector{next});
  }
  writer->commit();
}

/// Everything that a reader can be asked for, and that ends where `count` records are damaged.
std::vector<std::function<void(Reader&)>> reads_of(std::uint64_t count) {
  return {
      [](Reader& it) { (void)it.size(); },
      [=](Reader& it) {
        for (std::uint64_t i = 0; i < count; ++i)
          (void)it.get(Strings{fmt::format("key\t{:04}\t", i)}, newest, Part::whole);
      },
      [=](Reader& it) { (void)it.get(Strings{"key\t0001\t"}, count / 2, Part::brief); },
      [](Reader& it) { (void)it.get(Strings{"key\t0001\t", "key\t0003\t"}, newest, Part::place); },
      [](Reader& it) { (void)it.get(Strings{"key\t0001\t", "key\t0003\t"}, newest, Part::whole, 99); },
      [](Reader& it) { (void)it.scan({.limit = 1'001}); },
      [](Reader& it) { (void)it.scan({.prefix = "key\t", .after = "key\t0002\t", .limit = 9}, 4); },
      [](Reader& it) { (void)it.scan({.prefix = "key\t", .limit = 9, .fields = 1}); },
      [=](Reader& it) {
        std::vector<Row> rows;
        for (std::uint64_t i = 0; i < count; ++i) rows.push_back({.sequence = i});
        (void)it.complete(rows);
      },
      [](Reader& it) { (void)it.first("key\t0001\t"); },
      [](Reader& it) { (void)it.list("open", {.limit = 1'001}); },
      [](Reader& it) { (void)it.list("todo", {.limit = 9}); },
      [](Reader& it) { (void)it.list("todo", {.prefix = "t", .after = "t0001", .limit = 9}, 2); },
      [](Reader& it) { (void)it.list("open", {.limit = 9}, 2); },
      [](Reader& it) { (void)it.counts(Strings{"stream", "none"}); },
      [](Reader& it) { (void)it.numbered("stream", 2, 1'001); },
      [=](Reader& it) {
        for (std::uint64_t i = 0; i < count; ++i) (void)it.hashes(std::vector{i});
      },
      [](Reader& it) { (void)it.entries(0, 1'001); },
      [](Reader& it) { (void)it.entries(1, 9, 25); },
      [](Reader& it) { (void)it.records(0, 1'001); },
      [](Reader& it) { (void)it.records(1, 9, 99); },
      [](Reader& it) { (void)it.has({{"open", "o0001"}, 1, {}}); },
      [](Reader& it) { (void)it.has({{"todo", "t0001"}, 1, 2}); },
      [=](Reader& it) {
        (void)it.index_sizes({.keys = count, .open = count + 1, .closed = count, .numbers = count});
      },
  };
}

}  // namespace

TEST_CASE("sqlite: a row number that is out of order is damage, and nothing is written beyond what was asked",
          "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  fill(path, 400);
  const bool entries = GENERATE(false, true);
  {
    // A cell of a table is its size, its row number, and the record: 330 is 0x82 0x4A, and 0x80 0x4A is 74.
    Pages pages(path);
    const auto text = entries ? "entry 0330" : "payload 0330";
    const auto at = pages.place(text);
    auto number = at;
    while (pages.byte(number) != '\x82' || pages.byte(number + 1) != '\x4A') REQUIRE(at - --number < 100);
    pages.byte(number) = '\x80';
  }
  const auto reader = open_sqlite(path, true)->read();
  CHECK(reason_of([&] { (void)reader->records(320, 20); }) == damage);
  CHECK(reason_of([&] { (void)reader->records(0, 400); }) == damage);
  CHECK(reader->records(0, 300).items.size() == 300);
  if (entries) {
    CHECK(reason_of([&] { (void)reader->entries(320, 20); }) == damage);
    CHECK(reason_of([&] { (void)reader->entries(330, 1); }) == damage);
    CHECK(reader->entries(0, 300).items.size() == 300);
  } else {
    CHECK(reason_of([&] { (void)reader->get(Strings{"key\t0330\t"}); }) == damage);
  }
}

TEST_CASE("sqlite: rows to which the way from the root is lost are read by their size, or are damage",
          "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  fill(path, 400);
  const bool entries = GENERATE(false, true);
  {
    // The last number of the first leaf stands in the root, behind the leaf's own of four bytes. What is
    // sought behind a smaller one is sought in the second leaf, and in the first it is found in passing.
    Pages pages(path);
    const auto number = pages.root(entries ? "entries" : "rows");
    auto root = pages.page(number);
    const auto at = [&](std::size_t place) { return static_cast<unsigned char>(root[place]); };
    auto last = static_cast<std::size_t>(at(12) << 8 | at(13)) + 4;
    while (at(last) >= 0x80) ++last;
    REQUIRE(at(last) > 10);
    root[last] = static_cast<char>(at(last) - 5);
    pages.put(number, root);
  }
  const auto reader = open_sqlite(path, true)->read();
  CHECK(reader->records(0, 400, 10'000).items.size() < 400);  // one after the other they are found
  CHECK(reader->records(0, 5).items.size() == 5);
  if (entries) {
    CHECK(reader->entries(0, 400, 1'000).items.size() < 400);
    CHECK(reader->entries(0, 5).items.size() == 5);
  }
}

TEST_CASE("sqlite: a key that a bit makes a blob ends no scan, and is damage", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  fill(path, 5);
  {
    // The type of a text of n bytes is 13 + 2 n, of a blob 12 + 2 n, and stands in the record before the
    // text.
    Pages pages(path);
    const auto key = pages.place("key\t0004\t");
    auto type = key;
    while (pages.byte(type) != static_cast<char>(13 + 2 * 9)) REQUIRE(key - --type < 10);
    pages.byte(type) = static_cast<char>(12 + 2 * 9);
  }
  const auto reader = open_sqlite(path, true)->read();
  CHECK(reason_of([&] { (void)reader->scan({.limit = 9}); }) == damage);
  CHECK(reason_of([&] { (void)reader->scan({.prefix = "key\t", .after = "key\t0003\t", .limit = 9}); }) ==
        damage);
}

TEST_CASE("sqlite: a column of another type than its table's is damage wherever it is read",
          "[storage][sqlite]") {
  struct Change {
    const char* sql;
    std::function<void(Reader&)> read;
  };
  const auto get = [](Reader& it) { (void)it.get(Strings{"key\t0003\t"}); };
  const auto brief = [](Reader& it) { (void)it.get(Strings{"key\t0003\t"}, newest, Part::brief); };
  const auto place = [](Reader& it) { (void)it.get(Strings{"key\t0003\t"}, newest, Part::place); };
  const auto bounded = [](Reader& it) { (void)it.get(Strings{"key\t0003\t"}, newest, Part::brief, 9); };
  const auto scan = [](Reader& it) { (void)it.scan({.limit = 9}); };
  const auto complete = [](Reader& it) {
    std::vector<Row> rows{{.sequence = 2}, {.sequence = 3}};
    (void)it.complete(rows);
  };
  const auto first = [](Reader& it) { (void)it.first("key\t0003\t"); };
  const auto records = [](Reader& it) { (void)it.records(0, 9); };
  const auto entries = [](Reader& it) { (void)it.entries(0, 9); };
  const auto hashes = [](Reader& it) { (void)it.hashes(std::vector<std::uint64_t>{3}); };
  const auto list = [](Reader& it) { (void)it.list("open", {.limit = 9}); };
  const auto then = [](Reader& it) { (void)it.list("todo", {.limit = 9}, 2); };
  const auto counts = [](Reader& it) { (void)it.counts(Strings{"stream"}); };
  const auto numbered = [](Reader& it) { (void)it.numbered("stream", 0, 9); };
  const auto open = [](Reader& it) { (void)it.has({{"open", "o0003"}, 3, {}}); };
  const auto closed = [](Reader& it) { (void)it.has({{"todo", "t0003"}, 3, 4}); };
  const std::vector<Change> changes{
      {"UPDATE entries SET entry = CAST(entry AS BLOB) WHERE sequence = 3", entries},
      {"UPDATE entries SET entry = CAST(entry AS BLOB) WHERE sequence = 3", records},
      {"UPDATE entries SET entry = NULL WHERE sequence = 3", entries},
      {"UPDATE entries SET entry = NULL WHERE sequence = 3", records},
      {"UPDATE entries SET hashes = CAST(hashes AS TEXT) WHERE sequence = 3", hashes},
      {"UPDATE entries SET hashes = NULL WHERE sequence = 3", hashes},
      {"UPDATE entries SET hashes = 7 WHERE sequence = 3", records},
      {"UPDATE rows SET kind = NULL WHERE sequence = 3", get},
      {"UPDATE rows SET kind = CAST(kind AS BLOB) WHERE sequence = 3", brief},
      {"UPDATE rows SET kind = CAST(kind AS BLOB) WHERE sequence = 3", records},
      {"UPDATE rows SET salt = 'text' WHERE sequence = 3", get},
      {"UPDATE rows SET salt = 7 WHERE sequence = 3", records},
      {"UPDATE rows SET body = x'7B7D' WHERE sequence = 3", brief},
      {"UPDATE rows SET body = x'7B7D' WHERE sequence = 3", first},
      {"UPDATE rows SET body = x'7B7D' WHERE sequence = 3", records},
      {"UPDATE rows SET payload = x'7B7D' WHERE sequence = 3", get},
      {"UPDATE rows SET payload = x'7B7D' WHERE sequence = 3", records},
      {"UPDATE rows SET payload = x'7B7D' WHERE sequence = 3", complete},
      {"UPDATE rows SET body = x'7B7D' WHERE sequence = 3", bounded},
      {"UPDATE rows SET body = x'7B7D' WHERE sequence = 3", scan},
      {"DELETE FROM rows WHERE sequence = 3", complete},
      {"DELETE FROM rows WHERE sequence = 3", bounded},
      {"DELETE FROM rows WHERE sequence = 3", scan},
      {"UPDATE keys SET sequence = 2.5 WHERE sequence = 3", place},
      {"UPDATE keys SET sequence = 2.5 WHERE sequence = 3", bounded},
      {"UPDATE keys SET sequence = 2.5 WHERE sequence = 3", scan},
      {"UPDATE keys SET sequence = -1 WHERE sequence = 3; INSERT INTO keys VALUES (CAST('l' AS BLOB), 1)",
       [](Reader& it) { (void)it.scan({.prefix = "l", .limit = 9}); }},
      {"UPDATE open_keys SET key = CAST(key AS BLOB) WHERE list = 'open' AND opened = 3", list},
      {"UPDATE open_keys SET opened = -1 WHERE opened = 3", list},
      {"UPDATE open_keys SET opened = 'x' WHERE opened = 3", list},
      {"UPDATE open_keys SET opened = NULL WHERE opened = 3", list},
      {"UPDATE open_keys SET opened = 9223372036854775807 WHERE opened = 3", list},
      {"UPDATE open_keys SET opened = 'x' WHERE opened = 3", open},
      {"UPDATE closed_keys SET closed = x'04' WHERE closed = 4", then},
      {"UPDATE closed_keys SET key = CAST(key AS BLOB) WHERE closed = 4", then},
      {"UPDATE closed_keys SET opened = 'x' WHERE closed = 4", then},
      {"UPDATE closed_keys SET opened = -3 WHERE closed = 4", closed},
      {"UPDATE numbers SET number = 'x' WHERE number = 4", counts},
      {"UPDATE numbers SET number = 9223372036854775807 WHERE number = 4", counts},
      {"UPDATE numbers SET number = 5 WHERE number = 4", counts},  // as many entries as there are at most
      {"DELETE FROM numbers WHERE number < 4; UPDATE numbers SET number = -1", counts},
      {"UPDATE numbers SET number = 'x' WHERE number = 4", numbered},
      {"UPDATE numbers SET number = 5 WHERE number = 4", numbered},
      {"UPDATE numbers SET sequence = -1 WHERE number = 3", numbered},
      {"UPDATE numbers SET sequence = 'x' WHERE number = 3", numbered},
      {"UPDATE numbers SET sequence = NULL WHERE number = 3", numbered},
      {"UPDATE numbers SET sequence = 2 WHERE number = 3", numbered},
      {"UPDATE numbers SET sequence = 5 WHERE number = 4", numbered},  // beyond the last entry
      {"DELETE FROM numbers WHERE number = 3", numbered},
      {"DELETE FROM entries WHERE sequence = 3", entries},
  };
  for (const auto& [sql, read] : changes) {
    INFO(sql);
    const Folder folder;
    const auto path = folder / "file";
    fill(path, 5);
    tamper(path, sql);
    const auto reader = open_sqlite(path, true)->read();
    CHECK(reason_of([&] { read(*reader); }) == damage);
  }
}

TEST_CASE("sqlite: a number of the last entry after which none can follow is damage", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  fill(path, 5);
  const auto* sql = GENERATE("UPDATE entries SET sequence = 9223372036854775807 WHERE sequence = 4",
                             "DELETE FROM entries WHERE sequence < 4; UPDATE entries SET sequence = -2");
  INFO(sql);
  tamper(path, sql);
  const auto store = open_sqlite(path, true);
  CHECK(reason_of([&] { (void)store->read(); }) == damage);
}

TEST_CASE("sqlite: what is out of order on a list is damage, now and in the past", "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  fill(path, 9);
  {
    Pages pages(path);
    pages.byte(pages.place("openo0004") + 8) = GENERATE('3', '1', '7');
    pages.byte(pages.place("todo\x05t0004") + 4) = '\3';  // when it was closed
  }
  const auto reader = open_sqlite(path, true)->read();
  CHECK(reason_of([&] { (void)reader->list("open", {.limit = 9}); }) == damage);
  CHECK(reason_of([&] { (void)reader->list("open", {.limit = 9}, 6); }) == damage);
  CHECK(reader->list("open", {.limit = 3}) == Strings{"o0000", "o0001", "o0002"});
  CHECK(reason_of([&] { (void)reader->list("todo", {.limit = 9}, 1); }) == damage);
}

TEST_CASE("sqlite: trees whose pages lead to one page by many ways are read to an end", "[storage][sqlite]") {
  struct Tree {
    const char* table;
    std::vector<std::string> records;
  };
  const std::vector<Tree> trees{
      {"keys", {index_record({"key\t0002\t", '\2'}), index_record({"key\t0003\t", '\3'})}},
      {"open_keys", {index_record({"todo", "t0002", '\2'}), index_record({"todo", "t0003", '\3'})}},
      {"closed_keys",
       {index_record({"todo", '\3', "t0002", '\2'}), index_record({"todo", '\4', "t0003", '\3'})}},
      {"numbers", {index_record({"stream", '\2', '\2'}), index_record({"stream", '\3', '\3'})}},
      {"entries", {}},
      {"rows", {}},
  };
  for (const auto& [table, records] : trees) {
    INFO(table);
    const Folder folder;
    const auto path = folder / "file";
    fill(path, 5);
    share_children(path, table, records);
    const auto store = open_sqlite(path, true);
    CHECK(store->integrity_fault().has_value());
    int damaged = 0;
    for (const auto& read : reads_of(5)) {
      try {
        read(*store->read());
      } catch (const Error& error) {
        CHECK(error.reason() == damage);
        ++damaged;
      }
    }
    CHECK(damaged + (table == std::string("keys")) > 0);  // of keys, few reads ask for more than one
  }
}

TEST_CASE("sqlite: a name in a damaged schema is shown as one line of text, whatever its bytes are",
          "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file";
  fill(path, 3);
  {
    Pages pages(path);
    const std::string name = "open_keys", sql = "CREATE TABLE open_keys";
    auto page = pages.page(1);
    page.replace(page.find("table" + name) + 5, name.size(), "op\xFF\n\x7Fkeys");
    // What is no statement, or one of another table.
    page.replace(page.find(sql), 6, GENERATE("XREATE", "create"));
    pages.put(1, page);
  }
  const std::string message = error_of([&] { (void)open_sqlite(path, true); }).what();
  INFO(message);
  CHECK(base::is_utf8(message));
  CHECK_FALSE(base::has_control(message));
  CHECK(message.find("op") != std::string::npos);
}

TEST_CASE("sqlite: whichever bits of a file are turned, reading answers or says that it is damaged",
          "[storage][sqlite]") {
  const Folder folder;
  const auto path = folder / "file", turned = folder / "turned";
  constexpr std::uint64_t count = 60;
  fill(path, count);
  const auto whole = content(path);
  const auto reads = reads_of(count);
  test::Random random(7);
  std::size_t damaged = 0;
  const auto rounds = test::rounds(600);
  for (std::size_t round = 0; round < rounds; ++round) {
    auto data = whole;
    auto at = 100 + random.below(data.size() - 100);  // the header says what the file is
    while (data[at] == 0 && random.chance(90)) at = 100 + random.below(data.size() - 100);
    data[at] = static_cast<char>(data[at] ^ 1 << random.below(8));
    write_file(turned, data);
    INFO("round " << round << ", byte " << at);
    bool bad = false;
    const auto run = [&](const std::function<void()>& call) {
      try {
        call();
      } catch (const Error& error) {
        INFO(error.what());
        CHECK(error.reason() == damage);
        bad = true;
      }
    };
    run([&] {
      const auto store = open_sqlite(turned, true);
      for (const auto& read : reads) run([&] { read(*store->read()); });
    });
    damaged += bad ? 1 : 0;
  }
  CHECK(damaged > rounds / 20);
  CHECK(damaged < rounds);
}

}  // namespace metaqore::storage
