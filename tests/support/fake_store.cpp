#include "support/fake_store.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "metaqore/error.hpp"

namespace metaqore::storage {

/// Records are only ever added, so a state is a number of records.
struct FakeStore::Database {
  explicit Database(FakeOptions given) : options(given), random(given.seed), refusals_left(given.refuse_first) {}

  void round_trip() {
    ++round_trips;
    std::this_thread::sleep_for(options.round_trip);
  }

  const FakeOptions options;
  std::atomic<std::uint64_t> round_trips = 0;

  std::mutex mutex;  // of what follows
  std::vector<std::shared_ptr<const Record>> records;
  std::map<std::string, std::vector<std::shared_ptr<const Record>>> by_key;  // oldest first
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
  const auto above = std::lower_bound(
      versions.begin(), versions.end(), end,
      [](const std::shared_ptr<const Record>& record, std::uint64_t bound) { return record->row.sequence < bound; });
  return above == versions.begin() ? nullptr : std::prev(above)->get();
}

}  // namespace

class FakeStore::FakeReader final : public Reader {
 public:
  explicit FakeReader(std::shared_ptr<Database> database) : database_(std::move(database)) {
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    size_ = database_->records.size();
  }

  std::uint64_t size() override {
    database_->round_trip();
    return size_;
  }

  std::vector<std::optional<Row>> get(std::span<const std::string> keys, std::uint64_t at) override {
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    std::vector<std::optional<Row>> found;
    for (const auto& key : keys) {
      const auto versions = database_->by_key.find(key);
      const auto* record = versions == database_->by_key.end() ? nullptr : newest_below(versions->second, end(at));
      found.push_back(record ? std::optional(record->row) : std::nullopt);
    }
    return found;
  }

  std::vector<Found> scan(const Scan& scan, std::uint64_t at) override {
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    std::vector<Found> found;
    for (const auto& [key, versions] : database_->by_key) {  // std::string compares bytes as unsigned
      if (found.size() == scan.limit) break;
      const bool wanted = key.starts_with(scan.prefix) && (scan.after.empty() || key > scan.after);
      const auto* record = wanted ? newest_below(versions, end(at)) : nullptr;
      if (record) found.push_back({key, record->row});
    }
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

  std::vector<Record> records(std::uint64_t from, std::uint32_t limit) override {
    database_->round_trip();
    const std::lock_guard lock(database_->mutex);
    std::vector<Record> found;
    for (auto i = from; i < size_ && found.size() < limit; ++i) {
      found.push_back(*database_->records[i]);
      std::sort(found.back().keys.begin(), found.back().keys.end());
    }
    return found;
  }

  void see(std::uint64_t size) noexcept { size_ = size; }

 private:
  std::uint64_t end(std::uint64_t at) const noexcept { return at < size_ ? at + 1 : size_; }

  std::shared_ptr<Database> database_;
  std::uint64_t size_ = 0;
};

/// Appends in place, where no reader looks yet, and takes back what was not committed.
class FakeStore::FakeWriter final : public Writer {
 public:
  FakeWriter(std::shared_ptr<Database> database, std::shared_ptr<std::uint64_t> own_commits)
      : database_(std::move(database)), own_commits_(std::move(own_commits)), reads_(database_) {}

  std::uint64_t size() override { return reads_.size(); }
  std::vector<std::optional<Row>> get(std::span<const std::string> keys, std::uint64_t at) override {
    return reads_.get(keys, at);
  }
  std::vector<Found> scan(const Scan& scan, std::uint64_t at) override { return reads_.scan(scan, at); }
  std::vector<std::string> hashes(std::span<const std::uint64_t> sequences) override { return reads_.hashes(sequences); }
  std::vector<Record> records(std::uint64_t from, std::uint32_t limit) override { return reads_.records(from, limit); }

