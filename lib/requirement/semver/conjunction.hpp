#pragma once

#include <optional>

#include "requirement/semver/partial.hpp"
#include "requirement/semver/range.hpp"

namespace metaqore::requirement::semver {

/// Reads comparators that must all hold: an alternative of a range, or what stands between its commas.
///
/// node-semver rewrites the text step by step; this reads it once and comes to the same. Where the steps
/// matter, such as for the blanks that a sign may have around it, the comments say so.
class Conjunction {
 public:
  /// `single_blanks`: see skip_blank().
  Conjunction(std::string_view text, const RangeGrammar& grammar, RangeSink& sink,
              bool single_blanks) noexcept
      : scan_(text), grammar_(grammar), sink_(sink), single_blanks_(single_blanks) {}

  Fault read();

 private:
  bool token();
  bool hyphen();
  bool tilde();
  bool caret();
  bool comparator();
  bool x_range(Op op, const Partial& given, std::size_t at);
  bool starred(std::size_t start);

  bool has_hyphen() const noexcept;
  bool read_sugared(Partial& from, std::size_t& at, bool joined);
  bool emit(Op op, const Partial& given, std::size_t at, bool plain);
  bool emit_below(const std::optional<Version>& end, std::size_t at);
  std::optional<Version> end_of(const Partial& from, std::size_t kept) const noexcept;
  bool check(const Partial& given, std::size_t at, std::size_t more = 0) noexcept;
  bool fail(std::size_t at, const char* what) noexcept;
  bool too_large(std::size_t at) noexcept { return fail(at, "the number is too large"); }

  void skip_blank() noexcept;
  bool at_end() const noexcept { return scan_.done() || is_blank(scan_.peek()); }

  Scanner scan_;
  const RangeGrammar& grammar_;
  RangeSink& sink_;
  const bool single_blanks_;
  Fault fault_{};
};

}  // namespace metaqore::requirement::semver
