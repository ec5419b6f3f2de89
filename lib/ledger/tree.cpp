#include "ledger/tree.hpp"

#include <fmt/format.h>

#include <bit>

#include "ledger/damage.hpp"

namespace metaqore::ledger {

Hash leaf_hash(std::string_view bytes) { return crypto::sha256({std::string_view("\0", 1), bytes}); }

Hash node_hash(const Hash& left, const Hash& right) {
  return crypto::sha256({"\1", left.view(), right.view()});
}

std::vector<NodePlace> peaks_of(std::uint64_t size) {
  std::vector<NodePlace> peaks;
  std::uint64_t end = 0;
  while (end < size) {
    const auto span = std::bit_floor(size - end);
    end += span;
    peaks.push_back({end - 1, static_cast<std::uint32_t>(std::countr_zero(span))});
  }
  return peaks;
}

std::vector<Hash> Frontier::append(const Hash& leaf) {
  std::vector<Hash> completed{leaf};
  ++size_;
  for (auto rest = size_; rest % 2 == 0; rest /= 2) {  // a full pair of subtrees becomes one
    completed.push_back(node_hash(peaks_.back(), completed.back()));
    peaks_.pop_back();
  }
  peaks_.push_back(completed.back());
  return completed;
}

Hash Frontier::root() const {
  if (peaks_.empty()) return crypto::sha256({});
  auto root = peaks_.back();
  for (auto peak = peaks_.rbegin() + 1; peak != peaks_.rend(); ++peak) root = node_hash(*peak, root);
  return root;
}

std::string pack(std::span<const Hash> hashes) {
  std::string packed;
  packed.reserve(hashes.size() * sizeof(Hash));
  for (const auto& hash : hashes) packed += hash.view();
  return packed;
}

Hash unpack(std::string_view packed, const NodePlace& place) {
  const auto completed = 1 + static_cast<std::size_t>(std::countr_zero(place.sequence + 1));
  if (packed.size() != completed * sizeof(Hash) || place.level >= completed) {
    throw damaged("ledger.hash_missing",
                  fmt::format("ledger entry `{}` has not the {} tree hashes of 32 bytes that it completes",
                              place.sequence, completed));
  }
  return crypto::hash_from(packed.substr(place.level * sizeof(Hash), sizeof(Hash)));
}

}  // namespace metaqore::ledger
