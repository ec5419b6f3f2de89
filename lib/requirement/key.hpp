#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "requirement/cuts.hpp"

// How the parts of a version become bytes that order like the version does.
//
// A number takes the first byte 0x10–0xEF for 0 to 223; 0xF0–0xF7 and one to eight bytes, big-endian, up to
// 2^64-1; 0xF8, by how many the digits are more than 20, and the digits beyond. Bytes below 0x10 and above
// 0xF8 are free for marks that say what follows or ends.

namespace metaqore::requirement {

class KeyWriter {
 public:
  void mark(unsigned char byte) noexcept { buffer_[size_++] = static_cast<char>(byte); }

  void number(std::uint64_t value) noexcept {
    if (value < 0xE0) return mark(static_cast<unsigned char>(0x10 + value));
    const int bytes = (71 - __builtin_clzll(value)) / 8;
    mark(static_cast<unsigned char>(0xEF + bytes));
    for (int i = bytes - 1; i >= 0; --i) mark(static_cast<unsigned char>(value >> (8 * i)));
  }

  /// Decimal digits, at most 275 after leading zeros. REQUIRES: digits only.
  void digits(std::string_view text) noexcept;

  void bytes(std::string_view text) noexcept {
    std::memcpy(buffer_ + size_, text.data(), text.size());
    size_ += text.size();
  }

  std::string_view view() const noexcept { return {buffer_, size_}; }
  Key key() const { return Key(view()); }
  void cut_back(std::size_t size) noexcept { size_ = size; }

 private:
  // A version of max_version_size bytes cannot come to more: each of its characters gives at most four.
  char buffer_[1'088];
  std::size_t size_ = 0;
};

class KeyReader {
 public:
  explicit KeyReader(std::string_view key) noexcept : key_(key) {}

  bool done() const noexcept { return at_ >= key_.size(); }
  unsigned char peek() const noexcept { return done() ? 0 : static_cast<unsigned char>(key_[at_]); }
  unsigned char next() noexcept { return done() ? 0 : static_cast<unsigned char>(key_[at_++]); }
  bool at_number() const noexcept { return peek() >= 0x10 && peek() <= 0xF8; }

  /// Saturates beyond 2^64-1.
  std::uint64_t number() noexcept;
  std::string digits();                                ///< of any number
  std::string_view until(unsigned char end) noexcept;  ///< the bytes before this one, which is taken too
  std::size_t at() const noexcept { return at_; }

 private:
  std::string_view key_;
  std::size_t at_ = 0;
};

}  // namespace metaqore::requirement
