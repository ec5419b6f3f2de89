#include "support/damage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "support/log_layout.hpp"

namespace metaqore::test {

namespace {

using Bytes = std::span<char>;

char& byte_at(Bytes bytes, std::size_t offset) { return bytes[offset % bytes.size()]; }

/// The pages of a file; the header of a log or an index, and its frames or pages.
class Places {
 public:
  Places(std::string& bytes, Part part)
      : bytes_(bytes),
        start_(part == Part::log     ? log_header_size
               : part == Part::index ? index_header_size
                                     : 0),
        size_(part == Part::log ? log_frame_size : page_size) {}

  /// REQUIRES: there are bytes.
  Bytes operator[](std::size_t number) const {
    const Bytes all(bytes_);
    const auto rest = all.size() - std::min(all.size(), start_);
    const auto whole = (rest + size_ - 1) / size_;  // the last one may not be
    number %= whole + (start_ > 0 ? 1 : 0);
    if (start_ > 0 && number-- == 0) return all.first(std::min(all.size(), start_));
    const auto begin = start_ + number * size_;
    return all.subspan(begin, std::min(size_, all.size() - begin));
  }

  /// Where a page or a frame has its b-tree page; empty where it has none.
  Bytes tree(std::size_t number) const {
    constexpr std::size_t file_header_size = 100;
    auto page = (*this)[number];
    if (size_ > page_size) {
      if (page.size() <= log_frame_header_size + file_header_size) return {};
      page = page.subspan(log_frame_header_size);
    }
    const bool is_first = page.size() > file_header_size && page[0] == 'S' && page[1] == 'Q';
    if (is_first) page = page.subspan(file_header_size);
    return page.size() > tree_header_size ? page : Bytes{};
  }

  static constexpr std::size_t tree_header_size = 12;

 private:
  std::string& bytes_;
  std::size_t start_, size_;
};

/// A b-tree page: https://sqlite.org/fileformat2.html#b_tree_pages
class Tree {
 public:
  explicit Tree(Bytes page) : page_(page) {
    constexpr std::size_t cells = 3;
    const auto kind = page[0];
    is_interior_ = kind == 2 || kind == 5;
    const auto start = is_interior_ ? 12u : 8u;
    const auto fit = (page.size() - start) / 2;
    pointers_ = page.subspan(start, 2 * std::min<std::size_t>(number_at(text(), cells, 2), fit));
  }

  bool is_empty() const { return pointers_.empty(); }
  Bytes pointer(std::size_t number) const {
    return pointers_.subspan(number % (pointers_.size() / 2) * 2, 2);
  }

  /// From the cell to the end of the page.
  Bytes cell(std::size_t number) const {
    const auto found = pointer(number);
    auto offset = number_at({found.data(), 2}, 0, 2);
    // The first page's begin at its own start, before its tree.
    const auto before = page_size - std::min(page_size, page_.size());
    offset -= std::min<std::uint64_t>(offset, before == 100 ? before : 0);
    return page_.subspan(std::min<std::size_t>(offset, page_.size() - 1));
  }

 private:
  std::string_view text() const { return {page_.data(), page_.size()}; }

