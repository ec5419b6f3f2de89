#include "torture/power_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>

namespace metaqore::fault {

namespace {

constexpr sqlite3_int64 sector_size = 512;  // what a disk writes whole or not at all

/// What was written to one file and the disk does not have yet.
class Overlay {
 public:
  sqlite3_int64 size(sqlite3_file* disk) const;
  std::optional<sqlite3_int64> unsynced_size() const { return size_; }
  int read(sqlite3_file* disk, char* out, sqlite3_int64 count, sqlite3_int64 offset) const;
  int write(sqlite3_file* disk, const char* data, sqlite3_int64 count, sqlite3_int64 offset);
  void truncate(sqlite3_int64 size);

  /// Brings those sectors to the disk that begin in a range and are chosen.
  template <class Choice>
  int write_back(sqlite3_file* disk, sqlite3_int64 from, sqlite3_int64 end, Choice chosen);
  int write_back_all(sqlite3_file* disk);

 private:
  bool cut_disk(sqlite3_file* disk);

  std::map<sqlite3_int64, std::array<char, sector_size>> sectors_;  // by offset
  std::optional<sqlite3_int64> size_;  // of the file as the process sees it; none: as the disk has it
  std::optional<sqlite3_int64> cut_;   // where it was truncated: the disk may have more, which is gone
};

sqlite3_int64 Overlay::size(sqlite3_file* disk) const {
  if (size_) return *size_;
  sqlite3_int64 size = 0;
  return disk->pMethods->xFileSize(disk, &size) == SQLITE_OK ? size : 0;
}

int Overlay::read(sqlite3_file* disk, char* out, sqlite3_int64 count, sqlite3_int64 offset) const {
  const auto answer =
      disk->pMethods->xRead(disk, out, static_cast<int>(count), offset);  // zeros past its end
  if (answer != SQLITE_OK && answer != SQLITE_IOERR_SHORT_READ) return answer;
  const auto clear_from = [&](sqlite3_int64 position) {
    const auto first = std::clamp<sqlite3_int64>(position - offset, 0, count);
    std::fill(out + first, out + count, '\0');
  };
  if (cut_) clear_from(*cut_);
  for (auto it = sectors_.lower_bound(offset / sector_size * sector_size);
       it != sectors_.end() && it->first < offset + count; ++it) {
    const auto first = std::max(it->first, offset);
    const auto end = std::min(it->first + sector_size, offset + count);
    std::copy(it->second.data() + (first - it->first), it->second.data() + (end - it->first),
              out + (first - offset));
  }
  const auto size = this->size(disk);
  if (offset + count <= size) return SQLITE_OK;
  clear_from(size);
  return SQLITE_IOERR_SHORT_READ;
}

int Overlay::write(sqlite3_file* disk, const char* data, sqlite3_int64 count, sqlite3_int64 offset) {
  const auto size = this->size(disk);
  for (auto start = offset / sector_size * sector_size; start < offset + count; start += sector_size) {
    auto it = sectors_.find(start);
    if (it == sectors_.end()) {
      std::array<char, sector_size> before;
      const auto answer = read(disk, before.data(), sector_size, start);
      if (answer != SQLITE_OK && answer != SQLITE_IOERR_SHORT_READ) return answer;
      it = sectors_.emplace(start, before).first;
    }
    const auto first = std::max(start, offset);
    const auto end = std::min(start + sector_size, offset + count);
    std::copy(data + (first - offset), data + (end - offset), it->second.data() + (first - start));
  }
  size_ = std::max(size, offset + count);
  return SQLITE_OK;
}

void Overlay::truncate(sqlite3_int64 size) {
  for (auto it = sectors_.lower_bound(size / sector_size * sector_size); it != sectors_.end();) {
    if (it->first >= size) {
      it = sectors_.erase(it);
    } else {
      std::fill(it->second.begin() + (size - it->first), it->second.end(), '\0');
      ++it;
    }
  }
  size_ = size;
  cut_ = std::min(cut_.value_or(size), size);
}

bool Overlay::cut_disk(sqlite3_file* disk) {
  sqlite3_int64 size = 0;
  if (!cut_) return true;
  if (disk->pMethods->xFileSize(disk, &size) != SQLITE_OK) return false;
  if (size > *cut_ && disk->pMethods->xTruncate(disk, *cut_) != SQLITE_OK) return false;
  cut_.reset();
  return true;
}

template <class Choice>
int Overlay::write_back(sqlite3_file* disk, sqlite3_int64 from, sqlite3_int64 end, Choice chosen) {
  for (auto it = sectors_.lower_bound(from); it != sectors_.end() && it->first < end;) {
    if (!chosen()) {
      ++it;
      continue;
    }
    if (!cut_disk(disk)) return SQLITE_IOERR_TRUNCATE;
    const auto count = static_cast<int>(std::min(sector_size, *size_ - it->first));
    const auto answer = disk->pMethods->xWrite(disk, it->second.data(), count, it->first);
    if (answer != SQLITE_OK) return answer;
    it = sectors_.erase(it);
  }
  return SQLITE_OK;
}

int Overlay::write_back_all(sqlite3_file* disk) {
  if (!size_) return SQLITE_OK;
  const auto answer = write_back(disk, 0, std::numeric_limits<sqlite3_int64>::max(), [] { return true; });
  if (answer != SQLITE_OK) return answer;
  if (!cut_disk(disk)) return SQLITE_IOERR_TRUNCATE;
  size_.reset();
  return SQLITE_OK;
}

}  // namespace

/// What the open files of a PowerVfs share.
struct PowerState {
  sqlite3_vfs vfs{};
  sqlite3_vfs* disk = nullptr;
  double early = 0.0;

