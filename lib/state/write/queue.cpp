#include "state/write/queue.hpp"

#include <algorithm>

#include "base/interruption.hpp"
#include "metaqore/error.hpp"

namespace metaqore::state {

namespace {

constexpr std::size_t max_batch = 256;
constexpr std::chrono::minutes longest_drift{1};  // between clocks of hosts that nobody has to hear of
constexpr int max_tries = 8;                      // against a storage that cannot serialise

Error busy() {
  return Error(ErrorCode::busy, "state.busy",
               "the write lock was not free before the session's timeout; nothing was written, try again");
}

}  // namespace

struct WriteQueue::Waiting {
  const Write& write;
  Deadline deadline;
  std::optional<Draw> draw{};
  std::exception_ptr failure{};
  std::optional<Leap> leap{};
  bool taken = false;  // by a leader, who will set done
  bool done = false;
  base::Condition wake{};
};

void WriteQueue::run(const Write& write, std::optional<Leap>& leap) {
  constexpr std::chrono::hours forever{24 * 365};
  const auto timeout = std::min<std::chrono::milliseconds>(write.session.timeout, forever);
  Waiting self{write, std::chrono::steady_clock::now() + timeout};
  if (wait_for_turn(self)) lead(self);
  leap = self.leap;
  if (self.failure) std::rethrow_exception(self.failure);
}

void WriteQueue::join(Waiting& self) {
  const base::Lock lock(mutex_);
  queue_.push_back(&self);
}

/// True when it is this thread's turn to lead; false when a leader has done the write.
bool WriteQueue::wait_for_turn(Waiting& self) {
  join(self);
  for (;;) {
    if (const auto leads = wait(self, base::next_question())) return *leads;
    if (base::interrupted() && withdraw(self)) throw base::interruption();
  }
}

/// The same; nullopt when neither has come by then.
std::optional<bool> WriteQueue::wait(Waiting& self, Deadline until) {
  const base::Lock lock(mutex_);
  while (!self.done && (led_ || queue_.front() != &self)) {
    if (self.taken) {
      self.wake.wait(mutex_);
    } else if (!self.wake.wait_until(mutex_, std::min(self.deadline, until)) && !self.taken) {
      if (std::chrono::steady_clock::now() < self.deadline) return std::nullopt;
      leave(self);
      throw busy();
    }
  }
  if (!self.done) led_ = true;
  return !self.done;
}

/// False where a leader has taken it: its answer will soon be there.
bool WriteQueue::withdraw(Waiting& self) {
  const base::Lock lock(mutex_);
  if (self.taken) return false;
  leave(self);
  return true;
}

void WriteQueue::leave(Waiting& self) {
  const bool was_next = queue_.front() == &self;
  queue_.erase(std::ranges::find(queue_, &self));
  if (was_next && !led_) wake_next();
}

void WriteQueue::lead(Waiting& self) {
  std::vector<Waiting*> batch;
  try {
    auto writer = store_.write(self.deadline);
    take_all(batch);
    commit(batch, std::move(writer), self.deadline);
  } catch (...) {  // before anything was taken: the others try under their own deadlines
    self.failure = std::current_exception();
    const base::Lock lock(mutex_);
    queue_.erase(std::ranges::find(queue_, &self));
  }
  const base::Lock lock(mutex_);
  for (auto* waiting : batch) {
    waiting->done = true;
    waiting->wake.notify_one();
  }
  led_ = false;
  wake_next();
}

/// All who wait by now, up to a batch.
void WriteQueue::take_all(std::vector<Waiting*>& batch) {
  const base::Lock lock(mutex_);
  batch.reserve(std::min(queue_.size(), max_batch));  // nothing is taken where this fails
  while (!queue_.empty() && batch.size() < max_batch) {
    batch.push_back(queue_.front());
    queue_.front()->taken = true;
    queue_.pop_front();
  }
}

void WriteQueue::wake_next() {
  if (!queue_.empty()) queue_.front()->wake.notify_one();
}

/// Never throws: each of the batch has its failure or is committed.
void WriteQueue::commit(const std::vector<Waiting*>& batch, std::unique_ptr<storage::Writer> writer,
                        Deadline deadline) {
  const std::function<bool()> nobody;
  const base::Interruptible not_any_more(nobody);  // it is about the others as well
  std::exception_ptr failure;
  try {
    for (int tries = 1;; ++tries) {
      try {
        commit_once(batch, *writer);
        return;
      } catch (const storage::SerializationFailure&) {
        token_.reset();
        writer.reset();
        if (tries == max_tries) throw busy();
        writer = store_.write(deadline);
      }
    }
  } catch (...) {
    failure = std::current_exception();
  }
  token_.reset();  // what the tip says was not written
  writer.reset();
  for (auto* waiting : batch) {
    if (!waiting->failure) waiting->failure = failure;
  }
}

void WriteQueue::commit_once(const std::vector<Waiting*>& batch, storage::Writer& writer) {
  if (const auto token = writer.change_token(); token != token_) {
    token_.reset();
    tip_ = read_tip(writer);
    tip_.ahead = ahead_;
    token_ = token;
  }
  if (batch.size() == 1) {
    if (!execute(*batch.front(), writer)) return token_.reset();  // all of it goes: it is nobody else's
  } else {
    for (auto* waiting : batch) attempt(*waiting, writer);
  }
  writer.commit();
  ahead_ = tip_.ahead;
}

/// One of several, which fails alone.
void WriteQueue::attempt(Waiting& waiting, storage::Writer& writer) {
  const Tip before = tip_;
  writer.begin_attempt();
  if (execute(waiting, writer)) return writer.keep_attempt();
  tip_ = before;
  writer.drop_attempt();  // throws where the storage gave up the whole transaction, and then the batch fails
}

/// Whether it went well; otherwise it has its failure, and the tip is not to be relied on.
bool WriteQueue::execute(Waiting& waiting, storage::Writer& writer) {
  if (!waiting.draw) {  // in queue order
    Draw draw{.now = environment_.clock->now()};
    environment_.random->fill(draw.seed);
    waiting.draw = draw;
  }
  if (!leapt_ && tip_.time - waiting.draw->now > longest_drift) {
    leapt_ = true;
    waiting.leap = {.last = tip_.time, .clock = waiting.draw->now};
  }
  waiting.failure = nullptr;
  try {
    const auto& [action, session, run] = waiting.write;
    Transaction transaction(writer, tip_, session, durability_, action, *waiting.draw);
    run(transaction);
    transaction.flush();
    return true;
  } catch (const storage::SerializationFailure&) {
    throw;  // the whole batch runs again
  } catch (...) {
    waiting.failure = std::current_exception();
    return false;
  }
}

}  // namespace metaqore::state
