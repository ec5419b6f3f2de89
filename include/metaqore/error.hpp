#pragma once

#include <stdexcept>
#include <string>

#include "metaqore/version.hpp"

namespace metaqore {

/// What a caller can do about a failure. The same numbers as `metaqore_status`; do not renumber or reuse.
/// Status 9 is out of memory, which C++ reports as std::bad_alloc.
enum class ErrorCode : int {
  invalid_argument = 1,  ///< the input is wrong: mend what the message names
  not_found = 2,         ///< what the input refers to does not exist
  stale = 3,             ///< it has changed since it was read: read again
  busy = 4,              ///< the session's timeout ran out before the write lock was had: try again
  storage = 5,           ///< the file or the disk: the message names which and why
  read_only = 6,         ///< the engine was opened for reading
  closed = 7,            ///< the engine was closed
  forked = 8,            ///< the engine was opened before fork(): open one in this process
  internal = 10,         ///< a fault of the library
  denied = 11,           ///< only thrown by Decision::accepted(): the decision says why
};

/// Every failure of the library but std::bad_alloc. Nothing was written when one is thrown; but for
/// `storage.log_removed` and a file that was moved during the call, after which opening it anew tells.
class METAQORE_API Error : public std::runtime_error {
 public:
  Error(ErrorCode code, std::string reason, const std::string& message, std::string details = "{}");

  ErrorCode code() const noexcept { return code_; }

  /// Dotted and stable, to be compared by programs: `state.project_not_found`.
  const std::string& reason() const noexcept { return reason_; }

  /// A JSON object of what the reason can say exactly, such as `{"column":7,"line":1}`; else `{}`.
  const std::string& details() const noexcept { return details_; }

  // what() is one line for a person: the value at fault in backticks, then what to do next.

 private:
  ErrorCode code_;
  std::string reason_;
  std::string details_;
};

}  // namespace metaqore
