#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/sha256.hpp"

// The Merkle tree of RFC 9162 §2.1 over the entries' bytes.
//
// Each subtree that is full has one hash that never changes, and it is completed by one entry. These hashes
// are stored with that entry, its own leaf first and each larger subtree after it: entry n completes as
// many as n + 1 has trailing zero bits, and one for its leaf.

namespace metaqore::ledger {

using crypto::Hash;

/// SHA-256(0x00 || bytes)
Hash leaf_hash(std::string_view bytes);

/// SHA-256(0x01 || left || right)
Hash node_hash(const Hash& left, const Hash& right);

/// Where the hash of a full subtree is stored: with which entry, and at which place among its hashes.
struct NodePlace {
  std::uint64_t sequence{};
  std::uint32_t level{};  ///< of a subtree of 2^level entries
  bool operator==(const NodePlace&) const = default;
};

/// The full subtrees, largest first, that a tree of this size consists of.
std::vector<NodePlace> peaks_of(std::uint64_t size);

/// The right edge of a tree: all that appending needs to know.
class Frontier {
 public:
  Frontier() = default;

  /// `peaks` as peaks_of(size) orders them.
  Frontier(std::uint64_t size, std::vector<Hash> peaks) : size_(size), peaks_(std::move(peaks)) {}

  std::uint64_t size() const noexcept { return size_; }

  /// Adds a leaf, and returns the hashes that it completes, its own first.
  std::vector<Hash> append(const Hash& leaf);

  /// The root; of an empty tree SHA-256 of nothing.
  Hash root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> peaks_;
};

/// Hashes as they are stored: 32 bytes each, in order.
std::string pack(std::span<const Hash> hashes);

/// The hash of a place among the packed ones of its entry. Error(storage, `ledger.hash_missing`) where these
/// are not as many as the entry completes.
Hash unpack(std::string_view packed, const NodePlace& place);

}  // namespace metaqore::ledger
