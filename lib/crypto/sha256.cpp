#include "crypto/sha256.hpp"

#include <nettle/sha2.h>

#include <algorithm>
#include <cstdint>

#include "base/hex.hpp"

namespace metaqore::crypto {

namespace {

constexpr std::size_t block_size = 64, padding = 8;  // at least a bit, and the length: FIPS 180-4 §5.1.1
thread_local std::uint64_t blocks = 0;

}  // namespace

std::uint64_t sha256_blocks() noexcept { return blocks; }

Hash sha256(std::initializer_list<std::string_view> parts) {
  sha256_ctx context;
  sha256_init(&context);
  std::size_t size = 0;
  for (const auto part : parts) {
    sha256_update(&context, part.size(), reinterpret_cast<const std::uint8_t*>(part.data()));
    size += part.size();
  }
  Hash hash;
  sha256_digest(&context, hash.bytes.size(), hash.bytes.data());
  blocks += (size + padding) / block_size + 1;
  return hash;
}

Hash hash_from(std::string_view bytes) {
  Hash hash;
  std::copy_n(bytes.begin(), hash.bytes.size(), hash.bytes.begin());
  return hash;
}

std::string to_hex(const Hash& hash) { return base::to_hex(hash.view()); }

}  // namespace metaqore::crypto
