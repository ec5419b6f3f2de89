#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace metaqore::schema {

/// A regular expression of ECMA-262 §22.2 in its `u` mode, without what takes backtracking: lookaround and
/// backreferences. Immutable, cheap to copy; any number of threads may match with one.
class Pattern {
 public:
  /// Throws Error(invalid_argument, `schema.pattern`) whose details have the `offset` in bytes of what is no
  /// pattern, or cannot be matched in linear time and bounded memory. REQUIRES: valid UTF-8.
  ///
  /// Beyond `u` mode, ASCII punctuation may always be escaped, and `]`, `{` and `}` stand for themselves
  /// where nothing else can be meant. At most 64 KiB, groups within groups to 200, repetitions to 1,000.
  explicit Pattern(std::string_view ecma);

  /// Whether some part of `text` matches. Linear in the text; see cost(). REQUIRES: valid UTF-8.
  bool matches(std::string_view text) const;

  /// What matches() may take on a text of this many bytes, in steps of at most a hundred nanoseconds or so.
  /// Small patterns take a step for some characters, the largest some thousands for each.
  std::uint64_t cost(std::size_t text_size) const noexcept;

  /// The instructions that it was made into. Each took about a microsecond and ten bytes; matching comes to
  /// take some hundred kilobytes for a small pattern, and a megabyte or two for the largest.
  std::uint64_t size() const noexcept;

 private:
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

/// Whether a text is a regular expression of ECMA-262, backtracking or not. REQUIRES: valid UTF-8.
bool is_ecma_pattern(std::string_view text);

}  // namespace metaqore::schema
