// Files that do not say what was written: a clear error of the file, or an answer of verification.

#include "ledger/damage.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <utility>

#include "state/verify.hpp"
#include "support/engines.hpp"

using namespace metaqore;
using namespace metaqore::test;

namespace {

std::string reason_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
    return error.reason();
  }
  return "it went well";
}

/// A file with a project `proj_p`, two versions of a plan, one that converged on the second, and a blocked
/// one with its conflict.
struct TeamFile {
  TeamFile() {
    auto engine = open_engine(On::file, folder);
    auto planner = engine.state({"planner"}), coder = engine.state({"coder"});
    planner.create_project({.id = "proj_p", .name = "chatbot"});
    for (int i = 1; i < 3; ++i) planner.declare(plan(std::to_string(i))).accepted();
    coder.declare(plan("2", "art_same")).accepted();
    REQUIRE_FALSE(coder.declare(unaware()));
  }

  static Candidate plan(const std::string& data, std::string id = {}) {
    return {.lineage = {"proj_p", "plan"}, .data = Json(data), .id = id.empty() ? "art_" + data : id};
  }

  /// Another first version.
  static Candidate unaware() {
    auto candidate = plan("4", "art_4");
    candidate.base = 0;
    return candidate;
  }

  void tamper(const std::string& sql) const {
    SQLite::Database(folder / "team.db", SQLite::OPEN_READWRITE).exec(sql);
  }

  Engine open(bool read_only = false) const {
    return Engine::open({.storage = folder / "team.db", .read_only = read_only});
  }

  Folder folder;
};

/// Gives what another store gives, after `before` was told what is asked for. Records come together only
/// as long as they hold no more than `bytes`.
class Watched final : public storage::Store {
 public:
  using Before = std::function<void(const char* call, std::uint64_t from, std::uint64_t count)>;
  Watched(storage::Store& store, Before before, std::uint64_t bytes = storage::page_bytes)
      : store_(store), before_(std::move(before)), bytes_(bytes) {}

  std::unique_ptr<storage::Reader> read() override {
    before_("read", 0, 0);
    return std::make_unique<WatchedReader>(store_.read(), before_, bytes_);
  }
  std::unique_ptr<storage::Writer> write(std::chrono::steady_clock::time_point deadline) override {
    return store_.write(deadline);
  }
  bool durable() const noexcept override { return store_.durable(); }
  bool read_only() const noexcept override { return store_.read_only(); }
  std::optional<std::string> integrity_fault() override {
    before_("integrity", 0, 0);
    return store_.integrity_fault();
  }
  void backup(const std::string& path) override { store_.backup(path); }

 private:
  class WatchedReader final : public storage::Reader {
   public:
    WatchedReader(std::unique_ptr<Reader> reader, Before before, std::uint64_t bytes)
        : reader_(std::move(reader)), before_(std::move(before)), bytes_(bytes) {}
    std::uint64_t size() override { return reader_->size(); }
    std::vector<std::optional<storage::Row>> get(std::span<const std::string> keys, std::uint64_t at,
                                                 storage::Part part, std::uint64_t bytes) override {
      before_("get", at, keys.size());
      return reader_->get(keys, at, part, bytes);
    }
    void each(std::span<const std::string> keys, std::uint64_t at, const Visit& visit) override {
      before_("get", at, keys.size());
      reader_->each(keys, at, visit);
    }
    storage::Stretch<storage::Found> scan(const storage::Scan& scan, std::uint64_t at) override {
      return reader_->scan(scan, at);
    }
    std::size_t complete(std::span<storage::Row> rows, std::uint64_t bytes) override {
      return reader_->complete(rows, bytes);
    }
    std::optional<storage::Row> first(const std::string& key) override { return reader_->first(key); }
    std::vector<std::string> list(const std::string& list, const storage::Scan& scan,
                                  std::uint64_t at) override {
      return reader_->list(list, scan, at);
    }
    std::vector<std::uint64_t> counts(std::span<const std::string> streams) override {
      return reader_->counts(streams);
    }
    std::vector<std::uint64_t> numbered(const std::string& stream, std::uint64_t from,
                                        std::uint32_t limit) override {
      return reader_->numbered(stream, from, limit);
    }
    std::vector<std::string> hashes(std::span<const std::uint64_t> sequences) override {
      return reader_->hashes(sequences);
    }
    storage::Stretch<std::string> entries(std::uint64_t from, std::uint32_t limit,
                                          std::uint64_t bytes) override {
      return reader_->entries(from, limit, bytes);
    }
    storage::Stretch<storage::Record> records(std::uint64_t from, std::uint32_t limit,
                                              std::uint64_t bytes) override {
      before_("records", from, limit);
      return reader_->records(from, limit, std::min(bytes, bytes_));
    }
    void each_key(const VisitPair& visit) override {
      before_("keys", 0, 0);
      reader_->each_key(visit);
    }
    void each_number(const VisitNumber& visit) override { reader_->each_number(visit); }
    bool has(const storage::Period& period) override { return reader_->has(period); }
    storage::IndexSizes index_sizes(const storage::IndexSizes& at_most) override {
      before_("sizes", 0, 0);
      return reader_->index_sizes(at_most);
    }

