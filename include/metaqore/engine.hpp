#pragma once

#include <memory>
#include <string>

#include "metaqore/config.hpp"
#include "metaqore/hooks.hpp"
#include "metaqore/ledger.hpp"
#include "metaqore/session.hpp"
#include "metaqore/state_manager.hpp"
#include "metaqore/version.hpp"

namespace metaqore {

/// One open file: one organization, one ledger. A copy is cheap and is the same engine. Any thread.
///
/// fork(): a child opens an engine of its own, at any time, whatever the parent's threads are doing. In the
/// child an engine that was open before answers Error(forked), and may be dropped. What else may be done with
/// the files of an open engine, and what not, says doc/format.md.
class METAQORE_API Engine {
 public:
  /// Creates the file when it is missing. Throws Error(storage) for a file that is not ours, of a newer
  /// version, damaged or out of reach, Error(busy) when another process holds it for ten seconds, and
  /// Error(invalid_argument) when its organization or mode is not the one asked for.
  static Engine open(const Config& = Config::load(), Hooks = {});

  /// Cheap: one for each agent's run. Throws Error(invalid_argument) for a session out of bounds.
  StateManager state(const Session&) const;

  Ledger ledger() const;

  /// Copies the file while it is in use: all that was answered before the call, as one state, beside readers
  /// and writers, who wait for nothing (those of `:memory:` wait for its end). The copy is a file like this
  /// one, without a log beside it, and is on the disk when this returns; its permissions are those of the
  /// file, and for `:memory:` the user's alone. It is written as `PATH.XXXXXX` and put in place as a whole;
  /// what is there is never replaced, and of what fails nothing stays, unless the process is killed. Needs
  /// memory of a few megabytes.
  /// Throws Error(storage): `storage.backup_exists`, `storage.full`, `storage.cannot_open`, `storage.io`.
  ///
  /// To go back to it: close everything that has the file open, remove `X-wal` and `X-shm` beside the file
  /// `X`, then move the copy to `X`.
  void backup(const std::string& path) const;

  /// Waits for the calls under way; later ones throw Error(closed). Without it the engine closes with the
  /// last copy of it and of what came from it.
  void close();

 private:
  friend struct EngineAccess;  // the library's own way to put another storage and clock under it
  struct Impl;
  explicit Engine(std::shared_ptr<Impl>);
  std::shared_ptr<Impl> impl_;
};

}  // namespace metaqore
