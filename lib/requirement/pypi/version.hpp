#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "requirement/cuts.hpp"
#include "requirement/key.hpp"
#include "requirement/text.hpp"

// Versions of PEP 440: how they are read, and the keys that order as its "Summary of permitted suffixes and
// relative ordering" says.
//
// A key is the epoch and the release without trailing zeros as numbers, and then a phase: `.devN`, `aN`,
// `bN`, `rcN`, nothing (the final release) or `.postN`. Within a pre-release or post-release the same marks
// say whether it is a developmental release, itself, or a post-release of it. A local version follows as its
// segments. All marks are below all numbers, so that everything of 1.0 is below 1.0.0.1.
//
// Two places that are no version have cuts of their own: past all post-releases of a final release, where no
// next version exists (1.0.0.1.dev0, 1.0.0.0.1.dev0, … come ever closer), and past one version with or
// without its local part, but before what extends that part.

namespace metaqore::requirement::pep440 {

namespace mark {
inline constexpr unsigned char past = 0x01;  // at the end of a key
inline constexpr unsigned char dev = 0x01, alpha = 0x02, beta = 0x03, rc = 0x04, itself = 0x05, post = 0x06;
inline constexpr unsigned char past_posts = 0x07;
inline constexpr unsigned char word = 0x09, word_end = 0x00, numeral = 0x0A;  // segments of a local version
}  // namespace mark

/// Larger ones are refused, so that each number has a next one.
inline constexpr std::uint64_t largest_number = 1'000'000'000'000'000'000;

/// A version in parts. `local` looks into the text that it was read from.
struct Parts {
  static constexpr std::size_t most_numbers = 128;

  std::uint64_t epoch = 0;
  std::size_t count = 0;                ///< of release numbers, at least 1
  std::uint64_t release[most_numbers];  ///< the first `count` are set
  unsigned char pre = 0;                ///< mark::alpha, beta, rc; or 0
  std::uint64_t pre_number = 0;
  std::optional<std::uint64_t> post{};
  std::optional<std::uint64_t> dev{};
  std::string_view local{};

  bool is_prerelease() const noexcept { return pre != 0 || dev; }
  std::uint64_t number(std::size_t index) const noexcept { return index < count ? release[index] : 0; }
};

struct Fault {
  std::size_t at = 0;
  const char* what = nullptr;
};

/// How many bytes what Python calls white space (`str.isspace`) has at the scanner, in UTF-8; 0 without any.
std::size_t space_size(const Scanner& scan) noexcept;
inline void skip_spaces(Scanner& scan) noexcept {
  if (const auto c = static_cast<unsigned char>(scan.peek()); c > ' ' && c < 0x80) return;  // most often
  while (!scan.done()) {
    const auto size = space_size(scan);
    if (size == 0) return;
    scan.move_to(scan.at() + size);
  }
}

/// Reads a version as far as it goes (PEP 440, appendix B), without blanks around it. False with the fault
/// where none begins, or a number is too large.
bool read(Scanner& scan, Parts& parts, Fault& fault) noexcept;

/// In normal form, PEP 440 "Normalization".
std::string text(const Parts& parts);
std::string release_text(const Parts& parts);  ///< the epoch and the release alone

// Keys and canonical cuts. The cut below the least version, 0.dev0, is the empty key.
Key key(const Parts& parts);
Key at(const Parts& parts);           ///< below the version
Key past_locals(const Parts& parts);  ///< past it and its local versions. REQUIRES: no local part
Key past_alone(const Parts& parts);   ///< past it, before its local versions or what extends its local part

/// Past it and its post-releases. REQUIRES: neither a post-release, nor a developmental one.
Key past_posts(const Parts& parts);

/// Below all versions whose release begins with the first `count` numbers, padded with zeros; and past them.
Key prefix_start(const Parts& parts, std::size_t count);
Key prefix_end(const Parts& parts, std::size_t count);

/// What a cut was made of.
struct Place {
  Parts parts{};
  std::string local{};  ///< of `parts`, in normal form
  enum class Kind { at, past_alone, past_posts } kind = Kind::at;
};
void read_cut(const Key& cut, Place& place);

std::string show(const Key& cut);

/// The first final or post-release at or above a cut, as a cut.
Key first_release(const Key& cut);

}  // namespace metaqore::requirement::pep440
