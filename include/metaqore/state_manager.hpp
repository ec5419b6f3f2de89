#pragma once

#include <cstdint>
#include <functional>
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

  /// The same, but of a candidate that is denied nothing is kept, its effect is refused, and its conflicts
  /// have no ids. For callers that go on by themselves with what they are told.
  Decision try_declare(const Candidate&);

  /// Reads the head, has `change` make the next version of it, and declares that as `exact` on this base:
  /// reads, changes and writes as one step, so that two increments are two. `change` is given `head.next()`,
  /// or a blank candidate of the lineage where there is no head; its lineage, base and `exact` are set
  /// again afterwards. Where somebody else was faster (version_mismatch or parallel_creation, and nothing
  /// else) it reads and changes again, at most `attempts` times in all. Of an attempt that is denied nothing
  /// is kept: see try_declare(). What `change` throws ends the call; it is called without any lock held.
  /// Throws Error(invalid_argument) for 0 attempts, and as declare().
  Decision update(const Lineage&, const std::function<void(Candidate&)>& change,
                  std::uint32_t attempts = 100);

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
