#pragma once

#include <signal.h>

#include <future>
#include <memory>
#include <system_error>
#include <utility>

namespace metaqore::base {

/// Runs `work` on another thread, to which no signal of the host's is delivered; where there is no further
/// thread, on this one, when its answer is asked for. Whoever drops the future waits for its end.
template <class Work>
auto run_beside(Work work) {
  const auto shared = std::make_shared<Work>(std::move(work));
  try {
    return std::async(std::launch::async, [shared] {
      sigset_t all;
      sigfillset(&all);
      pthread_sigmask(SIG_BLOCK, &all, nullptr);
      return (*shared)();
    });
  } catch (const std::system_error&) {
    return std::async(std::launch::deferred, [shared] { return (*shared)(); });
  }
}

}  // namespace metaqore::base
