#pragma once

#include <array>
#include <cstdint>

#include "base/environment.hpp"

namespace metaqore::crypto {

/// The operating system's generator.
class SystemRandom final : public base::Random {
 public:
  SystemRandom();  ///< throws Error(internal) where the system has none
  void fill(std::span<std::byte> out) override;
};

/// The same bytes from the same seed (ChaCha20, RFC 8439), as unpredictable as the seed. One thread at a
/// time.
class SeededRandom final : public base::Random {
 public:
  using Seed = std::array<std::byte, 32>;
  explicit SeededRandom(const Seed& seed) : seed_(seed) {}
  ~SeededRandom() override;
  void fill(std::span<std::byte> out) override;

 private:
  Seed seed_;
  std::uint64_t calls_ = 0;  // the nonce: each call has a stream of its own
};

}  // namespace metaqore::crypto
