#include "support/fake_store.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "metaqore/error.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace metaqore::storage {

/// Records are only ever added, so a state is a number of records. A writer adds its own in place: no reader
/// looks beyond what was committed when it began.
struct FakeStore::Database {
  explicit Database(FakeOptions given)
      : options(given), random(given.seed), refusals_left(given.refuse_first) {}

  void round_trip() {
    ++round_trips;
    std::this_thread::sleep_for(options.round_trip);
  }

  const FakeOptions options;
  std::atomic<std::uint64_t> round_trips = 0;
  std::uint64_t most_bytes = 0;  // that one read of several rows held; under the mutex

  /// Of what one read holds. REQUIRES: the mutex.
  void count(std::uint64_t rows, std::uint64_t bytes) {
    if (rows > 1) most_bytes = std::max(most_bytes, bytes);
  }

  /// REQUIRES: the mutex, of this and of what follows.
  void add(const Record& record) {
    const auto sequence = records.size();
    for (const auto& [list, key] : record.closes) {
      auto& periods = lists[list][key];
      if (periods.empty() || periods.back().closed) throw damaged();
      periods.back().closed = sequence;
    }
    for (const auto& [list, key] : record.opens) {
      auto& periods = lists[list][key];
      if (!periods.empty() && !periods.back().closed) throw damaged();
      periods.push_back({{list, key}, sequence, {}});
    }
    const auto shared = std::make_shared<const Record>(record);
    records.push_back(shared);
    for (const auto& key : record.keys) by_key[key].push_back(shared);
    for (const auto& [stream, number] : record.numbers) streams[stream].push_back(sequence);
  }

  /// Takes back what was appended beyond `size`.
  void truncate(std::uint64_t size) {
    for (; records.size() > size; records.pop_back()) {
      const auto& last = *records.back();
      for (const auto& key : last.keys) {
        const auto versions = by_key.find(key);
        versions->second.pop_back();
        if (versions->second.empty()) by_key.erase(versions);
      }
      for (const auto& [list, key] : last.opens) lists[list][key].pop_back();
      for (const auto& [list, key] : last.closes) lists[list][key].back().closed.reset();
      for (const auto& [stream, number] : last.numbers) streams[stream].pop_back();
    }
  }

  static Error damaged() { return Error(ErrorCode::storage, "storage.damaged", "fake"); }
  static Error misuse(const char* reason) {
    return Error(ErrorCode::internal, reason, "the call is out of order");
  }

  std::mutex mutex;  // of what follows
  std::vector<std::shared_ptr<const Record>> records;
  std::map<std::string, std::vector<std::shared_ptr<const Record>>> by_key;  // oldest first
  std::map<std::string, std::map<std::string, std::vector<Period>>> lists;   // likewise
  std::map<std::string, std::vector<std::uint64_t>> streams;                 // the sequences
  std::uint64_t committed = 0;                                               // records
  std::uint64_t commits = 0;
  bool writing = false;
  std::condition_variable writer_left;
  std::mt19937_64 random;
  std::uint64_t refusals_left;
};

namespace {

using Records = std::vector<std::shared_ptr<const Record>>;

/// The newest of `versions` with a sequence below `end`.
const Record* newest_below(const Records& versions, std::uint64_t end) {
  const auto above = std::lower_bound(versions.begin(), versions.end(), end,
                                      [](const std::shared_ptr<const Record>& record, std::uint64_t bound) {
                                        return record->row.sequence < bound;
                                      });
  return above == versions.begin() ? nullptr : std::prev(above)->get();
}

Row part_of(const Row& row, Part part) {
  if (part == Part::place) return {.sequence = row.sequence};
  Row copy{row.sequence, row.kind, row.salt, row.body, {}};
  if (part == Part::whole) copy.payload = row.payload;
  return copy;
}

std::uint64_t size_of(const Row& row) {
  return row.kind.size() + row.salt.size() + row.body.size() + row.payload.size();
}

}  // namespace

class FakeStore::FakeReader final : public Reader {
 public:
  explicit FakeReader(std::shared_ptr<Database> database) : database_(std::move(database)) {
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    size_ = database_->committed;
  }

  std::uint64_t size() override {
    database_->round_trip();
    return size_;
  }

