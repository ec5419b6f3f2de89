#pragma once

#include <cstdint>

namespace metaqore::bench {

/// What SQLite did in this process.
struct Counts {
  std::uint64_t syncs{};       ///< of logs and database files
  std::uint64_t file_syncs{};  ///< of database files: one for each checkpoint
  std::uint64_t log_pages{};   ///< written to logs
  std::uint64_t commits{};     ///< that wrote
  std::uint64_t compiled{};    ///< grows with each statement that is compiled, by one or more
};
Counts operator-(const Counts& left, const Counts& right);

/// Counts on every database that is opened by name while it lives. One at a time.
class CountingSqlite {
 public:
  CountingSqlite();
  ~CountingSqlite();  ///< REQUIRES: these databases are closed
  CountingSqlite(const CountingSqlite&) = delete;
  CountingSqlite& operator=(const CountingSqlite&) = delete;

  Counts counts() const;
};

}  // namespace metaqore::bench
