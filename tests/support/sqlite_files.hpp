#pragma once

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "metaqore/error.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "support/folder.hpp"

// What the tests of SQLite files share.

namespace metaqore::storage {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::Folder;
using Strings = std::vector<std::string>;

inline std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

inline void write_file(const fs::path& path, const std::string& data) {
  std::ofstream(path, std::ios::binary) << data;
}

inline std::chrono::steady_clock::time_point soon() { return std::chrono::steady_clock::now() + 10s; }

inline Record record(std::uint64_t sequence, Strings keys, std::size_t size = 10) {
  return {{sequence, "kind", "salt", std::string(size, 'b')}, "entry", "hash", std::move(keys)};
}

inline void commit(Store& store, Strings keys, std::size_t size = 10) {
  const auto writer = store.write(soon());
  writer->append(std::vector{record(writer->size(), std::move(keys), size)});
  writer->commit();
}

inline void commit_to(const std::string& path, Strings keys) {
  commit(*open_sqlite(path, false), std::move(keys));
}

/// What a call throws, or a failed test.
inline Error error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
    return error;
  }
  FAIL("nothing was thrown");
  throw std::logic_error("unreachable");
}

inline std::string reason_of(const std::function<void()>& call) { return error_of(call).reason(); }

inline std::string reason_to_open(const std::string& path, bool read_only) {
  return reason_of([&] { (void)open_sqlite(path, read_only); });
}

inline std::string size_when_read(const std::string& path) {
  return std::to_string(open_sqlite(path, true)->read()->size());
}

}  // namespace metaqore::storage
