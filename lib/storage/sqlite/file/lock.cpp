#include "storage/sqlite/file/lock.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <mutex>

namespace metaqore::storage::sqlite {

namespace {

constinit std::mutex open_files_mutex;  // plain: it is taken and given back by different functions at a fork
constinit LockFile* open_files = nullptr;

/// What SQLite locks for all its connections, each before those that it may take while it has it.
constexpr std::array sqlite_mutexes{
    SQLITE_MUTEX_STATIC_OPEN, SQLITE_MUTEX_STATIC_VFS1, SQLITE_MUTEX_STATIC_VFS2, SQLITE_MUTEX_STATIC_VFS3,
    SQLITE_MUTEX_STATIC_APP1, SQLITE_MUTEX_STATIC_APP2, SQLITE_MUTEX_STATIC_APP3, SQLITE_MUTEX_STATIC_PRNG,
    SQLITE_MUTEX_STATIC_MAIN, SQLITE_MUTEX_STATIC_LRU,  SQLITE_MUTEX_STATIC_PMEM, SQLITE_MUTEX_STATIC_MEM};
constinit std::array<sqlite3_mutex*, sqlite_mutexes.size()> held_at_fork{};

FileIdentity identity(const struct stat& status) noexcept {
  return {status.st_dev, status.st_ino, status.st_nlink, status.st_mode, status.st_uid, status.st_gid};
}

struct flock request(Hold hold, LockRange range) noexcept {
  struct flock lock{};  // l_pid has to be 0
  lock.l_type = static_cast<short>(hold == Hold::none ? F_UNLCK : hold == Hold::shared ? F_RDLCK : F_WRLCK);
  lock.l_whence = SEEK_SET;
  lock.l_start = range.first;
  lock.l_len = range.count;
  return lock;
}

}  // namespace

FileIdentity identity_of(const std::string& path) noexcept {
  struct stat status{};
  return stat(path.c_str(), &status) == 0 ? identity(status) : FileIdentity{};
}

FileIdentity identity_of(int descriptor) noexcept {
  struct stat status{};
  return fstat(descriptor, &status) == 0 ? identity(status) : FileIdentity{};
}

bool out_of_descriptors() noexcept {
  const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (descriptor >= 0) ::close(descriptor);
  return descriptor < 0 && (errno == EMFILE || errno == ENFILE);
}

/// A child must neither keep the parent's locks alive nor find a mutex that nobody will ever give back.
struct LockFilesAtFork {
  static void before() {
    open_files_mutex.lock();
    for (auto* mutex : held_at_fork) sqlite3_mutex_enter(mutex);
  }
  static void in_parent() {
    for (auto it = held_at_fork.rbegin(); it != held_at_fork.rend(); ++it) sqlite3_mutex_leave(*it);
    open_files_mutex.unlock();
  }
  static void in_child() {
    for (auto* file = open_files; file != nullptr; file = file->next_) {
      ::close(file->descriptor_);
      file->descriptor_ = -1;
    }
    in_parent();
  }
};

void prepare_for_fork() noexcept {
  static const bool once = [] {
    for (std::size_t i = 0; i < held_at_fork.size(); ++i)
      held_at_fork[i] = sqlite3_mutex_alloc(sqlite_mutexes[i]);
    return pthread_atfork(LockFilesAtFork::before, LockFilesAtFork::in_parent, LockFilesAtFork::in_child) ==
           0;
  }();
  (void)once;
}

LockFile::~LockFile() { close(); }

bool LockFile::open(const char* path, int flags, mode_t mode) noexcept {
  close();
  // A fork in between must find the descriptor in the list.
  const std::lock_guard lock(open_files_mutex);
  do {
    descriptor_ = ::open(path, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, mode);
  } while (descriptor_ < 0 && errno == EINTR);
  if (descriptor_ < 0) return false;
  previous_ = nullptr;
  next_ = open_files;
  if (next_ != nullptr) next_->previous_ = this;
  open_files = this;
  return true;
}

void LockFile::close() noexcept {
  const std::lock_guard lock(open_files_mutex);
  if (previous_ != nullptr || next_ != nullptr || open_files == this) {
    (previous_ != nullptr ? previous_->next_ : open_files) = next_;
    if (next_ != nullptr) next_->previous_ = previous_;
    previous_ = next_ = nullptr;
  }
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

LockOutcome LockFile::lock(Hold hold, LockRange range) noexcept {
  auto wanted = request(hold, range);
  int answer = 0;
  do {
    answer = fcntl(descriptor_, F_OFD_SETLK, &wanted);
  } while (answer != 0 && errno == EINTR);
  if (answer == 0) return LockOutcome::taken;
  return errno == EAGAIN || errno == EACCES ? LockOutcome::held_by_others : LockOutcome::failed;
}

bool LockFile::held_by_others(Hold hold, LockRange range) const noexcept {
  auto wanted = request(hold, range);
  return fcntl(descriptor_, F_OFD_GETLK, &wanted) == 0 && wanted.l_type != F_UNLCK;
}

}  // namespace metaqore::storage::sqlite
