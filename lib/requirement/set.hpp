#pragma once

#include <string>

#include "requirement/cuts.hpp"

namespace metaqore::requirement {

/// A set of versions of one ecosystem, in normal form.
struct Set {
  Cuts versions{};  ///< of all versions; where pre-releases are admitted by a rule of their own, of the rest
  Cuts prereleases{};     ///< only there: of the pre-releases, with cuts that are canonical among these
  std::string literal{};  ///< PEP 440 `===`: of these versions only the one of this text, in lower case

  // What does not tell two sets of versions apart.
  bool any_text{};      ///< nothing was specified, so that PEP 440 takes texts that are no versions, too
  bool incompatible{};  ///< of Go: from v2 on, versions are written with `+incompatible`

  /// `===` with a text that is no version; nothing else is in the set.
  bool is_bare_literal() const noexcept { return !literal.empty() && versions.empty(); }
  bool empty() const noexcept { return versions.empty() && prereleases.empty() && literal.empty(); }
  bool operator==(const Set& other) const {
    return versions == other.versions && prereleases == other.prereleases && literal == other.literal;
  }
};

Set operator&(const Set& a, const Set& b);
bool meet(const Set& a, const Set& b);
bool is_subset(const Set& a, const Set& b);

/// Throw Error(invalid_argument) where a literal takes part.
Set operator|(const Set& a, const Set& b);

}  // namespace metaqore::requirement