   private:
    std::unique_ptr<Reader> reader_;
    Before before_;
    std::uint64_t bytes_;
  };

  storage::Store& store_;
  Before before_;
  std::uint64_t bytes_;
};

}  // namespace

TEST_CASE("damage: a file whose settings are gone is not governed anew", "[damage]") {
  const TeamFile team;
  const bool all = GENERATE(false, true), read_only = GENERATE(false, true);
  team.tamper(all ? "DELETE FROM rows; DELETE FROM keys; DELETE FROM numbers; DELETE FROM open_keys"
                  : "DELETE FROM keys WHERE key LIKE 'settings%'");
  try {
    (void)team.open(read_only);
    FAIL("it was opened");
  } catch (const Error& error) {
    CHECK(error.reason() == "storage.damaged");
    CHECK(std::string(error.what()).find("`verify_file`") != std::string::npos);
  }
  const auto store = storage::open_sqlite(team.folder / "team.db", true);
  CHECK(store->read()->size() == 9);
  CHECK_FALSE(state::verify(*store).ok);
}

TEST_CASE("damage: settings that are gone while an engine is open govern no decision", "[damage]") {
  const TeamFile team;
  auto engine = team.open();
  team.tamper("DELETE FROM keys WHERE key LIKE 'settings%'");
  auto agent = engine.state({"planner"});
  CHECK(reason_of([&] { (void)agent.check(TeamFile::plan("5")); }) == "storage.damaged");
  CHECK(reason_of([&] { (void)agent.declare(TeamFile::plan("5")); }) == "storage.damaged");
}