  void each_key(const VisitPair& visit) override {
    const std::lock_guard lock(database_->mutex);
    for (const auto& [key, records] : database_->by_key) {
      for (const auto& record : records) {
        if (record->row.sequence < size_) visit(key, record->row.sequence);
      }
    }
  }
  void each_number(const VisitNumber& visit) override {
    const std::lock_guard lock(database_->mutex);
    for (const auto& [stream, sequences] : database_->streams) {
      for (std::uint64_t number = 0; number < sequences.size(); ++number) {
        if (sequences[number] < size_) visit(stream, number, sequences[number]);
      }
    }
  }

  void each(std::span<const std::string> keys, std::uint64_t at, const Visit& visit) override {
    const auto rows = get(keys, at, Part::brief, unbounded);
    for (std::size_t i = 0; i < rows.size(); ++i) visit(i, rows[i] ? &*rows[i] : nullptr);
  }

  std::vector<std::optional<Row>> get(std::span<const std::string> keys, std::uint64_t at, Part part,
                                      std::uint64_t bytes) override {
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    std::vector<std::optional<Row>> found;
    Allowance allowance(bytes);
    std::uint64_t held = 0;
    for (const auto& key : keys) {
      const auto versions = database_->by_key.find(key);
      const auto* record =
          versions == database_->by_key.end() ? nullptr : newest_below(versions->second, end(at));
      auto row = record ? std::optional(part_of(record->row, part)) : std::nullopt;
      if (row && !allowance.takes(size_of(*row))) break;
      if (row) held += size_of(*row);
      found.push_back(std::move(row));
    }
    database_->count(found.size(), held);
    return found;
  }

  Stretch<Found> scan(const Scan& scan, std::uint64_t at) override {
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    Stretch<Found> found;
    Allowance allowance(scan.bytes);
    for (const auto& [key, versions] : database_->by_key) {  // std::string compares bytes as unsigned
      found.more = found.items.size() == scan.limit;
      if (found.more) break;
      const bool wanted = key.starts_with(scan.prefix) && (scan.after.empty() || key > scan.after) &&
                          (scan.fields == 0 || std::ranges::count(key, '\t') == scan.fields);
      const auto* record = wanted ? newest_below(versions, end(at)) : nullptr;
      if (!record) continue;
      auto row = part_of(record->row, Part::brief);
      found.more = !allowance.takes(size_of(row));
      if (found.more) break;
      found.items.push_back({key, std::move(row)});
    }
    return found;
  }

