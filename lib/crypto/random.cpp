#include "crypto/random.hpp"

#include <sodium/core.h>
#include <sodium/crypto_stream_chacha20.h>
#include <sodium/randombytes.h>
#include <sodium/utils.h>

#include <cstring>

#include "metaqore/error.hpp"

namespace metaqore::crypto {

SystemRandom::SystemRandom() {
  if (sodium_init() < 0) {
    throw Error(ErrorCode::internal, "crypto.no_randomness",
                "the system gives no random bytes; check /dev/urandom");
  }
}

void SystemRandom::fill(std::span<std::byte> out) { randombytes_buf(out.data(), out.size()); }

SeededRandom::~SeededRandom() { sodium_memzero(seed_.data(), seed_.size()); }

void SeededRandom::fill(std::span<std::byte> out) {
  std::array<unsigned char, crypto_stream_chacha20_ietf_NONCEBYTES> nonce{};
  std::memcpy(nonce.data(), &calls_, sizeof calls_);
  ++calls_;
  crypto_stream_chacha20_ietf(reinterpret_cast<unsigned char*>(out.data()), out.size(), nonce.data(),
                              reinterpret_cast<const unsigned char*>(seed_.data()));
}

}  // namespace metaqore::crypto
