#include "storage/sqlite/file/log_index.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

#include "storage/sqlite/file/database_file.hpp"

namespace metaqore::storage::sqlite {

namespace {

// https://sqlite.org/walformat.html#locks: eight locks, and one that everybody shares who has the index open.
constexpr off_t first_lock = 120;
constexpr LockRange everybody{first_lock + SQLITE_SHM_NLOCK, 1};
constexpr int moving_lock = 1;  // WAL_CKPT_LOCK
constexpr mode_t permissions = 0777;
constexpr off_t page = 4'096;  // at least: so much of a file is given its place on the disk

/// What is mapped at once: regions are smaller than a page on some machines.
std::size_t map_size(std::size_t region_size) noexcept {
  return std::max(region_size, static_cast<std::size_t>(sysconf(_SC_PAGESIZE)));
}

bool resize(int descriptor, off_t size) noexcept {
  int answer = 0;
  do {
    answer = ftruncate(descriptor, size);
  } while (answer != 0 && errno == EINTR);
  return answer == 0;
}

/// Touching memory without a place on the disk would end the process.
int give_place(int descriptor, off_t size) noexcept {
  struct stat status{};
  if (fstat(descriptor, &status) != 0) return SQLITE_IOERR_SHMSIZE;
  for (off_t at = status.st_size / page * page; at < size; at += page) {
    if (pwrite(descriptor, "", 1, at + page - 1) != 1)
      return errno == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_SHMSIZE;
  }
  return SQLITE_OK;
}

}  // namespace

LogIndex::~LogIndex() { unmap(false); }

bool LogIndex::in_place() const noexcept {
  return !lock_.is_open() || identity_of(file_.index_path()).is(identity_);
}

int LogIndex::open() {
  const int answer =
      file_.read_only() && !is_alive() ? open_private() : open_shared(file_.read_only() ? 0 : O_CREAT);
  if (answer == SQLITE_OK) {
    open_ = true;
  } else {
    unmap(false);
  }
  return answer;
}

/// Whether anybody has the log open.
bool LogIndex::is_alive() {
  if (file_.locks().held_by_others(Hold::exclusive, lock_range::in_use)) return true;
  LockFile index;
  return index.open(file_.index_path().c_str(), O_RDONLY) && index.held_by_others(Hold::exclusive, everybody);
}

int LogIndex::open_private() {
  // As long as it reads, nobody moves the log, so that the file stays as it is.
  const auto outcome = file_.locks().lock(Hold::shared, lock_range::at_rest);
  if (outcome != LockOutcome::taken) return outcome == LockOutcome::failed ? SQLITE_IOERR_LOCK : SQLITE_BUSY;
  if (is_alive()) return SQLITE_BUSY;  // since just now
  private_ = true;
  std::optional<IndexHeader> last;
  if (lock_.open(file_.index_path().c_str(), O_RDONLY)) last = read_header();
  lock_.close();
  const auto refusal = inspect_log(file_.contents(), *file_.log(), last);
  return refusal == Refusal::none ? SQLITE_OK : refuse(refusal);
}

int LogIndex::open_shared(int flags) {
  const auto& path = file_.index_path();
  const auto& owner = file_.identity();
  read_only_ = false;
  if (!lock_.open(path.c_str(), O_RDWR | O_NOFOLLOW | flags, owner.mode & permissions)) {
    if (out_of_descriptors()) return refuse(Refusal::too_many_files);
    read_only_ = file_.read_only();
    if (!read_only_) return SQLITE_CANTOPEN;
    if (!lock_.open(path.c_str(), O_RDONLY | O_NOFOLLOW))
      return errno == ENOENT ? SQLITE_BUSY : refuse(Refusal::index_not_ours);  // gone since just now
  }
  identity_ = identity_of(lock_.descriptor());
  if (!S_ISREG(identity_.mode)) return refuse(Refusal::not_a_file);
  if ((flags & O_CREAT) != 0) give_to(owner);
  const int answer = file_.read_only() ? join() : begin();
  if (answer != SQLITE_OK) return answer;
  if (!in_place()) return SQLITE_BUSY;  // the last of those before has just deleted it
  return file_.locks().lock(Hold::shared, lock_range::in_use) == LockOutcome::taken ? SQLITE_OK
                                                                                    : SQLITE_IOERR_LOCK;
}

/// Who may use the database may use the index, whoever created it and with whatever mask.
void LogIndex::give_to(const FileIdentity& owner) noexcept {
  struct stat status{};
  if (fstat(lock_.descriptor(), &status) != 0 || status.st_size > 0) return;  // it was there
  if ((status.st_mode & permissions) != (owner.mode & permissions))
    (void)!fchmod(lock_.descriptor(), owner.mode & permissions);
  if (geteuid() == 0) (void)!fchown(lock_.descriptor(), owner.user, owner.group);
}

/// Shares what others use.
int LogIndex::join() {
  if (!lock_.held_by_others(Hold::exclusive, everybody)) return SQLITE_BUSY;  // no more
  return share();
}

/// REQUIRES: others share it, or it was looked at.
int LogIndex::share() {
  const auto outcome = lock_.lock(Hold::shared, everybody);
  if (outcome != LockOutcome::taken)
    return outcome == LockOutcome::failed ? SQLITE_IOERR_SHMLOCK : SQLITE_BUSY;
  auto header = read_header();
  for (;;) {
    if (!header || header->frames == 0 || begins_with(*file_.log(), header->salts)) return SQLITE_OK;
    const auto again = read_header();  // another log may have begun in between
    if (again == header) return refuse(Refusal::other_log);
    header = again;
  }
}

std::optional<IndexHeader> LogIndex::read_header() const {
  std::array<unsigned char, index_header_size> bytes{};
  const auto count = pread(lock_.descriptor(), bytes.data(), bytes.size(), 0);
  return count == static_cast<ssize_t>(bytes.size()) ? read_index_header(bytes) : std::nullopt;
}

/// Shares it, and where nobody else does looks at the log and has SQLite make the index anew.
int LogIndex::begin() {
  const auto alone = lock_.lock(Hold::exclusive, everybody);
  if (alone == LockOutcome::failed) return SQLITE_IOERR_SHMLOCK;
  if (alone == LockOutcome::taken) {
    if (file_.locks().held_by_others(Hold::exclusive, lock_range::in_use)) return refuse(Refusal::other_log);
    if (const auto refusal = inspect_log(file_.contents(), *file_.log(), read_header());
        refusal != Refusal::none)
      return refuse(refusal);
    if (!resize(lock_.descriptor(), 3)) return SQLITE_IOERR_SHMOPEN;  // three bytes, as SQLite has it
  }
  return share();
}

int LogIndex::map(int region, int size, bool extend, void volatile** out) {
  *out = nullptr;
  if (!open_) {
    if (file_.log() == nullptr) return SQLITE_IOERR_SHMOPEN;
    if (const int answer = open(); answer != SQLITE_OK) return answer;
  }
  const auto number = static_cast<std::size_t>(region);
  const auto region_size = static_cast<std::size_t>(size);
  try {
    if (private_) {
      while (own_regions_.size() <= number) {
        if (!extend) return SQLITE_OK;
        own_regions_.push_back(std::make_unique<std::byte[]>(region_size));
      }
      *out = own_regions_[number].get();
      return SQLITE_OK;
    }
    const auto each = map_size(region_size);
    const auto map = number * region_size / each;
    while (maps_.size() <= map) {
      const auto end = static_cast<off_t>((maps_.size() + 1) * each);
      struct stat status{};
      if (fstat(lock_.descriptor(), &status) != 0) return SQLITE_IOERR_SHMSIZE;
      if (status.st_size < end) {
        if (!extend || read_only_) return read_only_ ? SQLITE_READONLY : SQLITE_OK;
        if (const int answer = give_place(lock_.descriptor(), end); answer != SQLITE_OK) return answer;
      }
      maps_.reserve(maps_.size() + 1);
      void* const mapping = mmap(nullptr, each, read_only_ ? PROT_READ : PROT_READ | PROT_WRITE, MAP_SHARED,
                                 lock_.descriptor(), end - static_cast<off_t>(each));
      if (mapping == MAP_FAILED) return errno == ENOMEM ? SQLITE_IOERR_NOMEM : SQLITE_IOERR_SHMMAP;
      (void)madvise(mapping, each, MADV_DONTFORK);  // a mapping in a child would keep our locks alive
      maps_.push_back(mapping);
    }
    *out = static_cast<std::byte*>(maps_[map]) + number * region_size % each;
    return read_only_ ? SQLITE_READONLY : SQLITE_OK;
  } catch (const std::bad_alloc&) {
    return SQLITE_IOERR_NOMEM;
  }
}

int LogIndex::lock(int first, int count, int flags) noexcept {
  if (private_) return SQLITE_OK;
  const bool give_back = (flags & SQLITE_SHM_UNLOCK) != 0;
  const auto hold = give_back                          ? Hold::none
                    : (flags & SQLITE_SHM_SHARED) != 0 ? Hold::shared
                                                       : Hold::exclusive;
  const bool moving = first == moving_lock && count == 1;
  if (moving && hold == Hold::exclusive &&
      file_.locks().lock(Hold::exclusive, lock_range::at_rest) != LockOutcome::taken)
    return SQLITE_BUSY;
  const auto outcome = lock_.lock(hold, {first_lock + first, count});
  if (moving && (give_back || outcome != LockOutcome::taken))
    (void)file_.locks().lock(Hold::none, lock_range::at_rest);
  if (outcome == LockOutcome::taken) return SQLITE_OK;
  return outcome == LockOutcome::held_by_others ? SQLITE_BUSY : SQLITE_IOERR_SHMLOCK;
}

void LogIndex::unmap(bool remove) noexcept {
  if (!maps_.empty()) {
    constexpr std::size_t region_size = 32'768;
    for (void* mapping : maps_) munmap(mapping, map_size(region_size));
    maps_.clear();
  }
  own_regions_.clear();
  if (lock_.is_open()) {
    if (remove && in_place()) (void)unlink(file_.index_path().c_str());
    // First: who then has the index for itself must not take the others for users of another.
    (void)file_.locks().lock(Hold::none, lock_range::in_use);
    lock_.close();
  }
  if (private_) (void)file_.locks().lock(Hold::none, lock_range::at_rest);
  open_ = private_ = false;
}

bool LogIndex::has_writer() const noexcept {
  return lock_.is_open() && lock_.held_by_others(Hold::exclusive, {first_lock, 1});  // WAL_WRITE_LOCK
}

LogState LogIndex::log_state() const noexcept {
  if (maps_.empty()) return {};
  const auto* words = static_cast<const volatile std::uint32_t*>(maps_.front());
  return {words[4], words[24]};  // mxFrame and nBackfill
}

}  // namespace metaqore::storage::sqlite
