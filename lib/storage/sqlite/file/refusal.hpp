#pragma once

#include <cstdint>

namespace metaqore::storage::sqlite {

/// Why a file is refused that SQLite itself would have taken. SQLite passes on no more than a number, so the
/// reason waits for whoever asked, on the same thread.
enum class Refusal : std::uint8_t {
  none,
  not_a_file,      ///< a folder, a pipe, a device
  too_many_files,  ///< the process, or the machine, has as many files open as it may
  no_locks,        ///< the kernel or the file system does not know locks of an open file description
  several_names,   ///< hard links: each name would have a log of its own
  other_log,       ///< someone has it open with another log: under another name, or one that was removed
  index_not_ours,  ///< in use, and this user may not share the index of its log
  foreign_log,     ///< the log beside it was not begun on this state of it
  shortened_log,   ///< the log holds less than was committed to it
};

/// Notes a reason and gives the code that SQLite is to be answered.
int refuse(Refusal refusal) noexcept;

/// The reason noted last on this thread, and forgets it.
Refusal take_refusal() noexcept;

}  // namespace metaqore::storage::sqlite
