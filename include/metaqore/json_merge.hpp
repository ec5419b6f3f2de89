#pragma once

#include <compare>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metaqore/json.hpp"

// Three-way merge of JSON documents that loses nothing: what both sides changed, and no policy settles, is
// left to be decided and reported. Pure functions of their arguments.
//
// The rules, in order, at each place: both sides equal: that; one side equal to the base: the other; all
// three objects, or two where there is no base: member by member; a policy of the place; else a residual
// conflict, at which the merged document keeps what the base has. A missing value is not null, and no base is
// not `{}`. Numbers compare by their exact value, strings by their characters; neither is merged inside.

namespace metaqore {

/// What versions are to the policies `max_version`, `min_version` and `intersect_requirement`. The library's
/// own is version_algebra() in requirement.hpp.
class METAQORE_API VersionAlgebra {
 public:
  virtual ~VersionAlgebra() = default;

  /// Whether there is such an ecosystem.
  virtual bool knows(std::string_view ecosystem) const = 0;
  /// The order of two versions; nullopt where one of them is none.
  virtual std::optional<std::weak_ordering> compare(std::string_view ecosystem, std::string_view left,
                                                    std::string_view right) const = 0;
  /// A constraint that says what both say: it admits what both do, and asks for what either asks besides, as
  /// Maven's `1.0` prefers a version and PEP 440's `>=1.0rc1` wants pre-releases. nullopt where nothing is
  /// admitted, one of them is no constraint, or the ecosystem has no way to write it: of `1.0` and `2.0`
  /// there is none for Maven.
  virtual std::optional<std::string> intersect(std::string_view ecosystem, std::string_view left,
                                               std::string_view right) const = 0;
};

/// How arrays and scalars are merged where both sides changed them. A plain value type, cheap to copy.
class METAQORE_API MergePolicy {
 public:
  MergePolicy();  ///< arrays are atomic, and scalars changed on both sides a conflict

  /// Reads a policy document:
  ///
  ///     {"rules":[{"path":"/services","array":"map","keys":["/name"]},
  ///               {"path":"/services/*/tags","array":"set"},
  ///               {"path":"/steps","array":"diff3"},
  ///               {"path":"/packages/*","scalar":"max_version","ecosystem":"pypi"}]}
  ///
  /// `path` is a JSON Pointer (RFC 6901) in which the token `*` stands for any member or element; elements of
  /// arrays are met by `*` alone. The first rule that meets a place and has a policy for what is there
  /// counts.
  ///
  ///     array   atomic   changed on both sides, it is a conflict: the default
  ///             set      of scalars, each once, in no order: what either side added is in, what either
  ///                      removed is not; those of the base keep their order, the others follow, by type and
  ///                      value
  ///             map      of objects that `keys` tell apart, merged key by key; the order of those that both
  ///                      sides have is merged apart, and the others stand behind what they follow
  ///             diff3    edits of both sides are made where they do not overlap, nor insert at one gap;
  ///                      edits that only touch are apart, and one that both sides made
  ///                      is made once
  ///     scalar  max, min           of two numbers, or of two strings by their code points
  ///             max_version, min_version, intersect_requirement     by the versions of `ecosystem`
  ///             ours, theirs       that side's
  ///
  /// A policy is for two arrays, or for two scalars; where there is no base, it is an empty array. A scalar
  /// policy that does not say, as `max` of a number and a string, leaves the conflict. Of versions that are
  /// equal but written differently the greater text is the greater version. The edits of `diff3` are those
  /// to a longest common subsequence, of equal elements in a row to the last ones; where arrays of many equal
  /// elements differ in much, they are larger.
  ///
  /// `keys`, for `map` alone, are 1 to 16 pointers inside an element, through members of objects, to strings,
  /// numbers or booleans. A rule may have an `array` and a `scalar` policy. Throws Error(invalid_argument,
  /// `merge.policy`) that names the rule and what is wrong in it: an unknown member or name, a policy that no
  /// place can reach because an earlier rule meets them all first, an ecosystem that `versions` does not know
  /// or that is given without them. At most 1,000 rules.
  explicit MergePolicy(const Json& document, std::shared_ptr<const VersionAlgebra> versions = nullptr);

