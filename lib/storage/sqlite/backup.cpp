#include "storage/sqlite/backup.hpp"

#include <SQLiteCpp/Database.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <new>
#include <system_error>
#include <utility>

#include "base/text.hpp"
#include "storage/sqlite/errors.hpp"
#include "storage/sqlite/open.hpp"
#include "storage/sqlite/transaction.hpp"

namespace metaqore::storage::sqlite {

namespace {

/// What SQLite takes for a part of the file that is called the same without it.
constexpr std::array companions{"-wal", "-shm", "-journal"};

Error backup_exists(const std::string& path) {
  return Error(
      ErrorCode::storage, "storage.backup_exists",
      fmt::format("`{}` exists already; name a file that does not, or move it away", base::shown(path)));
}

/// What a failure of the operating system means for who wants the backup.
Error backup_failure(const std::string& path, int error) {
  const auto message = std::generic_category().message(error);
  switch (error) {
    case ENOMEM:
      throw std::bad_alloc();
    case EEXIST:
      return backup_exists(path);
    case ENOSPC:
    case EDQUOT:
      return Error(
          ErrorCode::storage, "storage.full",
          fmt::format("there is no space left to write `{}`; free some, then try again", base::shown(path)));
    case EIO:
      return Error(ErrorCode::storage, "storage.io",
                   fmt::format("writing `{}` failed ({}); check the disk, then try again", base::shown(path),
                               message));
    default:
      return cannot_open(path, message + "; check that its folder exists and that this user may write there");
  }
}

bool is_taken(const std::string& path) noexcept {
  struct stat status{};
  return lstat(path.c_str(), &status) == 0;
}

/// The name of the copy, or why there can be none.
std::string place_for(const std::string& wanted) {
  auto path = absolute_path(wanted);
  if (path == memory) throw cannot_open(path, "a backup is a file; name one");
  for (const auto* companion : companions) {
    if (path.ends_with(companion)) {
      throw cannot_open(path, fmt::format("a file whose name ends with `{}` passes for a part of another; "
                                          "name it otherwise",
                                          companion));
    }
  }
  if (is_taken(path)) throw backup_exists(path);
  for (const auto* companion : companions) {
    if (is_taken(path + companion)) throw backup_exists(path + companion);
  }
  return path;
}

/// A file that is written beside its place, under a name of its own: put there as a whole, or gone.
class Draft {
 public:
  explicit Draft(const std::string& path) : path_(path), name_(path + ".XXXXXX") {
    file_ = mkostemp(name_.data(), O_CLOEXEC);
    if (file_ < 0) throw backup_failure(path_, errno);
    leftover_ = &name_;
  }
  ~Draft() {
    if (leftover_ != nullptr) (void)unlink(leftover_->c_str());
    if (file_ >= 0) (void)close(file_);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  const std::string& name() const noexcept { return name_; }

  /// A file in WAL mode has 2 as the versions that read and write it, one of memory has not: see "File format
  /// version numbers" of https://sqlite.org/fileformat2.html.
  void make_logged() const { write<2>({2, 2}, 18); }

  /// The copy may be of the midst of a log, and go to the place of its file beside that log or a later one.
  /// From another number on, nobody takes these for its own: see UserVersion, which lies there.
  void count_logs_anew() const {
    std::array<unsigned char, 3> log{};
    while (log == std::array<unsigned char, 3>{}) sqlite3_randomness(log.size(), log.data());
    write<3>(log, 60);
  }

  /// Of what does not succeed nothing stays. REQUIRES: nobody else has it open.
  void put_in_place(mode_t mode) {
    check(fchmod(file_, mode));
    check(fsync(file_));
    check(close(std::exchange(file_, -1)));
    check(move());
    leftover_ = &path_;
    sync_folder();
    leftover_ = nullptr;
  }

 private:
  void check(int answer) const {
    if (answer != 0) throw backup_failure(path_, errno);
  }

  template <std::size_t size>
  void write(const std::array<unsigned char, size>& bytes, off_t at) const {
    const auto written = pwrite(file_, bytes.data(), size, at);
    if (written != static_cast<ssize_t>(size)) throw backup_failure(path_, written < 0 ? errno : EIO);
  }

  /// Replaces nothing.
  int move() const noexcept {
    const int moved = renameat2(AT_FDCWD, name_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE);
    if (moved == 0 || (errno != EINVAL && errno != ENOSYS)) return moved;
    const int linked = link(name_.c_str(), path_.c_str());  // a file system without that flag
    if (linked == 0) (void)unlink(name_.c_str());
    return linked;
  }

  void sync_folder() const {
    const auto folder = std::filesystem::path(path_).parent_path();
    const int opened = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0) {
      if (errno == EACCES) return;  // who may write there, but not look
      throw backup_failure(path_, errno);
    }
    const int error = fsync(opened) == 0 || errno == EINVAL ? 0 : errno;  // EINVAL: there is nothing to sync
    (void)close(opened);
    if (error != 0) throw backup_failure(path_, error);
  }

  const std::string path_;
  std::string name_;
  int file_ = -1;
  const std::string* leftover_ = nullptr;  // what has to go
};

/// All pages of the state that `source` reads, in one step. The copy is synced.
void copy_pages(Connection& source, const std::string& name) {
  SQLite::Database copy(name, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX);
  copy.exec("PRAGMA journal_mode = OFF");  // what fails is thrown away
  copy.exec("PRAGMA synchronous = FULL");
  auto* backup = sqlite3_backup_init(copy.getHandle(), "main", source.handle(), "main");
  if (backup == nullptr) throw SQLite::Exception(copy.getHandle());
  const int step = sqlite3_backup_step(backup, -1);
  const int end = sqlite3_backup_finish(backup);
  if (step != SQLITE_DONE) throw SQLite::Exception(copy.getHandle(), end == SQLITE_OK ? step : end);
}

/// Whether the file that is copied is at fault, not the copy.
bool is_of_source(const SQLite::Exception& failure) noexcept {
  switch (failure.getErrorCode() & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return true;
    default:
      return failure.getExtendedErrorCode() == SQLITE_IOERR_READ;
  }
}

}  // namespace

void back_up(Pool& pool, const std::string& wanted) {
  const auto path = place_for(wanted);
  Transaction transaction(pool.reader());
  struct stat status{};
  const bool is_file = !pool.in_memory() && stat(pool.path().c_str(), &status) == 0;
  Draft draft(path);
  try {
    copy_pages(transaction.connection(), draft.name());
  } catch (const SQLite::Exception& failure) {
    rethrow(failure, is_of_source(failure) ? pool.path() : path);
  }
  draft.make_logged();
  if (transaction.size() > 0) draft.count_logs_anew();
  draft.put_in_place(is_file ? status.st_mode & 0777 : 0600);
}

}  // namespace metaqore::storage::sqlite
