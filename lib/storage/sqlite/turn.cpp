#include "storage/sqlite/turn.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <thread>

#include "base/interruption.hpp"
#include "storage/sqlite/errors.hpp"

namespace metaqore::storage::sqlite {

namespace {

using Clock = std::chrono::steady_clock;

/// A place in the queue: a lock on one byte, as far behind the first as the machine's clock says. Those
/// before it are the locks on lower bytes; the kernel drops the lock of who dies.
class Ticket {
 public:
  explicit Ticket(LockFile& locks) noexcept : locks_(locks) {
    do {
      at_ = lock_range::first_ticket + static_cast<off_t>(Clock::now().time_since_epoch().count());
    } while (locks_.lock(Hold::exclusive, {at_, 1}) == LockOutcome::held_by_others);
  }
  ~Ticket() { (void)locks_.lock(Hold::none, {at_, 1}); }
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;

  bool is_next() const noexcept {
    return !locks_.held_by_others(Hold::exclusive,
                                  {lock_range::first_ticket, at_ - lock_range::first_ticket});
  }

 private:
  LockFile& locks_;
  off_t at_;
};

bool anyone_waits(const LockFile& locks) noexcept {
  return locks.held_by_others(Hold::exclusive, {lock_range::first_ticket, 0});  // 0: to the end
}

/// False where another writes.
bool try_to_begin(Connection& connection) {
  try {
    run(connection, Sql::begin_write);
    return true;
  } catch (const SQLite::Exception& failure) {
    if ((failure.getErrorCode() & 0xFF) != SQLITE_BUSY) throw;
    return false;
  }
}

}  // namespace

void begin_writing(Connection& connection, Clock::time_point deadline) {
  auto* const file = connection.file();
  if (file == nullptr) return run(connection, Sql::begin_write);

  constexpr std::chrono::microseconds shortest{50}, longest{1'000};
  constexpr std::chrono::milliseconds impatience{100};  // with who is next, and does not begin
  connection.wait_at_most(std::chrono::milliseconds(0));
  const auto begin = [&] {
    if (!connection.has_room_in_log()) return false;
    if (!try_to_begin(connection)) return false;
    connection.wait_at_most(patience);
    return true;
  };
  if (!anyone_waits(file->locks()) && begin()) return;

  const Ticket ticket(file->locks());
  auto not_next = Clock::now(), writing = not_next;  // when that was so last
  for (;;) {
    const auto now = Clock::now();
    const bool next = ticket.is_next();
    if (!next) not_next = now;
    if (!next && file->index().has_writer()) writing = now;
    if (next || now - writing >= impatience) {
      if (begin()) return;
      writing = now;
    }
    if (base::interrupted()) throw base::interruption();
    if (now >= deadline)
      throw connection.has_room_in_log() ? locked(connection.path()) : log_full(connection.path());
    // Who is next looks often, and the less so the longer it takes; the others wait for their place.
    const auto pause =
        next ? std::clamp<Clock::duration>((now - not_next) / 8, shortest, longest) : longest / 2;
    std::this_thread::sleep_for(std::min(pause, std::max<Clock::duration>(deadline - now, shortest)));
  }
}

}  // namespace metaqore::storage::sqlite
