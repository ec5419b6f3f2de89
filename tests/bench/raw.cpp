#include "raw.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "subject.hpp"

namespace metaqore::bench {

Raw::Raw(const std::string& path, const std::string& synchronous) {
  expect(SQLITE_OK,
         sqlite3_open_v2(path.c_str(), &database_,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr));
  // The checkpoints come as often as in the library.
  const auto setup =
      "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 2000; PRAGMA synchronous = " + synchronous +
      R"(;
    CREATE TABLE artifacts (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, project TEXT NOT NULL,
                            name TEXT NOT NULL, body TEXT NOT NULL);
    CREATE UNIQUE INDEX by_id ON artifacts (id);
    CREATE INDEX by_name ON artifacts (project, name);)";
  expect(SQLITE_OK, sqlite3_exec(database_, setup.c_str(), nullptr, nullptr, nullptr));
  expect(SQLITE_OK, sqlite3_prepare_v3(
                        database_, "INSERT INTO artifacts (id, project, name, body) VALUES (?1, ?2, ?3, ?4)",
                        -1, SQLITE_PREPARE_PERSISTENT, &insert_, nullptr));
}

Raw::~Raw() {
  sqlite3_finalize(insert_);
  sqlite3_close(database_);
}

void Raw::insert() {
  const auto number = next_++;
  const auto bind = [this](int index, const std::string& text) {
    expect(SQLITE_OK,
           sqlite3_bind_text(insert_, index, text.data(), static_cast<int>(text.size()), SQLITE_STATIC));
  };
  const auto id = fmt::format("art_{:026x}", number);
  const std::string project = "proj_0000000000000000000000000";
  const auto file = name(number), body = document(number);
  bind(1, id);
  bind(2, project);
  bind(3, file);
  bind(4, body);
  expect(SQLITE_DONE, sqlite3_step(insert_));
  expect(SQLITE_OK, sqlite3_reset(insert_));
}

void Raw::expect(int wanted, int result) const {
  if (result != wanted) throw std::runtime_error(sqlite3_errmsg(database_));
}

}  // namespace metaqore::bench
