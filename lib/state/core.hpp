#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <shared_mutex>
#include <string_view>
#include <utility>
#include <variant>

#include "base/environment.hpp"
#include "metaqore/hooks.hpp"
#include "metaqore/receipt.hpp"
#include "metaqore/session.hpp"
#include "state/write_queue.hpp"
#include "storage/store.hpp"

namespace metaqore::state {

/// What an engine and everything that came from it share. Any thread.
class Core {
 public:
  Core(std::unique_ptr<storage::Store> store, base::Environment environment, Hooks hooks);
  ~Core();  ///< closes; in a forked process it leaves the parent's file alone

  /// A call under way: the store stays open while it lives.
  class Call {
   public:
    explicit Call(const Core& core);  ///< Error(closed), Error(forked)
    std::unique_ptr<storage::Reader> read() const { return core_.store_->read(); }
    storage::Store& store() const noexcept { return *core_.store_; }

   private:
    const Core& core_;
    std::shared_lock<std::shared_mutex> lock_;
  };

  /// Commits the operation. Error(read_only), and as WriteQueue::run.
  void write(Operation& operation, const Session* session, std::chrono::milliseconds timeout);

  Durability durability() const noexcept { return durability_; }
  void close();

  using Field = std::pair<std::string_view, std::variant<std::uint64_t, std::string_view>>;

  /// Never throws. REQUIRES: no lock is held.
  void log(LogLevel level, std::string_view room, std::string_view message,
           std::initializer_list<Field> fields) const noexcept;

 private:
  bool forked() const noexcept;

  std::unique_ptr<storage::Store> store_;  // null once closed
  WriteQueue queue_;
  Hooks hooks_;
  Durability durability_;
  pid_t process_;
  std::atomic<bool> closing_ = false;  // so that new calls do not keep close() from its turn
  mutable std::shared_mutex gate_;     // shared by calls, exclusive to close()
};

}  // namespace metaqore::state
