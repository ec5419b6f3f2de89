#pragma once

#include <string>
#include <string_view>

#include "requirement/semver/semver.hpp"
#include "requirement/text.hpp"

// The grammar of the crate `semver`, VersionReq::parse.

namespace metaqore::requirement::cargo_ranges {

inline constexpr semver::Bounds bounds{};  // u64

enum class Op { exact, above, at_least, below, at_most, tilde, caret, wildcard };

struct Comparator {
  Op op = Op::caret;
  semver::Version version{};  ///< zeros where nothing was written
  std::size_t written = 3;    ///< numbers: 1 to 3
};

/// Reads the comparators one after the other, and refuses what is no requirement. There are none in `*`, nor
/// in an empty text.
class ComparatorReader {
 public:
  explicit ComparatorReader(std::string_view text) noexcept;

  /// The next one, which looks into the text; false after the last.
  bool next(Comparator& comparator);

 private:
  void read(Comparator& comparator);
  Op read_sign() noexcept;
  void read_number(semver::Number& number);
  void skip_spaces() noexcept;
  [[noreturn]] void refuse_fault() const;

  Scanner scan_;
  Refusal refuse_;
  semver::Fault fault_{};
  std::size_t count_ = 0;
};

/// As the crate displays it.
std::string text(const Comparator& comparator);

}  // namespace metaqore::requirement::cargo_ranges
