#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "metaqore/artifact.hpp"
#include "metaqore/conflict.hpp"

// What a rule of the Project State Management Protocol is given, and what it finds. Rules are pure:
// everything they know is in the case.

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

/// A candidate, and all of the state that it is judged against.
struct Case {
  const Candidate& candidate;
  std::string_view actor;
  std::string_view content_hash;
  std::optional<std::uint64_t> base{};     ///< what the candidate's base comes to; nullopt: unknown
  std::optional<Version> latest{};         ///< the newest version ever accepted in the candidate's lineage
  std::vector<Dependency> dependencies{};  ///< of the candidate's depends_on, in its order

  const Version* head() const noexcept { return latest && latest->active ? &*latest : nullptr; }
  /// It says what the head says already, and may be one with it.
  bool converges() const noexcept {
    return head() != nullptr && head()->content_hash == content_hash && !candidate.exact;
  }

  /// Two have each made a version of their own: the base is 0 or unknown, and the head is another actor's.
  bool is_parallel() const noexcept {
    return head() != nullptr && base.value_or(0) == 0 && head()->actor != actor;
  }

  std::uint64_t next_version() const noexcept { return latest ? latest->number + 1 : 1; }

  /// `type` or `type/name`, as messages show it.
  std::string lineage_name() const {
    const auto& lineage = candidate.lineage;
    return lineage.name.empty() ? lineage.artifact_type
                                : lineage.artifact_type + "/" + base::on_one_line(lineage.name);
  }
};

/// A conflict before it is kept.
struct Finding {
  ConflictType type{};
  Severity severity{};
  Strategy suggested{};
  std::string description;
  std::vector<std::string> with;
  std::string
      by;  ///< the pseudonym of the actor of what it clashes with, as the description has it; or empty
};

class Findings;

/// A conflict type: what it is called and how grave it is, what helps as a rule, and who finds it.
struct Rule {
  ConflictType type;
  std::string_view name;  ///< in JSON, rows and entries: part of the format
  Severity severity;
  Strategy strategy;
  void (*find)(const Case&, Findings&);
};

/// What the rules have found so far, in their order.
class Findings {
 public:
  /// `rule` is the one that finds next.
  void ask(const Rule& rule, const Case& it) {
    rule_ = &rule;
    rule.find(it, *this);
  }

  /// `description` is one line: what clashes, and what would help. `with` are the ids of what it clashes
  /// with, or the dependency that is missing.
  void add(std::string description, std::vector<std::string> with = {}) {
    add(std::move(description), std::move(with), rule_->strategy);
  }

  /// The same where something else helps than as a rule.
  void add(std::string description, std::vector<std::string> with, Strategy suggested) {
    findings_.push_back(
        {rule_->type, rule_->severity, suggested, std::move(description), std::move(with), {}});
  }

  /// The same of a version of somebody's. The description names its actor by the pseudonym.
  void add_against(const Version& version, std::string description) {
    findings_.push_back(
        {rule_->type, rule_->severity, rule_->strategy, std::move(description), {version.id}, version.actor});
  }

  std::vector<Finding> take() && { return std::move(findings_); }

 private:
  const Rule* rule_ = nullptr;
  std::vector<Finding> findings_;
};

}  // namespace metaqore::psmp
