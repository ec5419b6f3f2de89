#pragma once

#include <string>
#include <string_view>

#include "requirement/semver/semver.hpp"

// The grammar of ranges in node-semver's README, "Ranges" and "Advanced Range Syntax": alternatives, hyphen
// ranges, x-ranges, tilde, caret and comparators. All of it comes down to comparators with whole versions.

namespace metaqore::requirement::semver {

enum class Op { equal, below, at_most, above, at_least, differs };

struct Comparator {
  Op op = Op::equal;
  Version version{};
  bool added = false;  ///< not written, but what a shorter form stands for
};

/// Takes what a range comes down to, in the order of its text. Versions are valid during the call alone.
class RangeSink {
 public:
  virtual void any() = 0;  ///< a comparator that every version satisfies
  virtual void comparator(const Comparator& comparator) = 0;

  /// `!=` before an x-range: no version from one up to, and without, the other. `numbers` of them were
  /// written.
  virtual void excluded(const Version& from, const Version& to, std::size_t numbers) = 0;
  virtual void end_alternative() = 0;

 protected:
  ~RangeSink() = default;
};

struct RangeGrammar {
  Bounds bounds{};
  bool node = true;  ///< to the letter of node-semver; else with `,` for "and", and `!=`
};

/// Answers what is wrong, if anything. The text is one alternative at least, which admits all when it is
/// empty.
Fault read_range(std::string_view text, const RangeGrammar& grammar, RangeSink& sink);

/// The comparator as node-semver prints it: `1.2.3`, `>=1.2.3`.
std::string text(const Comparator& comparator);

}  // namespace metaqore::requirement::semver
