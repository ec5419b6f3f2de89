#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/mutex.hpp"
#include "metaqore/artifact.hpp"

namespace metaqore::state {

/// What a session has seen: of each lineage the newest version that it got or declared. Bounded: the lineage
/// that was seen longest ago is forgotten first, and is then as if it had never been seen. Any thread.
class Seen {
 public:
  static constexpr std::size_t most_lineages = 10'000;

  /// A version that was got or accepted; what has no version yet says nothing.
  void note(const Artifact& artifact) noexcept METAQORE_EXCLUDES(mutex_);

  std::optional<std::uint64_t> newest(const Lineage& lineage) const METAQORE_EXCLUDES(mutex_);

 private:
  void remember(const Artifact& artifact) METAQORE_EXCLUDES(mutex_);

  using Order = std::list<std::pair<std::string, std::uint64_t>>;

  mutable base::Mutex mutex_;
  Order order_ METAQORE_GUARDED_BY(mutex_);  // the one seen last first
  std::unordered_map<std::string_view, Order::iterator> places_ METAQORE_GUARDED_BY(mutex_);
};

}  // namespace metaqore::state