  Bytes page_, pointers_;
  bool is_interior_ = false;
};

bool has(const Image& image, Part part) {
  const auto& beside = part == Part::log ? image.log : image.index;
  return part == Part::file || (beside && !beside->empty());
}

void hurt_tree(const Edit& edit, const Places& places) {
  const auto page = places.tree(edit.page);
  if (page.empty()) return;
  if (edit.hurt == Hurt::set_header) {
    byte_at(page.first(Places::tree_header_size), edit.offset) = static_cast<char>(edit.value);
    return;
  }
  const Tree tree(page);
  if (tree.is_empty()) return;
  if (edit.hurt == Hurt::set_pointer) {
    const auto pointer = tree.pointer(edit.offset);
    pointer[0] = static_cast<char>(edit.other >> 8);
    pointer[1] = static_cast<char>(edit.other);
  } else if (edit.hurt == Hurt::swap_pointers) {
    std::ranges::swap_ranges(tree.pointer(edit.offset), tree.pointer(edit.other));
  } else {
    constexpr std::size_t start = 16;
    const auto cell = tree.cell(edit.offset);
    byte_at(cell.first(std::min(cell.size(), start)), edit.other) = static_cast<char>(edit.value);
  }
}

}  // namespace

Edit read_edit(std::span<const std::uint8_t, edit_size> bytes) {
  const auto pair = [&](std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] | bytes[at + 1] << 8);
  };
  return {.hurt = static_cast<Hurt>((bytes[0] & 0x3F) % hurts),
          .part = bytes[0] >= 0x80   ? Part::log
                  : bytes[0] >= 0x40 ? Part::index
                                     : Part::file,
          .value = bytes[1],
          .page = pair(2),
          .offset = pair(4),
          .other = pair(6)};
}

std::vector<Edit> random_edits(Random& random) {
  const auto style = random.below(4);
  std::vector<Edit> edits(1 + random.below(style == 1 ? 3 : 16));
  for (auto& edit : edits) {
    std::array<std::uint8_t, edit_size> bytes{};
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.below(256));
    edit = read_edit(bytes);
    edit.part = random.chance(50) ? Part::file : random.chance(80) ? Part::log : Part::index;
    if (style == 0) edit.hurt = Hurt::set_byte;
    if (style == 1) edit.hurt = Hurt::swap_pages;
    if (edit.hurt == Hurt::cut && !random.chance(10)) edit.hurt = Hurt::flip_bits;  // leaves least to look at
  }
  return edits;
}

void apply(const Edit& edit, Image& image) {
  auto part = edit.part;
  if (!has(image, part)) part = Part::file;
  auto& bytes = part == Part::log ? *image.log : part == Part::index ? *image.index : image.file;
  const Places places(bytes, part);
  const auto page = places[edit.page];
  switch (edit.hurt) {
    case Hurt::set_byte:
      byte_at(page, edit.offset) = static_cast<char>(edit.value);
      return;
    case Hurt::flip_bits:
      byte_at(page, edit.offset) ^= static_cast<char>(edit.value == 0 ? 1 : edit.value);
      return;
    case Hurt::swap_pages:
      std::ranges::swap_ranges(page, places[edit.other]);
      return;
    case Hurt::zero_page:
      std::ranges::fill(page, '\0');
      return;
    case Hurt::copy_page: {
      const auto from = places[edit.other];
      std::copy_n(from.begin(), std::min(from.size(), page.size()), page.begin());
      return;
    }
    case Hurt::copy_bytes:
      for (std::size_t i = edit.offset; i <= std::size_t{edit.offset} + edit.value; ++i)
        byte_at(page, i) = byte_at(places[edit.other], i);
      return;
    case Hurt::cut: {
      const auto at = static_cast<std::size_t>(&byte_at(page, edit.offset) - bytes.data());
      bytes.resize(
          std::max<std::size_t>(at, part == Part::file ? 1 : 0));  // a file without a byte is a new one
      return;
    }
    case Hurt::set_header:
    case Hurt::set_pointer:
    case Hurt::swap_pointers:
    case Hurt::set_cell_start:
      return hurt_tree(edit, places);
  }
}

std::string text_of(const Edit& edit) {
  constexpr std::array names{"set_byte",    "flip_bits",     "swap_pages",    "zero_page",
                             "copy_page",   "copy_bytes",    "cut",           "set_header",
                             "set_pointer", "swap_pointers", "set_cell_start"};
  static_assert(names.size() == hurts);
  constexpr std::array parts{"file", "log", "index"};
  return fmt::format(
      "{} in the {}, page {}, offset {}, other {}, value {}", names.at(static_cast<std::size_t>(edit.hurt)),
      parts.at(static_cast<std::size_t>(edit.part)), edit.page, edit.offset, edit.other, edit.value);
}

}  // namespace metaqore::test
