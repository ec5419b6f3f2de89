#include "base/mutex.hpp"

#include <catch2/catch.hpp>
#include <thread>
#include <vector>

using namespace metaqore::base;
using namespace std::chrono_literals;

TEST_CASE("mutex: what it guards is changed by one thread at a time", "[base]") {
  Mutex mutex;
  int count = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&] {
        for (int i = 0; i < 10'000; ++i) {
          const Lock lock(mutex);
          ++count;
        }
      });
    }
  }
  CHECK(count == 40'000);
}

TEST_CASE("mutex: a condition gives the mutex back while it waits, and has it again afterwards", "[base]") {
  Mutex mutex;
  Condition changed;
  bool ready = false, seen = false;
  std::jthread waiting([&] {
    const Lock lock(mutex);
    while (!ready) changed.wait(mutex);
    seen = true;
  });
  {
    const Lock lock(mutex);  // had although the other waits with it
    ready = true;
  }
  changed.notify_one();
  waiting.join();
  CHECK(seen);
}

TEST_CASE("mutex: a wait that nobody ends is over at its deadline", "[base]") {
  Mutex mutex;
  Condition never;
  const auto deadline = std::chrono::steady_clock::now() + 20ms;
  const Lock lock(mutex);
  while (never.wait_until(mutex, deadline)) {  // woken for no reason
  }
  CHECK(std::chrono::steady_clock::now() >= deadline);
}
