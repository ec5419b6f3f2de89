#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

// A mutex that Clang can follow (clang.llvm.org/docs/ThreadSafetyAnalysis.html): members say which lock
// guards them and functions which they need, and the Clang build fails where that does not hold. Other
// compilers see std::mutex.

#if defined(__clang__)
#define METAQORE_THREAD_ANNOTATION(...) __attribute__((__VA_ARGS__))
#else
#define METAQORE_THREAD_ANNOTATION(...)
#endif

/// A member that is read and written under this lock alone.
#define METAQORE_GUARDED_BY(mutex) METAQORE_THREAD_ANNOTATION(guarded_by(mutex))
/// A function that is called with this lock held, or without it.
#define METAQORE_REQUIRES(mutex) METAQORE_THREAD_ANNOTATION(requires_capability(mutex))
#define METAQORE_EXCLUDES(mutex) METAQORE_THREAD_ANNOTATION(locks_excluded(mutex))

namespace metaqore::base {

class METAQORE_THREAD_ANNOTATION(capability("mutex")) Mutex {
 public:
  void lock() METAQORE_THREAD_ANNOTATION(acquire_capability()) { mutex_.lock(); }
  void unlock() METAQORE_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }

 private:
  friend class Condition;
  std::mutex mutex_;
};

/// Holds a mutex as long as it lives.
class METAQORE_THREAD_ANNOTATION(scoped_lockable) Lock {
 public:
  explicit Lock(Mutex& mutex) METAQORE_THREAD_ANNOTATION(acquire_capability(mutex)) : mutex_(mutex) {
    mutex_.lock();
  }
  ~Lock() METAQORE_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  Mutex& mutex_;
};

/// What threads wait for that hold a mutex. It is given back while they wait, and had again afterwards.
class Condition {
 public:
  void notify_one() noexcept { condition_.notify_one(); }

  void wait(Mutex& mutex) METAQORE_REQUIRES(mutex) {
    std::unique_lock held(mutex.mutex_, std::adopt_lock);
    condition_.wait(held);
    (void)held.release();
  }

  /// False when the time is over.
  template <class Clock, class Duration>
  bool wait_until(Mutex& mutex, const std::chrono::time_point<Clock, Duration>& deadline)
      METAQORE_REQUIRES(mutex) {
    std::unique_lock held(mutex.mutex_, std::adopt_lock);
    const auto status = condition_.wait_until(held, deadline);
    (void)held.release();
    return status == std::cv_status::no_timeout;
  }

 private:
  std::condition_variable condition_;
};

}  // namespace metaqore::base
