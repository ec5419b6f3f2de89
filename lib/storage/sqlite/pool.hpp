#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/mutex.hpp"
#include "storage/sqlite/connection.hpp"

namespace metaqore::storage::sqlite {

class Pool;

/// A connection lent to one transaction, and given back without it, committed or not.
class Lease {
 public:
  Lease(std::shared_ptr<Pool> pool, std::unique_ptr<Connection> connection,
        std::uint32_t generation) noexcept;
  ~Lease();
  Lease(Lease&&) noexcept = default;
  Lease& operator=(Lease&&) = delete;

  Connection& connection() noexcept { return *connection_; }

  /// Tells the writing connections of a pool apart, from 1; 0: for reading.
  std::uint32_t generation() const noexcept { return generation_; }

 private:
  std::shared_ptr<Pool> pool_;
  std::unique_ptr<Connection> connection_;
  std::uint32_t generation_;
};

/// The connections of one store: one for its writers, and as many for readers as were ever in use at once.
/// A database in memory has that of the writers alone, which readers take turns with. Any thread.
class Pool : public std::enable_shared_from_this<Pool> {
 public:
  /// Opens the first connection. Throws as open_sqlite().
  static std::shared_ptr<Pool> open(const std::string& path, bool read_only);

  Lease reader();

  /// Waits for the writer before it until `deadline`, then Error(busy). REQUIRES: not opened for reading.
  Lease writer(std::chrono::steady_clock::time_point deadline);

  /// How many pages the log had when it had grown so far that the host is to be told; once for each time that
  /// it doubles, and 0 otherwise.
  std::uint32_t take_grown_log() noexcept { return grown_log_.exchange(0, std::memory_order_relaxed); }

  const std::string& path() const noexcept { return path_; }
  bool in_memory() const noexcept { return in_memory_; }
  bool read_only() const noexcept { return read_only_; }

 private:
  friend class Lease;
  Pool(const std::string& path, bool read_only);
  void check_in_place() const;
  std::unique_ptr<Connection> open_reader() const;
  void make_writer_ready();
  void watch_log(Connection& connection) noexcept;
  bool begin_writing(std::chrono::steady_clock::time_point until);
  void end_writing() noexcept;
  void give_back_reader(std::unique_ptr<Connection> connection) noexcept;
  void give_back_writer(std::unique_ptr<Connection> connection) noexcept;

  const std::string path_;
  const bool in_memory_;
  const bool read_only_;
  std::atomic<std::uint32_t> grown_log_ = 0;
  std::uint32_t tell_log_at_ = log_pages_told;  // the writer's
  FileIdentity opened_;                         // what the path led to at first

  base::Mutex mutex_;
  base::Condition writer_returned_;
  bool writing_ METAQORE_GUARDED_BY(mutex_) = false;  // who sets it has the next two
  std::uint32_t generation_ = 0;
  std::unique_ptr<Connection> writer_;  // closes last, and moves the log into the file
  std::vector<std::unique_ptr<Connection>> readers_ METAQORE_GUARDED_BY(mutex_);  // those not in use
};

}  // namespace metaqore::storage::sqlite