  std::size_t complete(std::span<Row> rows, std::uint64_t bytes) override {
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    Allowance allowance(bytes);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& whole = database_->records[rows[i].sequence]->row;
      if (!allowance.takes(size_of(whole))) return i;
      rows[i].payload = whole.payload;
    }
    return rows.size();
  }

  std::optional<Row> first(const std::string& key) override {
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    const auto versions = database_->by_key.find(key);
    if (versions == database_->by_key.end()) return std::nullopt;
    const auto& row = versions->second.front()->row;
    return row.sequence < size_ ? std::optional(row) : std::nullopt;
  }

  std::vector<std::string> list(const std::string& list, const Scan& scan, std::uint64_t at) override {
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    std::vector<std::string> found;
    for (const auto& [key, periods] : database_->lists[list]) {
      if (found.size() == scan.limit) break;
      const bool wanted = key.starts_with(scan.prefix) && (scan.after.empty() || key > scan.after);
      const auto open = [&](const Period& it) {
        return it.opened < end(at) && it.closed.value_or(end(at)) >= end(at);
      };
      if (wanted && std::ranges::any_of(periods, open)) found.push_back(key);
    }
    return found;
  }

  std::vector<std::uint64_t> counts(std::span<const std::string> streams) override {
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    std::vector<std::uint64_t> found;
    for (const auto& stream : streams) found.push_back(seen(database_->streams[stream]));
    return found;
  }

  std::vector<std::uint64_t> numbered(const std::string& stream, std::uint64_t from,
                                      std::uint32_t limit) override {
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    const auto& sequences = database_->streams[stream];
    std::vector<std::uint64_t> found;
    for (auto i = from; i < seen(sequences) && found.size() < limit; ++i) found.push_back(sequences[i]);
    return found;
  }

  std::vector<std::string> hashes(std::span<const std::uint64_t> sequences) override {
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    std::vector<std::string> found;
    for (const auto sequence : sequences) {
      if (sequence >= size_) throw Error(ErrorCode::storage, "storage.damaged", "there is no such entry");
      found.push_back(database_->records[sequence]->hashes);
    }
    return found;
  }

  Stretch<std::string> entries(std::uint64_t from, std::uint32_t limit, std::uint64_t bytes) override {
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    Stretch<std::string> found;
    Allowance allowance(bytes);
    for (auto i = from; i < size_; ++i) {
      const auto& entry = database_->records[i]->entry;
      found.more = found.items.size() == limit || !allowance.takes(entry.size());
      if (found.more) break;
      found.items.push_back(entry);
    }
    return found;
  }

  Stretch<Record> records(std::uint64_t from, std::uint32_t limit, std::uint64_t bytes) override {
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    Stretch<Record> found;
    Allowance allowance(bytes);
    for (auto i = from; i < size_; ++i) {
      const auto& record = *database_->records[i];
      const auto size = record.entry.size() + record.hashes.size() + size_of(record.row);
      found.more = found.items.size() == limit || !allowance.takes(size);
      if (found.more) break;
      found.items.push_back({.row = record.row, .entry = record.entry, .hashes = record.hashes});
    }
    return found;
  }

  bool has(const Period& period) override {
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    const auto& periods = database_->lists[period.place.list][period.place.key];
    return std::ranges::any_of(
        periods, [&](const Period& it) { return it.opened == period.opened && it.closed == period.closed; });
  }

  IndexSizes index_sizes(const IndexSizes& at_most) override {
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    IndexSizes sizes;
    for (std::uint64_t i = 0; i < size_; ++i) {
      const auto& record = *database_->records[i];
      sizes.keys += record.keys.size();
      sizes.open += record.opens.size() - record.closes.size();
      sizes.closed += record.closes.size();
      sizes.numbers += record.numbers.size();
    }
    for (auto part : {&IndexSizes::keys, &IndexSizes::open, &IndexSizes::closed, &IndexSizes::numbers})
      sizes.*part = std::min(sizes.*part, at_most.*part + 1);
    return sizes;
  }

  void see(std::uint64_t size) noexcept { size_ = size; }

 private:
  std::uint64_t end(std::uint64_t at) const noexcept { return at < size_ ? at + 1 : size_; }

  /// How many of these sequences this state has.
  std::uint64_t seen(const std::vector<std::uint64_t>& sequences) const {
    return static_cast<std::uint64_t>(std::ranges::lower_bound(sequences, size_) - sequences.begin());
  }

  std::shared_ptr<Database> database_;
  std::uint64_t size_ = 0;
};

class FakeStore::FakeWriter final : public Writer {
 public:
  /// REQUIRES: `writing` was set for it.
  FakeWriter(std::shared_ptr<Database> database, std::shared_ptr<std::uint64_t> own_commits)
      : database_(std::move(database)), own_commits_(std::move(own_commits)), reads_(database_) {}

  ~FakeWriter() override {
    {
      const std::lock_guard lock(database_->mutex);
      database_->truncate(database_->committed);
      database_->writing = false;
    }
    database_->writer_left.notify_one();
  }

  std::uint64_t size() override { return reads_.size(); }
  void each_key(const VisitPair& visit) override { reads_.each_key(visit); }
  void each_number(const VisitNumber& visit) override { reads_.each_number(visit); }
  void each(std::span<const std::string> keys, std::uint64_t at, const Visit& visit) override {
    reads_.each(keys, at, visit);
  }
  std::vector<std::optional<Row>> get(std::span<const std::string> keys, std::uint64_t at, Part part,
                                      std::uint64_t bytes) override {
    return reads_.get(keys, at, part, bytes);
  }
  Stretch<Found> scan(const Scan& scan, std::uint64_t at) override { return reads_.scan(scan, at); }
  std::size_t complete(std::span<Row> rows, std::uint64_t bytes) override {
    return reads_.complete(rows, bytes);
  }
  std::optional<Row> first(const std::string& key) override { return reads_.first(key); }
  std::vector<std::string> list(const std::string& list, const Scan& scan, std::uint64_t at) override {
    return reads_.list(list, scan, at);
  }
  std::vector<std::uint64_t> counts(std::span<const std::string> streams) override {
    return reads_.counts(streams);
  }
  std::vector<std::uint64_t> numbered(const std::string& stream, std::uint64_t from,
                                      std::uint32_t limit) override {
    return reads_.numbered(stream, from, limit);
  }
  std::vector<std::string> hashes(std::span<const std::uint64_t> sequences) override {
    return reads_.hashes(sequences);
  }
  Stretch<std::string> entries(std::uint64_t from, std::uint32_t limit, std::uint64_t bytes) override {
    return reads_.entries(from, limit, bytes);
  }
  Stretch<Record> records(std::uint64_t from, std::uint32_t limit, std::uint64_t bytes) override {
    return reads_.records(from, limit, bytes);
  }
  bool has(const Period& period) override { return reads_.has(period); }
  IndexSizes index_sizes(const IndexSizes& at_most) override { return reads_.index_sizes(at_most); }

