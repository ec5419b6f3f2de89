#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "metaqore/decision.hpp"

// The rules of the Project State Management Protocol. Pure: everything they know is in their arguments.

namespace metaqore::psmp {

/// What the rules need to know of an accepted version.
struct Version {
  std::string id;
  std::uint64_t number{};
  std::string actor;
  std::string content_hash;
  bool active{};  ///< false once it was retracted
};

enum class Dependency {
  missing,   ///< there is no such version or lineage in the project
  blocked,   ///< it is a candidate that conflicts keep from being a version
  inactive,  ///< there was one; its lineage has no active head
  present,
};

/// The state that a candidate is judged against.
struct View {
  std::optional<Version> latest;         ///< the newest version ever accepted in the candidate's lineage
  std::vector<Dependency> dependencies;  ///< of the candidate's depends_on, in its order
};

/// A conflict before it is kept.
struct Finding {
  ConflictType type{};
  Severity severity{};
  Strategy suggested{};
  std::string description;
  std::vector<std::string> with;
};

struct Judgement {
  Verdict verdict = Verdict::denied;
  Effect effect = Effect::refused;
  std::uint64_t version{};  ///< what it becomes or converges on; 0 when blocked
  std::vector<Finding> findings;
};

/// Judges in STRICT mode: any finding blocks.
Judgement judge(const Candidate& candidate, const std::string& actor, const std::string& content_hash,
                const View& view);

}  // namespace metaqore::psmp
