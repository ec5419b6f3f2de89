#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "requirement/cuts.hpp"
#include "requirement/text.hpp"

// Versions of Debian packages (Debian Policy §5.6.12), [epoch:]upstream[-revision], and what is between them.
//
// The order is that of dpkg. Upstream version and revision are each read as parts in turn, of other
// characters and of digits. Parts of digits compare as numbers, a missing one is 0. The others compare byte
// by byte, where `~` is below the end of the part, the end is below the letters, and these are below `+`,
// `-`, `.` and `:`. A missing epoch is 0, and a missing revision compares like `0`.
//
// Key: the epoch unless it is 0, the upstream version, the revision. Of the latter two each ends in a mark.
// So that few bytes are needed, the first byte alone tells numbers and characters apart:
//   01 `~`   02 end   03–98 numbers   A0–D3 letters   D4–D7 `+` `-` `.` `:`   F0–F8 epochs above 0
// A part of characters has no mark of its own: what follows is either another character or a number, which is
// what the part's end compares like. After a number, the end stands where the part of characters could begin.
//
// No version has a next one, bounds on the size aside: above V lies V with `A~` at the end of its revision,
// below that V with `A~~`, and so on, down to anything above V. None has one before it, for `~` goes ever
// lower; and there is no least version, for the same reason. So a place is directly below a version or
// directly above it, each of these is a cut of its own, and intervals between two different cuts have
// versions in them.

namespace metaqore::requirement::debian {

/// Refuses a variable of dpkg's substvars between the two places (deb-substvars(5), "Variable Syntax").
void refuse_variable(std::string_view text, std::size_t begin, std::size_t end, const Refusal& refuse);

/// The key of the version at [begin, end) of `text`. Offsets of a refusal are those of `text`.
Key read_version(std::string_view text, std::size_t begin, std::size_t end, const Refusal& refuse);

/// The place directly above a version.
inline Key above(Key version) {
  version.push_back('\0');
  return version;
}

/// Whether a cut is directly above a version: keys of versions end in a mark that is not 0.
inline bool is_above(std::string_view cut) noexcept { return !cut.empty() && cut.back() == '\0'; }

/// The shortest usual text of the version that the cut is directly below or above. REQUIRES: not the empty
/// cut.
std::string version_text(std::string_view cut);

/// Epoch * 2^32 + the first number of the upstream version, which saturates at 2^32 - 1.
std::uint64_t major_of(std::string_view cut) noexcept;

/// The cut below the version that is nothing but this number. Pre-releases of it, as in `2~rc1`, are below: a
/// version with the same first number that has nothing below it does not exist.
Key major_version(std::uint64_t major);

}  // namespace metaqore::requirement::debian
