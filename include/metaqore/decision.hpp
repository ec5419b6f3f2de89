#pragma once

#include <memory>
#include <string>
#include <vector>

#include "metaqore/artifact.hpp"
#include "metaqore/conflict.hpp"
#include "metaqore/error.hpp"
#include "metaqore/receipt.hpp"

namespace metaqore {

/// Zero denies. Do not renumber.
enum class Verdict : int { denied = 0, accepted = 1 };

/// What became of a candidate. Do not renumber.
enum class Effect : int {
  refused = 0,       ///< nothing was kept
  blocked = 1,       ///< stored with its conflicts
  next_version = 2,  ///< it is the head now
  converged = 4,     ///< it says what the head already says: no conflict and no new version
};

/// The answer to a candidate. Starts at denied. A compiler warns where one is dropped unread: a denial would
/// go unnoticed.
struct [[nodiscard]] Decision {
  Verdict verdict = Verdict::denied;
  Effect effect = Effect::refused;
  Artifact artifact{};                ///< the version it became or converged on, or the denied candidate
  std::vector<Conflict> conflicts{};  ///< empty when accepted
  Receipt receipt{};                  ///< all zero where nothing was recorded

  explicit operator bool() const noexcept { return verdict == Verdict::accepted; }

  /// One line for a person: what was decided about what, and why.
  METAQORE_API std::string text() const;

  /// The artifact, or throws ConflictDetectedError carrying this decision.
  METAQORE_API const Artifact& accepted() const;
  bool operator==(const Decision&) const = default;
};

/// Thrown by Decision::accepted() for a candidate that was blocked; what() is its text().
class METAQORE_API ConflictDetectedError final : public Error {
 public:
  explicit ConflictDetectedError(Decision);
  const Decision& decision() const noexcept { return *decision_; }

 private:
  std::shared_ptr<const Decision> decision_;  // copying an exception may not throw
};

}  // namespace metaqore
