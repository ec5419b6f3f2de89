#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "storage/store.hpp"

namespace metaqore::storage {

/// How a FakeStore behaves.
struct FakeOptions {
  std::chrono::microseconds round_trip{1'000};  ///< what each call to a Reader or Writer takes
  std::uint64_t refuse_first = 0;               ///< so many commits throw SerializationFailure at first,
  double refuse_rate = 0.0;                     ///< and afterwards this share of them
  std::uint64_t seed = 1;                       ///< of the choice which
};

/// A database in memory that is far away: it answers slowly, and sometimes refuses to serialise. A copy is
/// another process's store of the same database. Any thread.
class FakeStore final : public Store {
 public:
  explicit FakeStore(FakeOptions options = {});
  FakeStore(const FakeStore& other);
  ~FakeStore() override;

  std::unique_ptr<Reader> read() override;
  std::unique_ptr<Writer> write(std::chrono::steady_clock::time_point deadline) override;
  bool durable() const noexcept override { return true; }
  bool read_only() const noexcept override { return false; }
  std::optional<std::string> integrity_fault() override { return std::nullopt; }

  /// Of the whole database so far: to begin, every call, and to commit. Giving up is none.
  std::uint64_t round_trips() const noexcept;

  /// The most that one get() of several rows has held so far.
  std::uint64_t most_bytes() const;

 private:
  struct Database;
  class FakeReader;
  class FakeWriter;
  std::shared_ptr<Database> database_;
  std::shared_ptr<std::uint64_t> own_commits_;  // under the write lock
};

}  // namespace metaqore::storage
