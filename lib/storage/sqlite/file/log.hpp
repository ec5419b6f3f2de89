#pragma once

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "storage/sqlite/file/refusal.hpp"

// The write-ahead log and its index as they lie on the disk: https://sqlite.org/fileformat2.html#walformat
// and https://sqlite.org/walformat.html. SQLite replays a log that nobody has open without asking whose it
// is, and as far as its checksums hold; what it says of itself is compared here with what else is known.

namespace metaqore::storage::sqlite {

/// Of `user_version`: the lowest byte is the version of the format, the rest counts the logs that the file
/// has had, from a random number on; 0: nothing was ever committed.
struct UserVersion {
  std::uint32_t format{};  ///< 8 bits
  std::uint32_t log{};     ///< 24 bits

  static constexpr UserVersion of(std::uint32_t stored) noexcept { return {stored & 0xFF, stored >> 8}; }
  constexpr std::uint32_t stored() const noexcept { return log << 8 | format; }
  constexpr UserVersion next() const noexcept {
    const auto following = (log + 1) & 0xFF'FFFF;
    return {format, following == 0 ? 1 : following};
  }
};

inline constexpr std::size_t index_header_size = 136;

/// What the first bytes of a log's index say of the log.
struct IndexHeader {
  std::uint32_t frames{};  ///< that are committed
  std::uint32_t moved{};   ///< of them, into the file
  std::array<std::uint32_t, 2> salts{};
  bool operator==(const IndexHeader&) const = default;
};

/// nullopt where it is not whole, as while it changes or when it was never written.
std::optional<IndexHeader> read_index_header(
    std::span<const unsigned char, index_header_size> bytes) noexcept;

/// Whether it is the log that was begun with these salts.
bool begins_with(sqlite3_file& log, const std::array<std::uint32_t, 2>& salts);

/// Compares the log with its file, and with the index that those had who used it last, if there is one. That
/// was written after each commit: it may lag behind the log, and never leads. REQUIRES: nobody uses the log.
Refusal inspect_log(sqlite3_file& file, sqlite3_file& log, const std::optional<IndexHeader>& index);

}  // namespace metaqore::storage::sqlite