TEST_CASE("damage: what is read says that the file is damaged, whatever it was taken for", "[damage]") {
  struct Change {
    const char* sql;
    std::function<void(Engine&)> call;
    const char* reason;
  };
  const auto repeat = [](Engine& it) { (void)it.state({"planner"}).declare(TeamFile::plan("2")); };
  const auto converge = [](Engine& it) {
    (void)it.state({"coder"}).declare(TeamFile::plan("2", "art_same"));
  };
  const auto blocked = [](Engine& it) { (void)it.state({"coder"}).declare(TeamFile::unaware()); };
  const auto declare = [](Engine& it) { (void)it.state({"planner"}).declare(TeamFile::plan("5")); };
  const auto create = [](Engine& it) { (void)it.state({"planner"}).create_project({.name = "n"}); };
  const auto again = [](Engine& it) {
    (void)it.state({"planner"}).create_project({.id = "proj_p", .name = "chatbot"});
  };
  const auto head = [](Engine& it) { (void)it.ledger().head(); };
  const auto entries = [](Engine& it) { (void)it.ledger().entries(); };
  const auto state = [](auto call) { return [call](Engine& it) { call(it.state({"planner"})); }; };
  const auto changes = std::vector<Change>{
      // Entries: their place, their form, their operation.
      {"UPDATE entries SET entry = (SELECT entry FROM entries WHERE sequence = 4) WHERE sequence = 5",
       entries, "ledger.entry_damaged"},
      {"UPDATE entries SET entry = (SELECT entry FROM entries WHERE sequence = 4) WHERE sequence = 8",
       declare, "ledger.entry_damaged"},
      {"UPDATE entries SET entry = '' WHERE sequence = 5", entries, "ledger.entry_damaged"},
      {"UPDATE entries SET entry = '[]' WHERE sequence = 5", entries, "ledger.entry_damaged"},
      {"UPDATE entries SET entry = '{\"x\":\"' || replace(hex(zeroblob(40000)), '0', '0') || '\"}' WHERE "
       "sequence = 5",
       entries, "ledger.entry_damaged"},
      {"UPDATE entries SET entry = replace(entry, '\"action\":\"', '\"action\":\"' || "
       "hex(zeroblob(40000))) WHERE sequence = 5",
       entries, "ledger.entry_damaged"},
      {"UPDATE entries SET entry = replace(entry, '\"operation\":4', '\"operation\":9') WHERE sequence = 4",
       repeat, "ledger.entry_damaged"},
      {"UPDATE entries SET entry = (SELECT entry FROM entries WHERE sequence = 3) WHERE sequence = 4", repeat,
       "ledger.entry_damaged"},
      {"UPDATE entries SET entry = replace(entry, 'accepted\"}', 'excepted\"}') WHERE sequence = 4", repeat,
       "ledger.entry_damaged"},
      // The tree's hashes: as many as each entry completes.
      {"UPDATE entries SET hashes = x'' WHERE sequence = 7", head, "ledger.hash_missing"},
      {"UPDATE entries SET hashes = CAST(hashes || x'00' AS BLOB) WHERE sequence = 7", head,
       "ledger.hash_missing"},
      {"UPDATE entries SET hashes = CAST(hashes || zeroblob(32) AS BLOB) WHERE sequence = 7", head,
       "ledger.hash_missing"},
      {"UPDATE entries SET hashes = CAST(hashes || zeroblob(32) AS BLOB) WHERE sequence = 7", declare,
       "ledger.hash_missing"},
      {"UPDATE entries SET sequence = 4000000000 WHERE sequence = 8", declare, "ledger.entry_damaged"},
      {"UPDATE entries SET sequence = 4000000000 WHERE sequence = 8", entries, "storage.damaged"},
      // Rows: their form, their kind, and whose they are.
      {"UPDATE rows SET body = '{}' WHERE kind = 'actor'", declare, "storage.row_damaged"},
      {"UPDATE rows SET body = replace(body, 'planner', 'planned') WHERE kind = 'actor'", declare,
       "storage.row_damaged"},
      {"UPDATE rows SET body = replace(body, 'planner', 'planned') WHERE kind = 'actor'", create,
       "storage.row_damaged"},
      {"UPDATE rows SET body = 'x' WHERE kind = 'artifact'", repeat, "storage.row_damaged"},
      {"UPDATE rows SET kind = 'project' WHERE kind = 'artifact'", repeat, "storage.row_damaged"},
      {"UPDATE rows SET payload = '[' WHERE kind = 'artifact'",
       state([](auto it) { (void)it.get_artifact("art_2"); }), "storage.row_damaged"},
      {"UPDATE rows SET payload = '[' WHERE kind = 'artifact'",
       state([](auto it) { (void)it.list_artifacts({.project_id = "proj_p"}); }), "storage.row_damaged"},
      {"DELETE FROM rows WHERE kind = 'artifact'",
       state([](auto it) { (void)it.list_artifacts({.project_id = "proj_p"}); }), "storage.damaged"},
      {"UPDATE rows SET body = replace(body, '\"version\":2', '\"version\":18446744073709551615')", declare,
       "storage.row_damaged"},
      {"UPDATE rows SET body = replace(body, '\"version\":2', '\"version\":2000')", declare,
       "storage.row_damaged"},
      {"UPDATE rows SET body = replace(body, ',\"version\":2', '')", declare, "storage.row_damaged"},
      {"UPDATE rows SET body = replace(body, 'proj_p', 'proj_q') WHERE kind = 'project'", declare,
       "storage.row_damaged"},
      {"UPDATE rows SET body = replace(body, 'proj_p', 'proj_q') WHERE kind = 'project'", again,
       "storage.row_damaged"},
      {"UPDATE rows SET body = replace(body, 'proj_p', 'proj_q') WHERE kind = 'project'",
       state([](auto it) { (void)it.get_project("proj_p"); }), "storage.row_damaged"},
      {"UPDATE rows SET body = replace(body, '\"id\":\"art_2', '\"id\":\"art_0')", repeat,
       "storage.row_damaged"},
      {"UPDATE rows SET body = replace(body, '\"id\":\"art_2', '\"id\":\"art_0')",
       state([](auto it) { (void)it.get_artifact("art_2"); }), "storage.row_damaged"},
      {"UPDATE rows SET body = replace(body, '\"plan\"', '\"plot\"')",
       state([](auto it) { (void)it.head({"proj_p", "plan"}); }), "storage.row_damaged"},
      {"UPDATE rows SET body = replace(body, '\"plan\"', '\"plot\"')", declare, "storage.row_damaged"},
      // What converged on what is not there, and what is found and was never recorded.
      {"DELETE FROM keys WHERE key = 'id' || char(9) || 'art_2' || char(9)", converge, "storage.row_damaged"},
      {"DELETE FROM keys WHERE key = 'id' || char(9) || 'art_2' || char(9)",
       state([](auto it) { (void)it.get_artifact("art_same"); }), "storage.row_damaged"},
      {"DELETE FROM rows WHERE kind = 'conflict'", blocked, "storage.row_damaged"},
      // Numbers of projects.
      {"UPDATE numbers SET number = 9223372036854775807 WHERE number = 2", declare, "storage.damaged"},
  };
  for (const auto& [sql, call, reason] : changes) {
    INFO(sql);
    const TeamFile team;
    team.tamper(sql);
    auto engine = team.open();
    CHECK(reason_of([&] { call(engine); }) == reason);
    CHECK_FALSE(engine.ledger().verify().ok);
  }
}

