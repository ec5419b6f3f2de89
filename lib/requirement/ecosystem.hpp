#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "requirement/set.hpp"

namespace metaqore::requirement {

inline constexpr std::size_t max_version_size = 256;        // bytes
inline constexpr std::size_t max_constraint_size = 16'384;  // bytes; of markers too

struct ParsedVersion {
  Key key{};
  std::string text{};  ///< canonical
  bool prerelease{};
};

/// One package of a manifest: what everyone who shares an environment agreed on.
struct Demand {
  std::string name{};                 ///< as the first requirement spelled it
  std::vector<std::string> scopes{};  ///< those that occur, sorted
  std::vector<std::string> extras{};  ///< sorted
  std::string constraint{};           ///< in the ecosystem's syntax
  std::string marker{};
};

struct ManifestText {
  std::string file{};
  std::string text{};
};

/// What a manifest can tell apart.
struct ManifestShape {
  bool markers{};  ///< lines with a marker of their own
  bool build{};    ///< what the build needs, from the rest
};

/// Which of the versions that exist and satisfy would be installed.
enum class Choice {
  highest,          ///< npm, cargo, maven, deb
  highest_release,  ///< pypi, generic: a pre-release only where there is no release
  lowest,           ///< golang: minimal version selection
};

/// Whether conditions on the environment can be true at once.
enum class Together { no, yes, undecided };

/// What the rules of one ecosystem are. Without state: one object each, shared by all threads. Each is
/// written in a folder of its own and listed in the table of ecosystems.cpp.
///
/// Texts come bounded by max_version_size and max_constraint_size, of any bytes. What is wrong is refused by
/// refuse() of text.hpp.
class Ecosystem {
 public:
  virtual ~Ecosystem() = default;

  virtual std::string_view type() const noexcept = 0;
  virtual Choice choice() const noexcept { return Choice::highest; }

  /// Whether pre-releases are admitted by a rule of their own: Set::prereleases is in use.
  virtual bool splits_prereleases() const noexcept { return false; }

  /// The form in which names compare. Refuses what cannot be a name.
  virtual std::string name(std::string_view text) const = 0;

  /// The form in which extras compare. Without a grammar of their own: letters, digits and `_-.+/:?`.
  virtual std::string extra(std::string_view text) const;

  virtual ParsedVersion version(std::string_view text) const = 0;

  /// The versions that satisfy a constraint; an empty text is satisfied by all.
  virtual Set parse(std::string_view constraint) const = 0;

  /// The constraint as the ecosystem prints it.
  virtual std::string canonical(std::string_view constraint) const = 0;

  /// A constraint that parses to exactly this set; nullopt when the syntax cannot say it. An empty text where
  /// the set is all versions and the syntax has no other way. The set is not empty.
  virtual std::optional<std::string> write(const Set& set) const = 0;

  /// Other constraints that parse to the same set, where other versions are named in them.
  virtual std::vector<std::string> spellings(const Set& set) const;

  /// A constraint that admits, besides others, what lies from one place up to another, or to the end; where
  /// the syntax has one that is not exact. The cuts may be of either layer.
  virtual std::optional<std::string> spanning(const Key& low, const std::optional<Key>& high) const;

  /// What joins two constraints of which one is to be satisfied; empty where nothing does.
  virtual std::string_view alternative() const noexcept { return {}; }

  /// A place for people: `1.5.dev0`. `prereleases` where it is a cut of Set::prereleases.
  virtual std::string show(const Key& cut, bool prereleases) const = 0;

  /// The last cut below the first version at or above this one that is no pre-release; keeps the order.
  virtual Key releases(const Key& cut) const = 0;

  /// Where people let a range of releases begin that begins at this cut, and end that ends there: `>=1.5` is
  /// said where 1.5.dev0 is the least. Not below the cut the one, not above it the other.
  virtual Key release_start(const Key& cut) const { return releases(cut); }
  virtual Key release_end(const Key& cut) const { return cut; }

  /// Whether a pre-release is one that nobody is to depend on but who named it: PEP 440 `.devN`.
  virtual bool is_unfinished(std::string_view version) const;

  /// The major version of what lies directly above a cut, and directly below it (0 for the least cut). Epochs
  /// count as 2^32 each.
  virtual std::uint64_t major_above(const Key& cut) const = 0;
  virtual std::uint64_t major_below(const Key& cut) const = 0;

  /// The cut below the least version of this major version; saturates where there is none so large.
  virtual Key major_start(std::uint64_t major) const = 0;

  /// Where copies of a package can stand side by side, one for each range of compatible versions: the cuts of
  /// the range that the version directly above this cut lies in.
  virtual std::optional<std::pair<Key, Key>> compatible_range(const Key& cut) const;

  /// The version that a constraint prefers without insisting on it.
  virtual std::optional<std::string> preference(std::string_view constraint) const;

  /// Whether a constraint names a pre-release, so that pre-releases are chosen from as well.
  virtual bool asks_for_prereleases(std::string_view constraint) const;

  /// What a constraint says besides the versions that it admits: which one it prefers, that it asks for
  /// pre-releases. Equal texts say the same, and an empty one says nothing.
  virtual std::string besides(std::string_view constraint) const;

  /// Refuses a constraint that asks a package for versions which its name says it does not have, and tells
  /// its set where the others begin and how they are written. REQUIRES: texts that name() and parse() took.
  virtual void fit(std::string_view name, std::string_view constraint, Set& set) const;

  /// Whether a version can be one of a package. REQUIRES: texts that name() and version() took.
  virtual bool can_name(std::string_view name, std::string_view version) const;

  /// An environment marker in canonical form; refuses what is wrong. An empty text holds everywhere.
  virtual std::string marker(std::string_view text) const;

  /// Whether some environment makes all these markers true. Without a grammar for markers: `yes` where they
  /// are empty or equal, else `undecided`. REQUIRES: texts that marker() took.
  virtual Together together(std::span<const std::string> markers) const;

  /// Whether a registry knows a version by its spelling alone, though another one is equal to it.
  virtual bool spelling_counts() const noexcept { return false; }

  virtual ManifestShape manifest_shape() const noexcept { return {}; }

  /// Packages in the order given, as a part of the project's manifest.
  virtual ManifestText manifest(std::span<const Demand> demands) const = 0;

  /// The same of what the build alone needs, where that stands in a file of its own.
  virtual std::optional<ManifestText> build_manifest(std::span<const Demand> demands) const;
};

/// By package-URL type, or Error(invalid_argument, `requirement.unknown_ecosystem`) that lists those there
/// are.
const Ecosystem& ecosystem(std::string_view type);

/// All of them, by type.
std::span<const Ecosystem* const> all_ecosystems() noexcept;

// With the bounds checked, as everything outside of the ecosystems' folders calls them.
ParsedVersion parse_version(const Ecosystem& ecosystem, std::string_view text);
Set parse_constraint(const Ecosystem& ecosystem, std::string_view text);
std::string parse_name(const Ecosystem& ecosystem, std::string_view text);
std::string parse_extra(const Ecosystem& ecosystem, std::string_view text);
std::string parse_marker(const Ecosystem& ecosystem, std::string_view text);

}  // namespace metaqore::requirement
