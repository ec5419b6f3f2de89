#pragma once

#include <chrono>
#include <deque>
#include <exception>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/environment.hpp"
#include "base/mutex.hpp"
#include "state/write/transaction.hpp"
#include "storage/store.hpp"

namespace metaqore::state {

/// What waits for its turn: see Operation.
struct Write {
  std::string_view action;
  const Session& session;
  std::function<void(Transaction&)> execute;
};

/// What a host has to hear of: the last entry is far later than its clock.
struct Leap {
  Time last{};
  Time clock{};
};

/// The one way to write. Threads that wait share a commit: the first in the queue leads, takes the write
/// lock, runs the operations of all who wait by then in their order, each in an attempt of its own, and
/// commits once. Any thread.
class WriteQueue {
 public:
  WriteQueue(storage::Store& store, Durability durability, base::Environment environment)
      : store_(store), durability_(durability), environment_(std::move(environment)) {}

  /// Returns when the write is committed, and durable where the storage is. Otherwise throws what it threw,
  /// or Error(busy) after the session's timeout without the write lock or where the host ended the wait, or
  /// the storage's failure; nothing was written then. In either case `leap` is set where this write was the
  /// first to meet one.
  void run(const Write& write, std::optional<Leap>& leap);

 private:
  using Deadline = std::chrono::steady_clock::time_point;
  struct Waiting;

  void join(Waiting& self) METAQORE_EXCLUDES(mutex_);
  bool wait_for_turn(Waiting& self) METAQORE_EXCLUDES(mutex_);
  std::optional<bool> wait(Waiting& self, Deadline until) METAQORE_EXCLUDES(mutex_);
  bool withdraw(Waiting& self) METAQORE_EXCLUDES(mutex_);
  void leave(Waiting& self) METAQORE_REQUIRES(mutex_);
  void lead(Waiting& self) METAQORE_EXCLUDES(mutex_);
  void take_all(std::vector<Waiting*>& batch) METAQORE_EXCLUDES(mutex_);
  void wake_next() METAQORE_REQUIRES(mutex_);
  void commit(const std::vector<Waiting*>& batch, std::unique_ptr<storage::Writer> writer, Deadline deadline);
  void commit_once(const std::vector<Waiting*>& batch, storage::Writer& writer);
  void attempt(Waiting& waiting, storage::Writer& writer);
  bool execute(Waiting& waiting, storage::Writer& writer);

  storage::Store& store_;
  Durability durability_;
  base::Environment environment_;

  base::Mutex mutex_;
  std::deque<Waiting*> queue_ METAQORE_GUARDED_BY(mutex_);
  bool led_ METAQORE_GUARDED_BY(mutex_) = false;

  // The leader's alone.
  Tip tip_;
  Time::duration ahead_{};  // of the tip that was committed last: whoever runs again begins there once more
  bool leapt_ = false;
  std::optional<std::uint64_t> token_;  // tip_ holds while the storage's change token is this
};

}  // namespace metaqore::state
