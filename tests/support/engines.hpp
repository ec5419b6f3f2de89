#pragma once

#include <memory>
#include <string>

#include "engine/engine_access.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "support/fake_store.hpp"
#include "support/fixed_environment.hpp"
#include "support/folder.hpp"

// Engines on every storage, with a clock and a randomness that are known.

namespace metaqore::test {

enum class On { file, memory, fake };

inline std::unique_ptr<storage::Store> make_store(On on, const Folder& folder) {
  switch (on) {
    case On::file:
      return storage::open_sqlite(folder / "team.db", false);
    case On::memory:
      return storage::open_sqlite(":memory:", false);
    case On::fake:
      break;
  }
  using namespace std::chrono_literals;
  return std::make_unique<storage::FakeStore>(
      storage::FakeOptions{.round_trip = 100us, .refuse_first = 1, .refuse_rate = 0.2});
}

inline Engine open_engine(On on, const Folder& folder, const Config& config = {}) {
  return EngineAccess::open(make_store(on, folder), fixed_environment(), config);
}

}  // namespace metaqore::test
