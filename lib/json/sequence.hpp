#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "json/node.hpp"

// Which elements of two sequences are the same ones. Pure functions of their arguments.

namespace metaqore::json {

/// A number of 64 bits that equal nodes share. Linear in the document. Unequal nodes may share it too, and
/// who writes a document can see to that: nothing but time may depend on it.
std::uint64_t fingerprint(const Node& node) noexcept;

/// The same, of what stands in a container, whose fingerprints are given one after the other.
class Fingerprint {
 public:
  explicit Fingerprint(std::uint64_t seed) noexcept : state_(seed) {}
  void add(std::uint64_t part) noexcept;
  void add(std::string_view bytes) noexcept;
  std::uint64_t value() const noexcept { return state_; }

  /// The same value for every array, and another for every object.
  static Fingerprint of_array() noexcept { return Fingerprint(1); }
  static Fingerprint of_object() noexcept { return Fingerprint(2); }

 private:
  std::uint64_t state_;
};

/// A number for each of the elements that have these fingerprints, from 0 and without a gap: those that
/// `compare` finds equal have the same, others do not. The numbers depend on the set of the elements alone,
/// not on their order. n log n comparisons at worst, and n where no two elements share a fingerprint by
/// chance. REQUIRES: fewer than 2^32 elements, and of equal ones the fingerprints are equal.
std::vector<std::uint32_t> number_alike(
    const std::vector<std::uint64_t>& fingerprints,
    const std::function<std::strong_ordering(std::size_t, std::size_t)>& compare);

/// Numbers for the elements of several arrays together, as a list for each of them.
std::vector<std::vector<std::uint32_t>> number_alike(const std::vector<Run<Node>>& arrays);

/// Elements from[from, from + size), which are the elements to[to, to + size).
struct Match {
  std::size_t from = 0;
  std::size_t to = 0;
  std::size_t size = 0;
  bool operator==(const Match&) const = default;
};

/// How many elements may be unmatched between two matches before match() takes the best that it has seen so
/// far, where all that is matched have `elements` elements: it takes no more than elements * effort steps.
std::size_t effort_for(std::size_t elements) noexcept;

/// Runs of elements that are in both sequences, of largest size, ascending in both. They are a longest common
/// subsequence of what lies between elements that are in each sequence once, unless that differs in more than
/// `effort` elements. The matches of swapped arguments are the same, swapped. REQUIRES: numbers as
/// number_alike() gives them, and no longer than 2^31.
std::vector<Match> match(std::span<const std::uint32_t> from, std::span<const std::uint32_t> to,
                         std::size_t effort);
std::vector<Match> match(std::span<const std::uint32_t> from, std::span<const std::uint32_t> to);

}  // namespace metaqore::json
