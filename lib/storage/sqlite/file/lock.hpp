#pragma once

#include <sys/types.h>

#include <string>

namespace metaqore::storage::sqlite {

/// Which file a name leads to.
struct FileIdentity {
  dev_t device{};
  ino_t inode{};
  nlink_t names{};  ///< hard links; 0: there is no such file
  mode_t mode{};
  uid_t user{};
  gid_t group{};

  bool is(const FileIdentity& other) const noexcept {
    return names > 0 && other.names > 0 && device == other.device && inode == other.inode;
  }
};

FileIdentity identity_of(const std::string& path) noexcept;
FileIdentity identity_of(int descriptor) noexcept;

enum class Hold { none, shared, exclusive };

/// Bytes that stand for a lock; whether the file has them does not matter.
struct LockRange {
  off_t first{};
  off_t count = 1;
};

enum class LockOutcome { taken, held_by_others, failed };

/// A file opened for the sake of locks that belong to this opening alone (F_OFD_SETLK, fcntl(2)): whoever
/// else in the process opens and closes the file drops none of them, and a child of fork() has none, since
/// its copy of the descriptor is closed before fork() returns. POSIX locks of others clash with them as
/// usual. One thread at a time.
class LockFile {
 public:
  LockFile() = default;
  ~LockFile();
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

  /// `flags` and `mode` as for open(2); never waits for the other end of a pipe. False: errno says why.
  bool open(const char* path, int flags, mode_t mode = 0) noexcept;
  void close() noexcept;
  bool is_open() const noexcept { return descriptor_ >= 0; }
  int descriptor() const noexcept { return descriptor_; }

  /// Takes, changes or gives up a lock without waiting.
  LockOutcome lock(Hold hold, LockRange range) noexcept;

  /// Whether another opening has a lock that would keep this one from `hold`.
  bool held_by_others(Hold hold, LockRange range) const noexcept;

 private:
  friend struct LockFilesAtFork;
  int descriptor_ = -1;
  LockFile* previous_ = nullptr;  // of all that are open in this process
  LockFile* next_ = nullptr;
};

/// Whether opening a file fails now because so many are open.
bool out_of_descriptors() noexcept;

/// Makes fork() safe for SQLite in the child, once for the process. Any thread.
void prepare_for_fork() noexcept;

}  // namespace metaqore::storage::sqlite
