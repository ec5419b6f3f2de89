#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "storage/sqlite/file/lock.hpp"
#include "storage/sqlite/file/log.hpp"

namespace metaqore::storage::sqlite {

class DatabaseFile;

/// How much of the log waits to be moved into the file.
struct LogState {
  std::uint32_t frames{};
  std::uint32_t moved{};
};

/// The index of a log (SQLite's "shared memory"): a file beside it that all map who have the database open,
/// with SQLite's own locks at the bytes that SQLite takes for them. Who only reads and finds nobody there has
/// one of its own in memory instead, and leaves no file behind. One thread at a time.
class LogIndex {
 public:
  explicit LogIndex(DatabaseFile& file) : file_(file) {}
  ~LogIndex();
  LogIndex(const LogIndex&) = delete;
  LogIndex& operator=(const LogIndex&) = delete;

  // Answers of SQLite's xShmMap, xShmLock and xShmUnmap.
  int map(int region, int size, bool extend, void volatile** out);
  int lock(int first, int count, int flags) noexcept;
  void unmap(bool remove) noexcept;

  bool is_private() const noexcept { return private_; }

  /// Whether the file is still there under its name.
  bool in_place() const noexcept;

  /// Whether another connection has a write transaction.
  bool has_writer() const noexcept;

  /// Zeros before the log was ever looked at.
  LogState log_state() const noexcept;

 private:
  int open();
  int open_shared(int flags);
  int open_private();
  void give_to(const FileIdentity& owner) noexcept;
  int join();
  int begin();
  int share();
  std::optional<IndexHeader> read_header() const;
  bool is_alive();

  DatabaseFile& file_;
  LockFile lock_;
  FileIdentity identity_;
  bool open_ = false;
  bool private_ = false;
  bool read_only_ = false;
  std::vector<void*> maps_;                                // each of map_size()
  std::vector<std::unique_ptr<std::byte[]>> own_regions_;  // instead, where it is private
};

}  // namespace metaqore::storage::sqlite
