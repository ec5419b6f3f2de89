#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metaqore/psmp.hpp"

namespace metaqore {

/// Who acts and how. The host vouches for it: no data can claim it.
struct Session {
  std::string actor{};
  Role role = Role::agent;
  std::string trace_id{};  ///< W3C Trace Context §3.2.2.3: 32 lower-case hex digits; or empty
  std::chrono::milliseconds timeout{10'000};  ///< the longest wait for the write lock, then Error(busy)
  bool operator==(const Session&) const = default;
};

/// A part of a list. All pages of one list show the state that the first page saw.
template <class T>
struct Page {
  std::vector<T> items{};
  std::string next{};  ///< the cursor of the page after this; empty on the last
  bool operator==(const Page&) const = default;
};

struct ProjectQuery {
  std::string cursor{};       ///< Page::next of the page before
  std::uint32_t limit = 100;  ///< 1 to 1,000 items a page
  bool operator==(const ProjectQuery&) const = default;
};

/// Active heads; with another status those artifacts; without any (`null` in JSON) every version and every
/// blocked candidate. In the order of type, name and id.
struct ArtifactQuery {
  std::string project_id{};
  std::optional<std::string> artifact_type{};
  std::optional<std::string> name{};  ///< only together with artifact_type
  std::optional<ArtifactStatus> status = ArtifactStatus::active;
  std::string cursor{};
  std::uint32_t limit = 100;
  bool operator==(const ArtifactQuery&) const = default;
};

struct ConflictQuery {
  std::string project_id{};
  std::optional<std::string> artifact_id{};  ///< the candidate's
  std::string cursor{};
  std::uint32_t limit = 100;
  bool operator==(const ConflictQuery&) const = default;
};

/// One session's path through the engine: reads, and the one way to write. A copy is cheap and keeps the
/// engine alive. Any thread. Every call may throw Error(closed, forked or storage); nothing was written then.
class METAQORE_API StateManager {
 public:
  /// Judges a first or next version. A denial is an answer, not an exception. The id and content of an
  /// earlier candidate of this actor are given the first answer again, receipt included.
  /// Throws Error(invalid_argument), Error(not_found) for the project, Error(busy), Error(read_only).
  Decision declare(const Candidate&);

  /// The answer that declare() would give now; nothing is kept.
  Decision check(const Candidate&) const;

  /// Reads id, name, description, owner_id and metadata. The same id and content again answers the same
  /// project. Throws as declare().
  Project create_project(const Project&);

  std::optional<Project> get_project(std::string_view id) const;
  /// A candidate that converged is answered with the artifact that it converged on.
  std::optional<Artifact> get_artifact(std::string_view id) const;
  std::optional<Conflict> get_conflict(std::string_view id) const;

  /// The newest active version.
  std::optional<Artifact> head(const Lineage&) const;

  /// Throw Error(invalid_argument) for a limit out of bounds or a cursor of another list.
  Page<Project> list_projects(const ProjectQuery& = {}) const;
  Page<Artifact> list_artifacts(const ArtifactQuery&) const;
  Page<Conflict> list_conflicts(const ConflictQuery&) const;

 private:
  friend class Engine;
  struct Impl;
  explicit StateManager(std::shared_ptr<const Impl>);
  std::shared_ptr<const Impl> impl_;
};

}  // namespace metaqore
