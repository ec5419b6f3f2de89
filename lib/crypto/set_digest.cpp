#include "crypto/set_digest.hpp"

#include <sodium/crypto_shorthash_siphash24.h>

#include <span>

#include "crypto/random.hpp"

namespace metaqore::crypto {

SetDigest::SetDigest() {
  static_assert(sizeof key_ == crypto_shorthash_siphashx24_KEYBYTES);
  SystemRandom().fill(std::as_writable_bytes(std::span(key_)));
}

void SetDigest::add(std::string_view element) noexcept {
  std::array<std::uint64_t, 2> hash{};
  static_assert(sizeof hash == crypto_shorthash_siphashx24_BYTES);
  crypto_shorthash_siphashx24(reinterpret_cast<unsigned char*>(hash.data()),
                              reinterpret_cast<const unsigned char*>(element.data()), element.size(),
                              key_.data());
  low_ += hash[0];
  high_ += hash[1] + (low_ < hash[0] ? 1 : 0);
}

}  // namespace metaqore::crypto
