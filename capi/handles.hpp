#pragma once

#include <unistd.h>

#include <shared_mutex>
#include <string>

#include "metaqore/engine.hpp"
#include "metaqore/schema.hpp"

// What it declares is exported, and nothing else is.
#pragma GCC visibility push(default)
#include "metaqore.h"
#pragma GCC visibility pop

/// What a handle points to, and the process it belongs to.
template <class T>
struct Handle {
  explicit Handle(T value) : it(std::move(value)) {}
  T it;
  pid_t process = getpid();
};

struct metaqore_engine : Handle<metaqore::Engine> {
  using Handle::Handle;
};
struct metaqore_state : Handle<metaqore::StateManager> {
  using Handle::Handle;
};
/// In C any thread may use it, so it brings the lock that the C++ class leaves to its host.
struct metaqore_requirement_index : Handle<metaqore::RequirementIndex> {
  using Handle::Handle;
  std::shared_mutex lock;
};
/// Immutable, and so without a lock.
struct metaqore_schema : Handle<metaqore::Schema> {
  using Handle::Handle;
};

struct metaqore_buffer {
  std::string data;
};

struct metaqore_error {
  metaqore_status code;
  std::string reason;
  std::string message;
  std::string details;
};

namespace metaqore::capi {

/// In a forked process it leaks: the parent's files are not this process's to close.
template <class T>
void free_handle(T* handle) {
  if (handle != nullptr && handle->process == getpid()) delete handle;
}

}  // namespace metaqore::capi
