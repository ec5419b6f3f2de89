#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

// How a write-ahead log and its index lie in their files: https://sqlite.org/fileformat2.html#walformat,
// https://sqlite.org/walformat.html

namespace metaqore::test {

inline constexpr std::size_t page_size = 4'096;
inline constexpr std::size_t log_header_size = 32;
inline constexpr std::size_t log_frame_header_size = 24;
inline constexpr std::size_t log_frame_size = log_frame_header_size + page_size;
inline constexpr std::size_t index_header_size = 136;

/// A number of `size` bytes, the highest first. REQUIRES: they are there.
inline std::uint64_t number_at(std::string_view bytes, std::size_t offset, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < size; ++i) number = number << 8 | static_cast<unsigned char>(bytes[offset + i]);
  return number;
}

/// Where the commits of a sound log end. The frames behind them are of a log that was there before.
inline std::vector<std::size_t> ends_of_commits(std::string_view log) {
  constexpr std::size_t size_after_commit = 4, salts = 8;  // in a frame's header
  std::vector<std::size_t> ends;
  for (auto frame = log_header_size; frame + log_frame_size <= log.size(); frame += log_frame_size) {
    if (number_at(log, frame + salts, 8) != number_at(log, 16, 8)) break;
    if (number_at(log, frame + size_after_commit, 4) != 0) ends.push_back(frame + log_frame_size);
  }
  return ends;
}

}  // namespace metaqore::test