  std::mutex mutex;  // of what follows, and of every read and write
  std::map<std::string, std::shared_ptr<Overlay>> overlays;
  std::mt19937_64 random;
  std::optional<std::uint64_t> budget;
  std::uint64_t writes = 0, syncs = 0;
  std::uint64_t failing_write = 0, failing_sync = 0;  // of these counts; 0: none

  /// What the disk answers to a write of so many bytes.
  int admit(std::uint64_t bytes) {
    if (++writes == failing_write) return SQLITE_IOERR_WRITE;
    if (!budget) return SQLITE_OK;
    if (*budget < bytes) return SQLITE_FULL;
    *budget -= bytes;
    return SQLITE_OK;
  }

  bool coin(double probability) { return std::bernoulli_distribution(probability)(random); }
};

namespace {

/// SQLite's handle of an open file; the handle of the VFS below follows it in memory.
struct File : sqlite3_file {
  PowerState* power = nullptr;
  std::shared_ptr<Overlay> overlay;  // none: a temporary file, which goes straight to the disk
};

File& opened(sqlite3_file* file) { return *static_cast<File*>(file); }
sqlite3_file* disk_of(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(File));
}
const sqlite3_io_methods& disk_methods(sqlite3_file* file) { return *disk_of(file)->pMethods; }

template <class Call>
int guarded(PowerState& power, Call call) noexcept {
  try {
    const std::lock_guard lock(power.mutex);
    return call();
  } catch (const std::bad_alloc&) {
    return SQLITE_IOERR_NOMEM;
  }
}

int close_file(sqlite3_file* file) {
  const int answer = disk_methods(file).xClose(disk_of(file));
  opened(file).~File();
  return answer;
}

int read_file(sqlite3_file* file, void* out, int count, sqlite3_int64 offset) {
  auto& self = opened(file);
  if (!self.overlay) return disk_methods(file).xRead(disk_of(file), out, count, offset);
  return guarded(*self.power,
                 [&] { return self.overlay->read(disk_of(file), static_cast<char*>(out), count, offset); });
}

int write_file(sqlite3_file* file, const void* data, int count, sqlite3_int64 offset) {
  auto& self = opened(file);
  if (!self.overlay) return disk_methods(file).xWrite(disk_of(file), data, count, offset);
  return guarded(*self.power, [&] {
    auto& power = *self.power;
    if (const int refused = power.admit(static_cast<std::uint64_t>(count)); refused != SQLITE_OK)
      return refused;
    const int answer = self.overlay->write(disk_of(file), static_cast<const char*>(data), count, offset);
    if (answer != SQLITE_OK || !power.coin(power.early)) return answer;
    const double share = power.coin(0.5) ? 1.0 : 0.5;  // whole, or torn
    return self.overlay->write_back(disk_of(file), offset / sector_size * sector_size, offset + count,
                                    [&] { return power.coin(share); });
  });
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  auto& self = opened(file);
  if (!self.overlay) return disk_methods(file).xTruncate(disk_of(file), size);
  return guarded(*self.power, [&] {
    const int refused = self.power->admit(0);
    if (refused == SQLITE_OK) self.overlay->truncate(size);
    return refused;
  });
}

int sync_file(sqlite3_file* file, int flags) {
  auto& self = opened(file);
  if (!self.overlay) return disk_methods(file).xSync(disk_of(file), flags);
  return guarded(*self.power, [&] {
    if (++self.power->syncs == self.power->failing_sync) return SQLITE_IOERR_FSYNC;
    const int answer = self.overlay->write_back_all(disk_of(file));
    return answer == SQLITE_OK ? disk_methods(file).xSync(disk_of(file), flags) : answer;
  });
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  auto& self = opened(file);
  if (!self.overlay) return disk_methods(file).xFileSize(disk_of(file), size);
  return guarded(*self.power, [&] {
    *size = self.overlay->size(disk_of(file));
    return SQLITE_OK;
  });
}

// Locks and the shared memory of the log's index are the operating system's.

int lock_file(sqlite3_file* file, int level) { return disk_methods(file).xLock(disk_of(file), level); }
int unlock_file(sqlite3_file* file, int level) { return disk_methods(file).xUnlock(disk_of(file), level); }
int check_reserved_lock(sqlite3_file* file, int* held) {
  return disk_methods(file).xCheckReservedLock(disk_of(file), held);
}
int file_control(sqlite3_file* file, int operation, void* argument) {
  if (operation == SQLITE_FCNTL_SIZE_HINT) return SQLITE_OK;  // would grow the file at once
  return disk_methods(file).xFileControl(disk_of(file), operation, argument);
}
int sector_size_of(sqlite3_file* file) { return disk_methods(file).xSectorSize(disk_of(file)); }
int characteristics(sqlite3_file* file) { return disk_methods(file).xDeviceCharacteristics(disk_of(file)); }
int map_shared(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
  return disk_methods(file).xShmMap(disk_of(file), page, size, extend, out);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
  return disk_methods(file).xShmLock(disk_of(file), offset, count, flags);
}
void order_shared(sqlite3_file* file) { disk_methods(file).xShmBarrier(disk_of(file)); }
int unmap_shared(sqlite3_file* file, int remove) {
  return disk_methods(file).xShmUnmap(disk_of(file), remove);
}

/// Version 2: without memory mapping, which would read past the overlay.
constexpr sqlite3_io_methods methods{
    2,           close_file,   read_file,           write_file,   truncate_file,  sync_file,       file_size,
    lock_file,   unlock_file,  check_reserved_lock, file_control, sector_size_of, characteristics, map_shared,
    lock_shared, order_shared, unmap_shared,        nullptr,      nullptr};

PowerState& state_of(sqlite3_vfs* vfs) { return *static_cast<PowerState*>(vfs->pAppData); }

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto& power = state_of(vfs);
  auto* self = new (file) File;
  self->pMethods = nullptr;  // SQLite does not close what failed to open
  std::memset(disk_of(file), 0, static_cast<std::size_t>(power.disk->szOsFile));
  const int answer = guarded(power, [&] {
    if (name != nullptr && (flags & SQLITE_OPEN_DELETEONCLOSE) == 0) {
      auto& overlay = power.overlays[name];
      if (!overlay) overlay = std::make_shared<Overlay>();
      self->overlay = overlay;
    }
    return power.disk->xOpen(power.disk, name, disk_of(file), flags, out_flags);
  });
  if (answer != SQLITE_OK) {
    if (disk_of(file)->pMethods != nullptr) disk_methods(file).xClose(disk_of(file));
    self->~File();
    return answer;
  }
  self->power = &power;
  self->pMethods = &methods;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  auto& power = state_of(vfs);
  return guarded(power, [&] {
    power.overlays.erase(name);
    return power.disk->xDelete(power.disk, name, sync_folder);
  });
}

