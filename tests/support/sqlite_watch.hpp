#pragma once

#include <sqlite3.h>

#include <set>

namespace metaqore::storage {

/// Every connection that is opened while it lives: statements compiled, and steps of SQLite's virtual
/// machine.
class Watch {
 public:
  Watch() {
    connections.clear();
    compiled = 0;
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(opened));
  }
  ~Watch() { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(opened)); }

  static long steps() {
    long steps = 0;
    for (auto* connection : connections) {
      for (auto* each = sqlite3_next_stmt(connection, nullptr); each;
           each = sqlite3_next_stmt(connection, each)) {
        steps += sqlite3_stmt_status(each, SQLITE_STMTSTATUS_VM_STEP, 0);
      }
    }
    return steps;
  }

  static inline std::set<sqlite3*> connections;
  static inline long compiled = 0;

 private:
  static int opened(sqlite3* connection, const char**, const void*) {
    connections.insert(connection);
    // SQLite asks for authorization while it compiles, and only then.
    return sqlite3_set_authorizer(connection, authorize, nullptr);
  }
  static int authorize(void*, int, const char*, const char*, const char*, const char*) {
    ++compiled;
    return SQLITE_OK;
  }
};

}  // namespace metaqore::storage
