#include "storage/sqlite/pool.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "base/interruption.hpp"
#include "storage/sqlite/errors.hpp"
#include "storage/sqlite/open.hpp"

namespace metaqore::storage::sqlite {

Lease::Lease(std::shared_ptr<Pool> pool, std::unique_ptr<Connection> connection,
             std::uint32_t generation) noexcept
    : pool_(std::move(pool)), connection_(std::move(connection)), generation_(generation) {}

Lease::~Lease() {
  if (!pool_) return;  // moved from
  if (generation_ == 0) {
    pool_->give_back_reader(std::move(connection_));
  } else {
    pool_->give_back_writer(std::move(connection_));
  }
}

Pool::Pool(const std::string& path, bool read_only)
    : path_(absolute_path(path)), in_memory_(path == memory), read_only_(read_only) {}

std::shared_ptr<Pool> Pool::open(const std::string& path, bool read_only) {
  const std::shared_ptr<Pool> pool(new Pool(path, read_only));
  if (read_only) {
    pool->give_back_reader(open_connection(pool->path_, Access::read_only));
  } else {
    pool->writer_ = open_connection(pool->path_, Access::create);
    pool->generation_ = 1;
  }
  pool->opened_ = identity_of(pool->path_);
  return pool;
}

Lease Pool::reader() {
  if (in_memory_) return writer(std::chrono::steady_clock::now() + patience);
  std::unique_ptr<Connection> connection;
  {
    const base::Lock lock(mutex_);
    if (!readers_.empty()) {
      connection = std::move(readers_.back());
      readers_.pop_back();
    }
  }
  if (connection) {
    connection->require_in_place();
  } else {
    connection = open_reader();
  }
  return Lease(shared_from_this(), std::move(connection), 0);
}

std::unique_ptr<Connection> Pool::open_reader() const {
  check_in_place();
  if (read_only_) return open_connection(path_, Access::read_only);
  try {
    return open_connection(path_, Access::read);
  } catch (const Error& error) {
    if (error.reason() == "storage.other_log")
      throw log_removed(path_, false);  // the other one is the writer's
    throw;
  }
}

Lease Pool::writer(std::chrono::steady_clock::time_point deadline) {
  while (!begin_writing(std::min(deadline, base::next_question()))) {
    if (base::interrupted()) throw base::interruption();
    if (std::chrono::steady_clock::now() >= deadline) throw locked(path_);
  }
  try {
    make_writer_ready();
  } catch (...) {
    end_writing();
    throw;
  }
  return Lease(shared_from_this(), std::move(writer_), generation_);
}

/// False when another writes until then.
bool Pool::begin_writing(std::chrono::steady_clock::time_point until) {
  const base::Lock lock(mutex_);
  while (writing_) {
    if (!writer_returned_.wait_until(mutex_, until) && writing_) return false;
  }
  writing_ = true;
  return true;
}

void Pool::make_writer_ready() {
  if (writer_) {
    writer_->require_in_place();
  } else {
    check_in_place();
    writer_ = open_connection(path_, Access::write);
    ++generation_;
  }
  if (!writer_->roll_back()) throw std::bad_alloc();  // in memory nothing else can prevent it
}

void Pool::end_writing() noexcept {
  {
    const base::Lock lock(mutex_);
    writing_ = false;
  }
  writer_returned_.notify_one();
}

void Pool::watch_log(Connection& connection) noexcept {
  if (connection.file() == nullptr) return;
  const auto pages = connection.file()->index().log_state().frames;
  if (pages < log_pages_told) tell_log_at_ = log_pages_told;
  if (pages < tell_log_at_) return;
  tell_log_at_ = pages * 2;
  grown_log_ = pages;
}

void Pool::give_back_writer(std::unique_ptr<Connection> connection) noexcept {
  watch_log(*connection);
  // Closing gives up whatever a file's connection still holds. A database in memory would be gone.
  if (connection->roll_back() || in_memory_) writer_ = std::move(connection);
  connection.reset();
  end_writing();
}

void Pool::give_back_reader(std::unique_ptr<Connection> connection) noexcept {
  if (!connection->roll_back() || connection->for_one_look()) return;
  const base::Lock lock(mutex_);
  try {
    readers_.push_back(std::move(connection));
  } catch (const std::bad_alloc&) {
    // one connection less to reuse
  }
}

/// A new connection would read another file than those that are open.
void Pool::check_in_place() const {
  if (!identity_of(path_).is(opened_)) throw out_of_place(path_);
}

}  // namespace metaqore::storage::sqlite
