#pragma once

#include <cstdint>

namespace metaqore::base {

/// How often this process and those before it were forked since the library was loaded: another number than
/// before says that this is a child. Process ids do not say so: a child in a namespace of its own may have
/// its parent's. Any thread.
std::uint64_t forks() noexcept;

}  // namespace metaqore::base