TEST_CASE("damage: verification answers what is damaged, and throws what is not", "[damage]") {
  const TeamFile team;
  const auto store = storage::open_sqlite(team.folder / "team.db", true);
  const auto* call = GENERATE("read", "records", "keys", "sizes", "integrity");
  INFO(call);
  const auto verify_with = [&](ErrorCode code, const char* reason) {
    Watched watched(*store, [&](const std::string& asked, auto...) {
      if (asked == call) throw Error(code, reason, "as the test wants it");
    });
    return state::verify(watched);
  };
  for (const auto* damage : {"storage.damaged", "storage.not_a_metaqore_file", "storage.row_damaged"}) {
    INFO(damage);
    const auto found = verify_with(ErrorCode::storage, damage);
    CHECK_FALSE(found.ok);
    CHECK(found.message.find("as the test wants it") != std::string::npos);
  }
  for (const auto* failure : {"storage.io", "storage.cannot_open", "storage.full", "storage.newer_version"}) {
    CHECK(reason_of([&] { (void)verify_with(ErrorCode::storage, failure); }) == failure);
  }
  CHECK(reason_of([&] { (void)verify_with(ErrorCode::busy, "storage.locked"); }) == "storage.locked");
  CHECK(reason_of([&] { (void)verify_with(ErrorCode::internal, "storage.damaged"); }) == "storage.damaged");
}

TEST_CASE("damage: verification names the first bad entry, also where many cannot be read together",
          "[damage]") {
  Folder folder;
  {
    auto engine = open_engine(On::file, folder);
    auto agent = engine.state({"agent"});
    agent.create_project({.id = "proj_p", .name = "p"});
    for (int i = 0; i < 600; ++i) agent.declare(TeamFile::plan(std::to_string(i))).accepted();
  }
  const auto store = storage::open_sqlite(folder / "team.db", true);
  const auto whole = state::verify(*store);
  REQUIRE(whole.ok);
  const auto damaged = [] { throw Error(ErrorCode::storage, "storage.damaged", "torn"); };
  const auto bytes = GENERATE(as<std::uint64_t>{}, storage::page_bytes, 5'000);
  SECTION("none, and as many together as their bytes allow") {
    std::uint64_t reads = 0;
    Watched watched(
        *store,
        [&](const std::string& call, auto...) {
          if (call == "records") ++reads;
        },
        bytes);
    const auto found = state::verify(watched);
    CHECK(found.ok);
    CHECK(found.head == whole.head);
    CHECK(found.message == whole.message);
    CHECK(reads >= (bytes == storage::page_bytes ? 3 : 100));
    CHECK(reads <= (bytes == storage::page_bytes ? 3 : 200));
  }
  SECTION("a record among them") {
    const auto bad = GENERATE(0u, 255u, 256u, 300u, 602u);
    Watched watched(
        *store,
        [&](const std::string& call, std::uint64_t from, std::uint64_t count) {
          if (call == "records" && from <= bad && bad < from + count) damaged();
        },
        bytes);
    const auto found = state::verify(watched);
    CHECK_FALSE(found.ok);
    CHECK(found.first_bad == bad);
    CHECK(found.head.size == bad);
    CHECK(found.message == fmt::format("entry `{}` is damaged: torn", bad));
  }
  SECTION("none that is read by itself") {
    bool once = false;
    Watched watched(
        *store,
        [&](const std::string& call, std::uint64_t from, std::uint64_t count) {
          if (call == "records" && from >= 256 && count > 1 && !std::exchange(once, true)) damaged();
        },
        bytes);
    const auto found = state::verify(watched);
    CHECK_FALSE(found.ok);
    CHECK_FALSE(found.first_bad.has_value());
    CHECK(found.head == whole.head);
    CHECK(found.message == "torn");
  }
}
