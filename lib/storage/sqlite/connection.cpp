#include "storage/sqlite/connection.hpp"

#include <SQLiteCpp/Column.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <thread>

#include "base/interruption.hpp"
#include "storage/sqlite/errors.hpp"
#include "storage/sqlite/file/vfs.hpp"

namespace metaqore::storage::sqlite {

namespace {

/// A busy handler, which is told how often it has waited (https://sqlite.org/c3ref/busy_handler.html).
int wait_once_more(void* most, int times) noexcept {
  constexpr int quick = 10, pause = 5;  // the first waits last a millisecond each
  const std::intptr_t waited = times < quick ? times : quick + std::intptr_t{times - quick} * pause;
  if (waited >= reinterpret_cast<std::intptr_t>(most) || base::interrupted()) return 0;
  std::this_thread::sleep_for(std::chrono::milliseconds(times < quick ? 1 : pause));
  return 1;
}

}  // namespace

void wait_at_most(sqlite3* database, std::chrono::milliseconds time) noexcept {
  if (time.count() <= 0) {
    sqlite3_busy_handler(database, nullptr, nullptr);
  } else {
    sqlite3_busy_handler(database, wait_once_more, reinterpret_cast<void*>(std::intptr_t{time.count()}));
  }
}

Connection::Connection(SQLite::Database database, std::string path)
    : database_(std::move(database)),
      path_(std::move(path)),
      file_(database_file(database_.getHandle())),
      tend_at_(log_pages_to_move) {
  statements_.reserve(statements.size());
  for (const char* text : statements) statements_.emplace_back(database_, text);
}

Connection::~Connection() {
  if (file_ != nullptr && !file_->read_only() && !file_->in_place()) (void)save_log();
}

bool Connection::in_transaction() const noexcept {
  return sqlite3_get_autocommit(database_.getHandle()) == 0;
}

bool Connection::roll_back() noexcept {
  if (in_transaction()) {
    auto& rollback = statement(Sql::rollback);
    (void)rollback.tryExecuteStep();
    (void)rollback.tryReset();
  }
  return !in_transaction();
}

void Connection::wait_at_most(std::chrono::milliseconds time) noexcept {
  sqlite::wait_at_most(database_.getHandle(), time);
}

std::optional<std::string> Connection::integrity_fault() {
  std::string fault;
  try {
    SQLite::Statement check(database_, "PRAGMA integrity_check(1)");
    fault = check.executeStep() ? check.getColumn(0).getString() : "ok";
  } catch (const SQLite::Exception& failure) {
    if (failure.getErrorCode() != SQLITE_CORRUPT) throw;
    fault = failure.what();
  }
  if (fault == "ok") return std::nullopt;
  // SQLite tells in the same words that a page is wrong and that there was no memory or descriptor to look at
  // it.
  constexpr std::string_view unread = "unable to get the page. error code=";
  if (const auto at = fault.find(unread); at != std::string::npos) {
    const int code = std::atoi(fault.c_str() + at + unread.size());
    if ((code & 0xFF) != SQLITE_CORRUPT && code != 0) throw SQLite::Exception(fault, code);
  }
  std::replace(fault.begin(), fault.end(), '\n', ' ');
  return fault;
}

void Connection::require_in_place() {
  if (file_ == nullptr || file_->in_place()) return;
  const bool saved = move_log(SQLITE_CHECKPOINT_PASSIVE);
  if (!file_->database_in_place() || identity_of(path_).names > 1) throw out_of_place(path_);
  if (!file_->in_place()) throw log_removed(path_, saved);  // else it was put back just now
}

void Connection::require_kept() {
  if (file_ == nullptr || file_->in_place() || save_log()) return;
  if (!file_->database_in_place()) throw out_of_place(path_);
  if (!file_->in_place()) throw log_removed(path_, false);
}

bool Connection::move_log(int mode) noexcept {
  int frames = 0, moved = -1;
  const int answer = sqlite3_wal_checkpoint_v2(database_.getHandle(), nullptr, mode, &frames, &moved);
  return answer == SQLITE_OK && frames == moved;
}

bool Connection::save_log() noexcept {
  constexpr std::chrono::milliseconds pause{5};
  constexpr int tries = 40;
  for (int i = 0; i < tries; ++i) {
    if (move_log(SQLITE_CHECKPOINT_PASSIVE)) return true;
    std::this_thread::sleep_for(pause);  // others do the same, or still read
  }
  return false;
}

void Connection::count_log() {
  if (file_ == nullptr) return;
  if (const auto log = file_->index().log_state(); log.frames != log.moved) return;
  const auto stored = static_cast<std::uint32_t>(database_.execAndGet("PRAGMA user_version").getInt());
  auto version = UserVersion::of(stored);
  if (version.log == 0) sqlite3_randomness(3, &version.log);
  database_.exec(fmt::format("PRAGMA user_version = {}", static_cast<std::int32_t>(version.next().stored())));
}

void Connection::tend_log() noexcept {
  if (file_ == nullptr) return;
  const auto log = file_->index().log_state();
  if (log.frames < log_pages_to_move) tend_at_ = log_pages_to_move;
  if (log.frames < tend_at_ || log.frames - log.moved < log_pages_between) return;
  (void)move_log(SQLITE_CHECKPOINT_PASSIVE);
  tend_at_ = log.frames + log_pages_between;
}

bool Connection::has_room_in_log() noexcept {
  if (file_ == nullptr || file_->index().log_state().frames < most_log_pages) return true;
  return move_log(SQLITE_CHECKPOINT_RESTART);
}

void run(Connection& connection, Sql sql) {
  Execution execution(connection, sql);
  execution->exec();
}

}  // namespace metaqore::storage::sqlite
