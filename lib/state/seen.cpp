#include "state/seen.hpp"

#include <algorithm>

#include "state/rows/artifact.hpp"

namespace metaqore::state {

void Seen::note(const Artifact& artifact) {
  if (artifact.version == 0) return;
  auto key = ArtifactRow::latest(artifact.lineage);
  const base::Lock lock(mutex_);
  if (const auto found = places_.find(key); found != places_.end()) {
    order_.splice(order_.begin(), order_, found->second);
    auto& version = found->second->second;
    version = std::max(version, artifact.version);
    return;
  }
  order_.emplace_front(std::move(key), artifact.version);
  places_.emplace(order_.front().first, order_.begin());
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
