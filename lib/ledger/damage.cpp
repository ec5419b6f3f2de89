#include "ledger/damage.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace metaqore::ledger {

Error damaged(const char* reason, const std::string& what) {
  return Error(ErrorCode::storage, reason,
               what + "; check the file with `verify_file`, and restore it from a backup");
}

bool is_damage(const Error& error) {
  constexpr std::array<std::string_view, 5> reasons{"ledger.entry_damaged", "ledger.hash_missing",
                                                    "storage.damaged", "storage.list_damaged",
                                                    "storage.row_damaged"};
  return error.code() == ErrorCode::storage && std::ranges::find(reasons, error.reason()) != reasons.end();
}

}  // namespace metaqore::ledger
