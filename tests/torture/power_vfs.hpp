#pragma once

#include <cstdint>
#include <memory>

namespace metaqore::fault {

struct PowerState;

/// Makes the death of this process a loss of power, for whatever SQLite opens by name while it lives: what
/// was written reaches the disk when it is synced, and until then only this process sees it. Some of it may
/// reach the disk early, in any order and torn, as a kernel writes back. Creating and deleting a file is
/// durable at once. Not modelled: other processes that use the file at the same time. Any thread.
class PowerVfs {
 public:
  /// Becomes SQLite's default. `early`: the probability that a write, or a part of it, reaches the disk
  /// unsynced.
  explicit PowerVfs(std::uint64_t seed, double early = 0.0);

  /// The default is again what it was. REQUIRES: everything that was opened through it is closed.
  ~PowerVfs();
  PowerVfs(const PowerVfs&) = delete;
  PowerVfs& operator=(const PowerVfs&) = delete;

  void limit_bytes(std::uint64_t budget);  ///< after so many bytes a write is answered SQLITE_FULL
  void lift_limit();
  void fail_write(std::uint64_t nth);  ///< that write or truncation from now on is answered SQLITE_IOERR: 1
                                       ///< is the next, 0 none
  void fail_sync(std::uint64_t nth);   ///< likewise

  std::uint64_t writes() const;  ///< writes and truncations so far
  std::uint64_t syncs() const;

 private:
  std::unique_ptr<PowerState> state_;
};

}  // namespace metaqore::fault
