#include "storage/sqlite/file/refusal.hpp"

#include <sqlite3.h>

#include <utility>

namespace metaqore::storage::sqlite {

namespace {

thread_local Refusal noted = Refusal::none;

}  // namespace

int refuse(Refusal refusal) noexcept {
  noted = refusal;
  return refusal == Refusal::shortened_log ? SQLITE_CORRUPT : SQLITE_CANTOPEN;
}

Refusal take_refusal() noexcept { return std::exchange(noted, Refusal::none); }

}  // namespace metaqore::storage::sqlite
