#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>

namespace metaqore::bench {

/// What the hardware and SQLite charge for keeping 1 KB findable: one prepared INSERT, committed by itself,
/// into a table with two indexes, through the C API.
class Raw {
 public:
  /// `synchronous`: FULL or OFF. The file is a new one.
  Raw(const std::string& path, const std::string& synchronous);
  ~Raw();
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;

  void insert();

 private:
  void expect(int wanted, int result) const;

  sqlite3* database_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  std::uint64_t next_ = 0;
};

}  // namespace metaqore::bench
