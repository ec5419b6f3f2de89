#pragma once

namespace metaqore {

/// How the Project State Management Protocol treats conflicts. Stored by value; do not renumber.
enum class Mode : int { strict = 0 };  ///< any conflict blocks; the candidate is stored with its conflicts

}  // namespace metaqore