  std::uint64_t change_token() override {
    database_->round_trip();
    return database_->commits - *own_commits_;
  }

  void append(std::span<const Record> records) override {
    check_open();
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    for (const auto& record : records) {
      if (record.row.sequence != database_->records.size()) throw misuse("storage.sequence_gap");
      database_->add(record);
    }
    reads_.see(database_->records.size());
  }

  void begin_attempt() override {
    check_open();
    if (before_attempt_) throw misuse("storage.attempt_open");
    database_->round_trip();
    before_attempt_ = database_->records.size();
  }

  void keep_attempt() override {
    check_open();
    if (!before_attempt_) throw misuse("storage.no_attempt");
    database_->round_trip();
    before_attempt_.reset();
  }

  void drop_attempt() override {
    check_open();
    if (!before_attempt_) throw misuse("storage.no_attempt");
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    database_->truncate(*before_attempt_);
    reads_.see(*before_attempt_);
    before_attempt_.reset();
  }

  void commit() override {
    check_open();
    if (before_attempt_) throw misuse("storage.attempt_open");
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    ended_ = true;
    if (refused()) throw SerializationFailure();
    database_->committed = database_->records.size();
    ++database_->commits;
    ++*own_commits_;
  }

 private:
  static Error misuse(const char* reason) { return Database::misuse(reason); }

  void check_open() const {
    if (ended_) throw misuse("storage.transaction_ended");
  }

  bool refused() {
    if (database_->refusals_left > 0) return database_->refusals_left-- > 0;
    return std::bernoulli_distribution(database_->options.refuse_rate)(database_->random);
  }

  std::shared_ptr<Database> database_;
  std::shared_ptr<std::uint64_t> own_commits_;
  FakeReader reads_;
  std::optional<std::uint64_t> before_attempt_;  // records, while there is an attempt
  bool ended_ = false;
};

FakeStore::FakeStore(FakeOptions options)
    : database_(std::make_shared<Database>(options)), own_commits_(std::make_shared<std::uint64_t>(0)) {}

FakeStore::FakeStore(const FakeStore& other)
    : Store(other), database_(other.database_), own_commits_(std::make_shared<std::uint64_t>(0)) {}

FakeStore::~FakeStore() = default;

std::unique_ptr<Reader> FakeStore::read() { return std::make_unique<FakeReader>(database_); }

std::unique_ptr<Writer> FakeStore::write(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(database_->mutex);
  if (!database_->writer_left.wait_until(lock, deadline, [this] { return !database_->writing; })) {
    throw Error(ErrorCode::busy, "storage.locked", "another transaction is open; try again");
  }
  database_->writing = true;
  lock.unlock();
  return std::make_unique<FakeWriter>(database_, own_commits_);
}

/// Into an SQLite file: what is far away has nothing else to write it to.
void FakeStore::backup(const std::string& path) {
  if (std::filesystem::exists(path)) throw Error(ErrorCode::storage, "storage.backup_exists", "it exists");
  const std::lock_guard lock(database_->mutex);
  const auto copy = open_sqlite(path, false);
  const auto writer = copy->write(std::chrono::steady_clock::now() + std::chrono::seconds(10));
  for (std::uint64_t i = 0; i < database_->committed; ++i)
    writer->append(std::span(database_->records[i].get(), 1));
  writer->commit();
}

std::uint64_t FakeStore::round_trips() const noexcept { return database_->round_trips; }

std::uint64_t FakeStore::most_bytes() const {
  const std::lock_guard lock(database_->mutex);
  return database_->most_bytes;
}

}  // namespace metaqore::storage
