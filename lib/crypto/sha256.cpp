#include "crypto/sha256.hpp"

#include <sodium/crypto_hash_sha256.h>

#include <algorithm>

#include "base/hex.hpp"

namespace metaqore::crypto {

Hash sha256(std::initializer_list<std::string_view> parts) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  for (const auto part : parts) {
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
  }
  Hash hash;
  crypto_hash_sha256_final(&state, hash.bytes.data());
  return hash;
}

Hash hash_from(std::string_view bytes) {
  Hash hash;
  std::copy_n(bytes.begin(), hash.bytes.size(), hash.bytes.begin());
  return hash;
}

std::string to_hex(const Hash& hash) { return base::to_hex(hash.view()); }

}  // namespace metaqore::crypto