  MergePolicy(const MergePolicy&);
  MergePolicy(MergePolicy&&) noexcept;
  MergePolicy& operator=(const MergePolicy&);
  MergePolicy& operator=(MergePolicy&&) noexcept;
  ~MergePolicy();

 private:
  friend struct MergePolicyAccess;
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

/// Why a place could not be merged. Do not renumber.
enum class ResidualKind : int {
  edit_edit = 1,    ///< both sides changed it
  add_add = 2,      ///< both sides added it, and not alike
  delete_edit = 3,  ///< one side removed what the other changed
  type_change = 4,  ///< the sides made it values of different types, or both made it of another than it was
  array = 5,        ///< both sides changed an array in ways that its policy does not bring together
  order = 6,        ///< both sides put the elements of a keyed array in an order of their own
  key_invalid = 7,  ///< an array is not what its policy needs: a key is missing or there twice
};

/// A place that was not merged, with what stands there in each document; absent where nothing does.
struct Residual {
  std::string pointer{};  ///< JSON Pointer into the merged document
  ResidualKind kind{};
  /// Of an `order` all three are arrays of the keys of all elements of the merged array: in the order in
  /// which they stand there, and in that of each side. A key is a value, or where the policy has several
  /// pointers an array of them.
  std::optional<Json> base{};
  std::optional<Json> ours{};
  std::optional<Json> theirs{};
  std::string ours_actor{};  ///< as given to merge()
  std::string theirs_actor{};
  /// Of a `key_invalid`: what is wrong with the array of each document, as "`[5]` has the key `\"web\"`, as
  /// `[1]` has"; empty where nothing is.
  std::string base_fault{};
  std::string ours_fault{};
  std::string theirs_fault{};

  /// One line for a person: where it is, what is wrong, what each side made of it, and what was there.
  METAQORE_API std::string text() const;

  bool operator==(const Residual&) const = default;
};

/// What came of a merge.
struct [[nodiscard]] Merge {
  static constexpr std::size_t max_residuals = 100'000;
  /// Bytes of all texts in the residuals, as JSON.
  static constexpr std::size_t max_report_size = 4 * Json::max_size;

  std::optional<Json> merged{};  ///< in canonical form; absent where nothing is left of the document
  /// Sorted by pointer, token by token: indices as numbers and before other tokens, those in canonical order.
  /// No pointer is there twice.
  std::vector<Residual> residuals{};
  bool clean() const noexcept { return residuals.empty(); }
  bool operator==(const Merge&) const = default;
};

/// Whose the sides are; the residuals say so again.
struct MergeActors {
  static constexpr std::size_t max_size = 256;  ///< bytes of a name, in UTF-8

  std::string ours{};
  std::string theirs{};
};

/// An absent document is one that is not there: no common base, or deleted. Throws Error(invalid_argument):
/// `json.too_large` where the merged document would exceed the bounds of Json, `merge.too_large` where the
/// report would exceed those of Merge, and `merge.actor`.
METAQORE_API Merge merge(const std::optional<Json>& base, const std::optional<Json>& ours,
                         const std::optional<Json>& theirs, const MergePolicy& policy = {},
                         const MergeActors& actors = {});

/// Whose value an answer takes. Do not renumber.
enum class Take : int { base = 0, ours = 1, theirs = 2, value = 3 };

/// What is to stand at the place of a residual.
struct Answer {
  std::string pointer{};  ///< of the residual
  Take take{};
  /// With Take::value alone. An absent value removes what is there, whoever it is taken from. Of an `order`
  /// it is an array of the keys that the residual has, each once.
  std::optional<Json> value{};
  bool operator==(const Answer&) const = default;
};

/// The merged document with an answer at the place of each residual; absent where nothing is left of it.
/// Throws Error(invalid_argument, `merge.answer`) that names the pointer, and has it in its details: of a
/// residual without an answer, of an answer without a residual or beside another, with a value that cannot
/// stand there, or where the merge is not one that merge() gave. `json.too_large` and `json.too_deep` say
/// that the document would exceed the bounds of Json.
METAQORE_API std::optional<Json> resolve(const Merge& merge, const std::vector<Answer>& answers);

}  // namespace metaqore
