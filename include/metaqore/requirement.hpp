#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metaqore/json.hpp"
#include "metaqore/json_merge.hpp"

// Requirements on package registries: whether they can live together, who clashes with whom, and what would
// help. Pure functions of their arguments: no file, no clock, no engine.
//
// An ecosystem is a package-URL type (github.com/package-url/purl-spec):
//   pypi     PEP 440 and PEP 508                  maven    order of Maven's resolver, Maven's version ranges
//   npm      semver.org 2.0.0, node-semver ranges deb      Debian Policy §5.6.12 and §7.1
//   cargo    semver.org 2.0.0, Cargo's ranges     golang   Go modules reference, minimal version selection
//   generic  semver.org 2.0.0 without rules for pre-releases
//
// Versions of Maven are in the order in which `mvn` resolves dependencies: GenericVersion of Maven
// Resolver, 2.0. That of the POM reference, ComparableVersion, is another one, and none that can be kept: it
// goes in circles.
//
// Sets of versions are exact: every version that the ecosystem could ever publish counts, not only those that
// exist. Bounds: a version has 1–256 bytes, a constraint at most 16,384; a number in a version is bounded as
// its ecosystem says. What is beyond, or breaks the grammar, throws Error(invalid_argument,
// `requirement.…`) whose message and details name the value and the offset in bytes.

namespace metaqore {

/// What an artifact needs of a package registry. Kept and hashed with the artifact.
struct Requirement {
  std::string ecosystem{};   ///< a package-URL type: `pypi`, `npm`, `cargo`, `deb`, …
  std::string name{};        ///< as the registry spells it
  std::string constraint{};  ///< in the ecosystem's own syntax: `>=2.0,<3`; empty: any version (of npm and
                             ///< Cargo any release)
  std::string scope = "runtime";      ///< `runtime`, `dev`, `build`, `optional` or `peer`
  std::vector<std::string> extras{};  ///< optional features of the package (PEP 508), in any order
  std::string purpose{};
  std::string marker{};  ///< PEP 508 environment marker, or empty
  bool operator==(const Requirement&) const = default;
};

// ---- Versions and sets of them ---------------------------------------------------------------------------

/// One version, as its ecosystem orders it. A plain value type.
class METAQORE_API Version {
 public:
  Version(std::string_view ecosystem, std::string_view text);

  std::string_view ecosystem() const noexcept;
  const std::string& text() const noexcept { return text_; }  ///< in canonical form
  bool is_prerelease() const noexcept { return prerelease_; }

  /// The ecosystem's order, in which versions of different text can be equal. Throws Error(invalid_argument)
  /// for two ecosystems.
  METAQORE_API friend std::weak_ordering operator<=>(const Version&, const Version&);
  METAQORE_API friend bool operator==(const Version&, const Version&);

 private:
  friend class VersionSet;
  const void* ecosystem_;
  std::string key_;
  std::string text_;
  bool prerelease_ = false;
};

/// A set of versions in normal form: equal sets compare equal, however they were written. A copy is a copy.
///
/// It knows versions alone: what a constraint asks for besides, as Maven's `1.0` prefers a version, is kept
/// by VersionAlgebra::intersect(). Versions of Go are written with `+incompatible` where a constraint was.
///
/// Two operands of different ecosystems throw Error(invalid_argument). So does the union or complement of a
/// set that PEP 440's `===` took part in, which compares texts and not versions.
class METAQORE_API VersionSet {
 public:
  static VersionSet parse(std::string_view ecosystem, std::string_view constraint);
  static VersionSet all(std::string_view ecosystem);
  static VersionSet none(std::string_view ecosystem);

  VersionSet(const VersionSet&);
  VersionSet(VersionSet&&) noexcept;
  VersionSet& operator=(const VersionSet&);
  VersionSet& operator=(VersionSet&&) noexcept;
  ~VersionSet();

  /// Whether the ecosystem's own tool would admit the version, pre-releases allowed.
  bool contains(std::string_view version) const;
  bool contains(const Version& version) const;

  bool empty() const noexcept;
  bool has_releases() const;  ///< false when nothing but pre-releases is in it
  bool is_subset_of(const VersionSet&) const;
  bool is_disjoint_from(const VersionSet&) const;

