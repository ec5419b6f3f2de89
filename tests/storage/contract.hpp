#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "metaqore/error.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "support/fake_store.hpp"

// What the tests of lib/storage/store.hpp share: a database of each backend.

namespace metaqore::storage {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

enum class Backend { file, memory, fake };

inline std::string name_of(Backend backend) {
  return backend == Backend::file ? "SQLite file" : backend == Backend::memory ? "SQLite in memory" : "fake";
}

/// An empty database, and more stores of the same one as other processes would open them.
class TestDatabase {
 public:
  explicit TestDatabase(Backend backend) : backend_(backend) {
    if (backend == Backend::file) {
      std::string pattern = (std::filesystem::temp_directory_path() / "storage_contract_XXXXXX").string();
      REQUIRE(mkdtemp(pattern.data()) != nullptr);
      folder_ = pattern;
    }
    store = open();
  }
  ~TestDatabase() {
    store.reset();
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  std::unique_ptr<Store> open() const {
    if (backend_ == Backend::file) return open_sqlite(folder_ / "test.db", false);
    if (backend_ == Backend::memory) return open_sqlite(":memory:", false);
    if (store) return std::make_unique<FakeStore>(static_cast<const FakeStore&>(*store));
    return std::make_unique<FakeStore>(FakeOptions{.round_trip = 10us});
  }

  std::unique_ptr<Store> store;

 private:
  Backend backend_;
  std::filesystem::path folder_;
};

inline Clock::time_point soon() { return Clock::now() + 10s; }

/// A record whose every part tells its sequence, bytes that text may not hold included.
inline Record record(std::uint64_t sequence, std::vector<std::string> keys) {
  std::string salt(32, '\0');
  salt[5] = static_cast<char>(sequence);
  salt[6] = '\xFF';
  const auto number = std::to_string(sequence);
  return {.row = {sequence, "kind" + number, salt, "{\"body\":\"ü" + number + "\"}",
                  sequence % 2 == 0 ? "" : "[" + number + "]"},
          .entry = "{\"entry\":" + number + "}",
          .hashes = salt + std::string(32 * (sequence % 3), '\x80'),
          .keys = std::move(keys)};
}

/// Commits one record for each list of keys.
inline void commit(Store& store, const std::vector<std::vector<std::string>>& keys_of_each) {
  const auto writer = store.write(soon());
  std::vector<Record> records;
  for (const auto& keys : keys_of_each) records.push_back(record(writer->size() + records.size(), keys));
  writer->append(records);
  writer->commit();
}

/// The sequence found under each key, or -1; where each() hands out something else, -2 behind them. Any
/// thread.
inline std::vector<int> sequences(Reader& reader, const std::vector<std::string>& keys,
                                  std::uint64_t at = newest) {
  std::vector<int> found;
  for (const auto& row : reader.get(keys, at)) found.push_back(row ? static_cast<int>(row->sequence) : -1);
  const auto brief = reader.get(keys, at, Part::brief);
  std::size_t next = 0;
  bool same = true;
  reader.each(keys, at, [&](std::size_t i, const Row* row) {
    same = same && i == next++ && (row != nullptr ? std::optional(*row) : std::nullopt) == brief.at(i);
  });
  if (!same || next != keys.size()) found.push_back(-2);
  return found;
}

inline std::vector<std::string> keys_of(const Stretch<Found>& found) {
  std::vector<std::string> keys;
  for (const auto& each : found.items) keys.push_back(each.key);
  return keys;
}

inline std::string reason_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.reason();
  }
  return "no error";
}

/// More than any index of a test holds.
inline constexpr IndexSizes plenty{99, 99, 99, 99, 99};

using Strings = std::vector<std::string>;
using Sequences = std::vector<int>;
using Numbers = std::vector<std::uint64_t>;

}  // namespace metaqore::storage
