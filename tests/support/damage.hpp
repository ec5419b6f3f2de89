#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "support/random.hpp"
#include "support/sample.hpp"

namespace metaqore::test {

/// What is done to a place. Fuzzer inputs are told by these numbers: do not renumber.
enum class Hurt : std::uint8_t {
  set_byte = 0,
  flip_bits = 1,
  swap_pages = 2,
  zero_page = 3,
  copy_page = 4,
  copy_bytes = 5,      ///< some, of another page
  cut = 6,             ///< the file ends there
  set_header = 7,      ///< a byte of a b-tree page's header
  set_pointer = 8,     ///< which cell stands at a place of a b-tree page
  swap_pointers = 9,   ///< of two cells of a page: their order
  set_cell_start = 10  ///< a byte of a cell's sizes, rowid or record header
};
inline constexpr std::size_t hurts = 11;

enum class Part : std::uint8_t { file, log, index };

/// One edit of an image. Every number is taken by the size of what it is of, so that any stands for a place,
/// and each byte has a number.
struct Edit {
  Hurt hurt{};
  Part part{};           ///< the file where there is no other
  std::uint8_t value{};  ///< a byte, or how many
  std::uint16_t
      page{};  ///< of the file; of the others 0 is the header, and of the log each other one a frame
  std::uint16_t offset{};  ///< in the page
  std::uint16_t other{};   ///< another page, or another place in it
};

/// An edit as fuzzer inputs have it: hurt, with the log as its highest bit, or else the index as the next
/// one; value, page, offset, other, each with the lowest byte first.
inline constexpr std::size_t edit_size = 8;
Edit read_edit(std::span<const std::uint8_t, edit_size> bytes);

/// Edits that a disk could make, or somebody who knows the format.
std::vector<Edit> random_edits(Random& random);

void apply(const Edit& edit, Image& image);

/// For whom it is to be repeated by.
std::string text_of(const Edit& edit);

}  // namespace metaqore::test
