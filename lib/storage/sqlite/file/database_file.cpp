#include "storage/sqlite/file/database_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

namespace metaqore::storage::sqlite {

namespace {

int answer_of(LockOutcome outcome) noexcept {
  if (outcome == LockOutcome::taken) return SQLITE_OK;
  return outcome == LockOutcome::held_by_others ? SQLITE_BUSY : SQLITE_IOERR_LOCK;
}

}  // namespace

int DatabaseFile::open() noexcept {
  if (!locks_.open(path_.c_str(), read_only_ ? O_RDONLY : O_RDWR)) return SQLITE_CANTOPEN;
  identity_ = identity_of(locks_.descriptor());
  if (!S_ISREG(identity_.mode)) return refuse(Refusal::not_a_file);
  if (identity_.names > 1) return refuse(Refusal::several_names);
  if (locks_.lock(Hold::none, lock_range::pending) != LockOutcome::taken) return refuse(Refusal::no_locks);
  return database_in_place() ? SQLITE_OK : SQLITE_CANTOPEN;
}

int DatabaseFile::lock(int level) noexcept {
  if (level_ >= level) return SQLITE_OK;
  // Whoever was last with the log would move it and delete it, by its name.
  if (level == SQLITE_LOCK_EXCLUSIVE && log_ != nullptr && !in_place()) return SQLITE_BUSY;
  if (level == SQLITE_LOCK_SHARED) {
    auto outcome = locks_.lock(Hold::shared, lock_range::pending);
    if (outcome != LockOutcome::taken) return answer_of(outcome);
    outcome = locks_.lock(Hold::shared, lock_range::shared);
    const auto given_back = locks_.lock(Hold::none, lock_range::pending);
    if (outcome != LockOutcome::taken) return answer_of(outcome);
    if (given_back != LockOutcome::taken) return SQLITE_IOERR_UNLOCK;
  } else if (level == SQLITE_LOCK_RESERVED) {
    if (const auto outcome = locks_.lock(Hold::exclusive, lock_range::reserved);
        outcome != LockOutcome::taken)
      return answer_of(outcome);
  } else {
    if (level_ < SQLITE_LOCK_PENDING) {
      if (const auto outcome = locks_.lock(Hold::exclusive, lock_range::pending);
          outcome != LockOutcome::taken)
        return answer_of(outcome);
      level_ = SQLITE_LOCK_PENDING;
    }
    if (const auto outcome = locks_.lock(Hold::exclusive, lock_range::shared); outcome != LockOutcome::taken)
      return answer_of(outcome);
  }
  level_ = level;
  return SQLITE_OK;
}

int DatabaseFile::unlock(int level) noexcept {
  if (level_ <= level) return SQLITE_OK;
  auto outcome = LockOutcome::taken;
  if (level_ > SQLITE_LOCK_SHARED) {
    if (level == SQLITE_LOCK_SHARED) outcome = locks_.lock(Hold::shared, lock_range::shared);
    const LockRange pending_and_reserved{lock_range::pending.first, 2};
    if (outcome == LockOutcome::taken) outcome = locks_.lock(Hold::none, pending_and_reserved);
  }
  if (level == SQLITE_LOCK_NONE && outcome == LockOutcome::taken)
    outcome = locks_.lock(Hold::none, lock_range::shared);
  if (outcome != LockOutcome::taken) return SQLITE_IOERR_UNLOCK;
  level_ = level;
  return SQLITE_OK;
}

int DatabaseFile::check_reserved_lock(int* held) noexcept {
  *held = level_ > SQLITE_LOCK_SHARED || locks_.held_by_others(Hold::exclusive, lock_range::reserved) ? 1 : 0;
  return SQLITE_OK;
}

bool DatabaseFile::database_in_place() const noexcept { return identity_of(path_).is(identity_); }

bool DatabaseFile::in_place() const noexcept {
  const auto now = identity_of(path_);
  if (!now.is(identity_) || now.names > 1) return false;
  if (log_ != nullptr && log_identity_.names > 0 && !identity_of(log_path()).is(log_identity_)) return false;
  return index_.in_place();
}

void DatabaseFile::log_opened(sqlite3_file& log) noexcept {
  log_ = &log;
  log_identity_ = identity_of(log_path());
}

}  // namespace metaqore::storage::sqlite