  METAQORE_API friend VersionSet operator&(const VersionSet&, const VersionSet&);
  METAQORE_API friend VersionSet operator|(const VersionSet&, const VersionSet&);
  METAQORE_API friend VersionSet operator~(const VersionSet&);
  METAQORE_API friend bool operator==(const VersionSet&, const VersionSet&);

  /// A constraint in the ecosystem's syntax that parses to this set; nullopt when the syntax has none.
  std::optional<std::string> constraint() const;

  /// The normal form for people: intervals in the ecosystem's order, such as `[1.5.dev0, 1.6.dev0)`.
  std::string text() const;

 private:
  friend struct VersionSetAccess;
  struct Impl;
  explicit VersionSet(std::unique_ptr<Impl>);
  std::unique_ptr<Impl> impl_;
};

/// Whether a version satisfies both constraints: `VersionSet::parse(a) & VersionSet::parse(b)` is not empty,
/// but faster.
METAQORE_API bool constraints_meet(std::string_view ecosystem, std::string_view a, std::string_view b);

/// The constraint in its ecosystem's canonical form, with its versions in theirs. Parses to the same set.
METAQORE_API std::string canonical_constraint(std::string_view ecosystem, std::string_view constraint);

/// The form in which names of an ecosystem compare: `Zope.Interface` is `zope-interface` on PyPI.
METAQORE_API std::string canonical_name(std::string_view ecosystem, std::string_view name);

/// The ecosystems there are, in alphabetical order.
METAQORE_API std::vector<std::string> ecosystems();

/// Versions and constraints as the policies of a merge take them. A text that is refused is none.
METAQORE_API std::shared_ptr<const VersionAlgebra> version_algebra();

// ---- Who can live with whom ------------------------------------------------------------------------------

/// How many versions of a package one environment can hold. Do not renumber.
enum class Sharing : int {
  one_version = 0,         ///< requirements without a common version are an error
  one_per_compatible = 1,  ///< one for each Cargo compatibility range (`1.x`, `0.3.x`, `0.0.3`)
  nested = 2,              ///< copies can nest; `peer` requirements share one version with each copy
};

/// Which requirements share an environment. The first row that names the ecosystem and the scope counts.
struct SharingRule {
  std::string ecosystem{};            ///< a package-URL type
  std::vector<std::string> scopes{};  ///< all of these look at one environment
  Sharing sharing{};
  bool operator==(const SharingRule&) const = default;
};

/// Each ecosystem's own way: `runtime`, `dev`, `optional` and `peer` share an environment, `build` is its
/// own.
METAQORE_API std::vector<SharingRule> default_sharing_rules();

/// A requirement and who moves when it has to: an agent, an artifact, whatever the host names.
struct OwnedRequirement {
  std::string owner{};        ///< 1–256 bytes
  Requirement requirement{};  ///< in JSON its members stand beside `owner`
  bool operator==(const OwnedRequirement&) const = default;
};

/// Versions that exist. What is not listed does not exist.
struct AvailableVersions {
  std::string ecosystem{};
  std::string name{};
  std::vector<std::string> versions{};  ///< what is none of the package is passed over, as its tools do
  bool operator==(const AvailableVersions&) const = default;
};

struct AnalysisRequest {
  std::vector<OwnedRequirement> requirements{};  ///< at most 100,000
  std::vector<SharingRule> rules = default_sharing_rules();
  std::vector<AvailableVersions> available{};  ///< of packages that are not listed nothing is known
  bool operator==(const AnalysisRequest&) const = default;
};

/// A changed constraint of one owner, wherever the owner has it on this package. Its bounds are releases, or
/// what the owner wrote, or, where nothing but pre-releases is left, one of these that another owner wrote:
/// so
/// `==1.5.*` becomes `>=1.5,<3`, without the pre-releases of 1.5. A constraint that contradicts itself keeps
/// some of its bounds.
struct Relaxation {
  std::string owner{};
  std::string from{};  ///< the constraint as declared
  /// Admits what `from` does, but perhaps for pre-releases at its bounds, and what the others need; nothing
  /// that `from` excludes.
  std::string to{};
  bool operator==(const Relaxation&) const = default;
};

/// A way out of a clash, verified: with these constraints the clash is gone. Ways are ordered by
/// owners_moved, then major_distance, then needs_prerelease.
struct WayOut {
  std::uint32_t owners_moved{};
  std::uint64_t major_distance{};  ///< summed over the relaxations: how many major versions further
  bool needs_prerelease{};         ///< nothing but pre-releases would satisfy everyone
  std::vector<Relaxation> relaxations{};
  std::string common{};  ///< what those who had to agree share then, as a constraint or in normal form
  bool operator==(const WayOut&) const = default;
};

/// Do not renumber.
enum class ClashLevel : int {
  warning = 0,  ///< copies can nest or coexist, or a marker could not be decided
  error = 1,    ///< one environment cannot satisfy all
};

/// Requirements of one package in one environment that cannot live together. There is one for each
/// environment and package, the worst; another one can come to light when it is mended.
struct Clash {
  std::string ecosystem{};
  std::string name{};  ///< in the ecosystem's normal form
  ClashLevel level{};
  bool undecided{};                      ///< whether the markers of the core can hold together is not known
  std::vector<OwnedRequirement> core{};  ///< minimal: without any one of them the rest can live together
  std::vector<WayOut> ways_out{};        ///< best first, at most 8
  std::string description{};             ///< one line: who clashes with whom, and what would help
  bool operator==(const Clash&) const = default;
};

/// What all requirements of one package and environment come to. Where markers part them, once for each
/// marker: then of those with the marker, and of those without any, but not of other markers that can hold
/// there too. Copies that nest or coexist have no version in common, and yet are no error.
struct PackageDemand {
  std::string ecosystem{};
  std::string name{};
  std::string marker{};               ///< where it holds
  std::vector<std::string> scopes{};  ///< those that occur
  std::vector<std::string> extras{};  ///< all of them
  std::vector<std::string> owners{};  ///< of the requirements with this marker
  bool satisfiable{};                 ///< one version satisfies all
  bool only_prereleases{};            ///< nothing but pre-releases satisfies it
  /// The tightest intersection, in the ecosystem's syntax, with what is asked for besides where one text can
  /// say both; absent where the syntax cannot say it, or there is none.
  std::optional<std::string> constraint{};
  std::string versions{};               ///< the same in normal form
  std::optional<std::string> chosen{};  ///< of the versions that exist; absent when none or none is known
  bool none_exists{};                   ///< versions are known, and none of them satisfies
  bool operator==(const PackageDemand&) const = default;
};

/// What to write into a project.
struct Manifest {
  std::string ecosystem{};
  std::string file{};  ///< `requirements.txt`, `package.json`, `Cargo.toml`, …
  std::string text{};  ///< packages that clash are left out
  bool operator==(const Manifest&) const = default;
};

struct [[nodiscard]] Analysis {
  bool satisfiable{};  ///< no clash is an error
  std::vector<Clash> clashes{};
  std::vector<PackageDemand> packages{};  ///< by ecosystem, name and scope
  std::vector<Manifest> manifests{};
  bool operator==(const Analysis&) const = default;
};

/// Throws Error(invalid_argument) that names the requirement by its place, such as `requirements[3]`.
METAQORE_API Analysis analyze(const AnalysisRequest&);

/// Requirements, and the answer for one more. While one version satisfies all of a package, its price does
/// not depend on how many there are. A host guards it like any container: many readers or one writer.
class METAQORE_API RequirementIndex {
 public:
  explicit RequirementIndex(std::vector<SharingRule> rules = default_sharing_rules());
  RequirementIndex(RequirementIndex&&) noexcept;
  RequirementIndex& operator=(RequirementIndex&&) noexcept;
  ~RequirementIndex();

  /// Kept whether it clashes or not. Throws as analyze(); nothing was kept then.
  void add(const OwnedRequirement&);

  /// Forgets everything of an owner. False when there was nothing.
  bool remove(std::string_view owner);

  /// The clash that this one would bring about if it were added; nullopt when it makes nothing worse, by
  /// which is meant that it fits to those that live together already. Throws as analyze().
  [[nodiscard]] std::optional<Clash> check(const OwnedRequirement&) const;

  std::size_t size() const noexcept;  ///< requirements

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace metaqore