/// SQLite counts an empty file as none.
int access_file(sqlite3_vfs* vfs, const char* name, int flags, int* out) {
  auto& power = state_of(vfs);
  return guarded(power, [&] {
    const auto it = power.overlays.find(name);
    const auto size = it == power.overlays.end() ? std::nullopt : it->second->unsynced_size();
    if (flags != SQLITE_ACCESS_EXISTS || !size) return power.disk->xAccess(power.disk, name, flags, out);
    *out = *size > 0 ? 1 : 0;
    return SQLITE_OK;
  });
}

}  // namespace

PowerVfs::PowerVfs(std::uint64_t seed, double early) : state_(std::make_unique<PowerState>()) {
  sqlite3_initialize();
  auto& state = *state_;
  state.random.seed(seed);
  state.early = early;
  state.disk = sqlite3_vfs_find(nullptr);
  state.vfs = *state.disk;  // what is not replaced below knows its VFS by its methods alone
  state.vfs.pNext = nullptr;
  state.vfs.zName = "metaqore-power";
  state.vfs.pAppData = &state;
  state.vfs.szOsFile = static_cast<int>(sizeof(File)) + state.disk->szOsFile;
  state.vfs.xOpen = open_file;
  state.vfs.xDelete = delete_file;
  state.vfs.xAccess = access_file;
  if (sqlite3_vfs_register(&state.vfs, 1) != SQLITE_OK)
    throw std::runtime_error("SQLite did not take the VFS");
}

PowerVfs::~PowerVfs() {
  sqlite3_vfs_unregister(&state_->vfs);
  sqlite3_vfs_register(state_->disk, 1);
}

void PowerVfs::limit_bytes(std::uint64_t budget) {
  const std::lock_guard lock(state_->mutex);
  state_->budget = budget;
}

void PowerVfs::lift_limit() {
  const std::lock_guard lock(state_->mutex);
  state_->budget.reset();
}

void PowerVfs::fail_write(std::uint64_t nth) {
  const std::lock_guard lock(state_->mutex);
  state_->failing_write = state_->writes + nth;
}

void PowerVfs::fail_sync(std::uint64_t nth) {
  const std::lock_guard lock(state_->mutex);
  state_->failing_sync = state_->syncs + nth;
}

std::uint64_t PowerVfs::writes() const {
  const std::lock_guard lock(state_->mutex);
  return state_->writes;
}

std::uint64_t PowerVfs::syncs() const {
  const std::lock_guard lock(state_->mutex);
  return state_->syncs;
}

}  // namespace metaqore::fault
