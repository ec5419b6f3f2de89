#include "state/seen.hpp"

#include <algorithm>
#include <new>

#include "state/rows/artifact.hpp"

namespace metaqore::state {

void Seen::note(const Artifact& artifact) noexcept {
  if (artifact.version == 0) return;
  try {
    remember(artifact);
  } catch (const std::bad_alloc&) {
    // what is forgotten counts as unseen
  }
}

void Seen::remember(const Artifact& artifact) {
  auto key = ArtifactRow::latest(artifact.lineage);
  const base::Lock lock(mutex_);
  if (const auto found = places_.find(key); found != places_.end()) {
    order_.splice(order_.begin(), order_, found->second);
    auto& version = found->second->second;
    version = std::max(version, artifact.version);
    return;
  }
  order_.emplace_front(std::move(key), artifact.version);
  try {
    places_.emplace(order_.front().first, order_.begin());
  } catch (...) {
    order_.pop_front();
    throw;
  }
  if (order_.size() > most_lineages) {
    places_.erase(order_.back().first);
    order_.pop_back();
  }
}

std::optional<std::uint64_t> Seen::newest(const Lineage& lineage) const {
  const auto key = ArtifactRow::latest(lineage);
  const base::Lock lock(mutex_);
  const auto found = places_.find(key);
  return found == places_.end() ? std::nullopt : std::optional(found->second->second);
}

}  // namespace metaqore::state
