#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "requirement/claim.hpp"
#include "requirement/regions.hpp"

namespace metaqore::requirement {

struct Widened {
  std::string text{};
  Set set{};
};

/// Widens constraints as their owners would: by as little as the syntax can say, with all that they exclude,
/// and without a pre-release that nobody named. Not for several threads.
class Widening {
 public:
  /// REQUIRES: `claims` outlive it.
  explicit Widening(const Claims& claims) : claims_(claims) {}

  /// What the owner of a claim left out: between what it admits below and above, and as `!=1.5` wherever.
  const Cuts& excluded(const Claim& claim);

  /// The claim's constraint with the target in it, but for what is excluded; nullopt when that cannot be
  /// said, as PEP 440 `===` never can. It admits all that the claim does, but for pre-releases below its
  /// first release where the claim has no bound that says which: of `==1.5.*` what is left is `>=1.5`.
  std::optional<Widened> of(const Claim& claim, const Target& target, bool prereleases);

 private:
  using Keys = std::set<Key>;

  Keys allowed(const Claim& claim, const Target& target);

  const Claims& claims_;
  std::map<const Claim*, Cuts> excluded_;
  std::optional<Keys> named_;  // by any claim; nobody's unfinished versions
};

}  // namespace metaqore::requirement
