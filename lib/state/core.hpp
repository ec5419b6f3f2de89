#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string_view>
#include <utility>
#include <variant>

#include "base/environment.hpp"
#include "base/interruption.hpp"
#include "base/process.hpp"
#include "metaqore/hooks.hpp"
#include "metaqore/session.hpp"
#include "state/view/view.hpp"
#include "state/write/queue.hpp"
#include "storage/store.hpp"

namespace metaqore::state {

/// One write: a function of a Transaction that reads, decides, records, and answers. It may run again after a
/// failed commit. Its caller is given the answer once it is committed, or what it throws, which undoes what
/// it recorded. Where it has them, prepare(View) and serialise() run on the caller's thread, before its turn
/// comes: whatever is slow belongs there, and into the latter what recording takes and checking does not.
template <class T>
concept Operation = requires(const T& operation, Transaction& transaction) {
  { T::action } -> std::convertible_to<std::string_view>;
  operation(transaction);
};
template <Operation T>
using Answer = decltype(std::declval<const T&>()(std::declval<Transaction&>()));

/// What an engine and everything that came from it share. Any thread.
class Core {
 public:
  Core(std::unique_ptr<storage::Store> store, base::Environment environment, Hooks hooks);
  ~Core();  ///< closes; in a forked process it leaves the parent's file alone

  /// A call under way: the store stays open while it lives, and what waits on this thread asks the host.
  class Call {
   public:
    explicit Call(const Core& core);  ///< Error(closed), Error(forked)
    std::unique_ptr<storage::Reader> read() const { return core_.store_->read(); }
    storage::Store& store() const noexcept { return *core_.store_; }

   private:
    const Core& core_;
    std::shared_lock<std::shared_mutex> lock_;
    base::Interruptible interruptible_;
  };

  /// Prepares the operation, commits it, and gives its answer. A session without an actor is the engine
  /// itself. Error(read_only), and as WriteQueue::run.
  template <Operation T>
  Answer<T> write(T operation, const Session& session) {
    std::optional<Answer<T>> answer;
    tell_of([&](News& news) {
      const Call call(*this);
      prepare(operation, call);
      if constexpr (requires { operation.serialise(); }) operation.serialise();
      run({T::action, session, [&](Transaction& transaction) { answer = operation(transaction); }}, news);
    });
    return *std::move(answer);
  }

  /// The answer that write() would give now; nothing is kept.
  template <Operation T>
  Answer<T> check(T operation, const Session& session) const {
    const Call call(*this);
    prepare(operation, call);
    const auto reader = call.read();
    Transaction rehearsal(*reader, session, durability_);
    return operation(rehearsal);
  }

  void close();

  /// Draws the number of a session: below 2^53, so that every reader of JSON has it exactly, and never 0.
  std::uint64_t number_session();

  using Field = std::pair<std::string_view, std::variant<std::uint64_t, std::string_view>>;

  /// Never throws. REQUIRES: no lock is held.
  void log(LogLevel level, std::string_view room, std::string_view message,
           std::initializer_list<Field> fields) const noexcept;

 private:
  template <class T>
  static void prepare(T& operation, const Call& call) {
    if constexpr (requires(const View& view) { operation.prepare(view); }) {
      const auto reader = call.read();
      operation.prepare(View(*reader));
    }
  }

  /// What the host has to hear of a write, whether it failed or not.
  struct News {
    std::optional<Leap> leap{};
    std::optional<storage::Notice> notice{};
  };

  void run(const Write& write, News& news);

  /// Runs a write, and tells the host what it has to hear of it, when the write holds no lock any more.
  void tell_of(const std::function<void(News&)>& write) const;
  void tell(const News& news) const noexcept;
  void tell(const Leap& leap) const noexcept;
  void tell(const storage::Notice& notice) const noexcept;
  bool forked() const noexcept { return base::forks() != forks_; }

  std::unique_ptr<storage::Store> store_;  // null once closed
  Durability durability_;
  std::shared_ptr<base::Random> random_;
  WriteQueue queue_;
  Hooks hooks_;
  std::uint64_t forks_;                // before this process
  std::atomic<bool> closing_ = false;  // so that new calls do not keep close() from its turn
  mutable std::shared_mutex gate_;     // shared by calls, exclusive to close()
};

}  // namespace metaqore::state
