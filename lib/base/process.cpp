#include "base/process.hpp"

#include <pthread.h>

#include <atomic>

namespace metaqore::base {

namespace {

constinit std::atomic<std::uint64_t> forked{0};

// As the library is loaded, before anybody could have remembered a number.
[[maybe_unused]] const int registered =
    pthread_atfork(nullptr, nullptr, [] { forked.fetch_add(1, std::memory_order_relaxed); });

}  // namespace

std::uint64_t forks() noexcept { return forked.load(std::memory_order_relaxed); }

}  // namespace metaqore::base
