#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace metaqore::crypto {

/// Tells whether two sets are equal that are met in different orders, without holding either: the sum of a
/// keyed hash of each element (SipHash-2-4 of 128 bits), under a key that nobody knows. Repeated elements
/// count each time. Equal for unequal sets with a chance of about 2^-64, whoever chose them.
class SetDigest {
 public:
  /// Those that are compared have to be made of one another, so that they share the key.
  SetDigest();
  SetDigest empty() const { return SetDigest(key_); }

  void add(std::string_view element) noexcept;
  bool operator==(const SetDigest&) const = default;

 private:
  using Key = std::array<unsigned char, 16>;
  explicit SetDigest(const Key& key) : key_(key) {}

  Key key_{};
  std::uint64_t low_ = 0, high_ = 0;
};

}  // namespace metaqore::crypto
