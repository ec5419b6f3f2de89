#pragma once

#include <memory>

#include "metaqore/decision.hpp"
#include "metaqore/state_view.hpp"

namespace metaqore {

/// One session's path through the engine: reads of the newest state, and the one way to write. A copy is
/// cheap and keeps the engine alive. Any thread. Every call may throw Error(closed, forked or storage);
/// nothing was written then.
class METAQORE_API StateManager : public StateView {
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

 private:
  friend class Engine;
  explicit StateManager(std::shared_ptr<const Impl>);
};

}  // namespace metaqore
