#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace metaqore::crypto {

/// A SHA-256 digest (FIPS 180-4).
struct Hash {
  std::array<unsigned char, 32> bytes{};
  std::string_view view() const noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  bool operator==(const Hash&) const = default;
};

/// SHA-256 of the parts, one after the other.
Hash sha256(std::initializer_list<std::string_view> parts);

/// How many blocks of 64 bytes this thread has hashed: what SHA-256 costs does not depend on anything else.
std::uint64_t sha256_blocks() noexcept;

/// The hash that these 32 bytes are. REQUIRES: bytes.size() == 32.
Hash hash_from(std::string_view bytes);

/// As 64 lower-case hex digits.
std::string to_hex(const Hash& hash);

}  // namespace metaqore::crypto
