#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "support/sqlite_files.hpp"

// Damage that SQLite itself would not make, in files that nobody has open: byte by byte in the pages of
// https://sqlite.org/fileformat2.html, and by statements under another schema.

namespace metaqore::storage {

/// The pages of a file, written back at the end.
class Pages {
 public:
  static constexpr std::size_t size = 4'096;

  explicit Pages(std::string path) : path_(std::move(path)), data_(content(path_)) {}
  ~Pages() { write_file(path_, data_); }
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  /// The first page of a table's tree.
  std::uint32_t root(const std::string& table) const {
    SQLite::Database database(path_, SQLITE_OPEN_READONLY);
    const auto root = database.execAndGet("SELECT rootpage FROM sqlite_schema WHERE name = '" + table + "'");
    return static_cast<std::uint32_t>(root.getInt());
  }

  std::size_t count() const { return data_.size() / size; }
  std::string page(std::uint32_t number) const { return data_.substr(start(number), size); }
  void put(std::uint32_t number, const std::string& page) { data_.replace(start(number), size, page); }

  /// The number of a page that is put behind the last.
  std::uint32_t add(const std::string& page) {
    data_ += page;
    put_big(data_, 28, 4, count());  // the file's own idea of its size
    return static_cast<std::uint32_t>(count());
  }

  char& byte(std::size_t at) { return data_.at(at); }

  /// Where a text stands in the file, and nowhere else.
  std::size_t place(const std::string& text) const {
    const auto found = data_.find(text);
    if (found == std::string::npos || data_.find(text, found + 1) != std::string::npos)
      throw std::logic_error("not once in the file: " + text);
    return found;
  }

  static void put_big(std::string& data, std::size_t at, int bytes, std::uint64_t number) {
    for (int i = 0; i < bytes; ++i)
      data.at(at + static_cast<std::size_t>(i)) = static_cast<char>(number >> 8 * (bytes - 1 - i));
  }

 private:
  static std::size_t start(std::uint32_t number) { return (number - 1) * size; }

  std::string path_;
  std::string data_;
};

/// A record of texts and of numbers of one byte, as it stands in an index.
inline std::string index_record(const std::vector<std::variant<std::string, char>>& values) {
  std::string header(1, static_cast<char>(values.size() + 1)), body;
  for (const auto& value : values) {
    const auto* text = std::get_if<std::string>(&value);
    header += text != nullptr ? static_cast<char>(13 + 2 * text->size()) : '\1';
    body += text != nullptr ? *text : std::string(1, std::get<char>(value));
  }
  return header + body;
}

/// An inner page of a tree that leads to one page many times over: of an index between these records, or of
/// a table where there are none.
inline std::string shared_child(std::uint32_t child, const std::vector<std::string>& records) {
  std::string page(Pages::size, '\0');
  std::vector<std::string> cells;
  for (int i = 0; i < 6; ++i) {
    for (const auto& record : records) cells.push_back(static_cast<char>(record.size()) + record);
    if (records.empty()) cells.push_back(std::string(1, '\x7F'));
  }
  auto free = page.size();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    std::string cell(4, '\0');
    Pages::put_big(cell, 0, 4, child);
    cell += cells[i];
    free -= cell.size();
    page.replace(free, cell.size(), cell);
    Pages::put_big(page, 12 + 2 * i, 2, free);
  }
  page[0] = static_cast<char>(records.empty() ? 5 : 2);
  Pages::put_big(page, 3, 2, cells.size());
  Pages::put_big(page, 5, 2, free);
  Pages::put_big(page, 8, 4, child);
  return page;
}

/// Makes of a tree of one page one that leads to that page by more ways than can be gone.
inline void share_children(const std::string& path, const std::string& table,
                           const std::vector<std::string>& records) {
  Pages pages(path);
  const auto root = pages.root(table);
  auto child = pages.add(pages.page(root));
  constexpr int levels = 15;  // SQLite follows a path of up to 20 pages
  for (int level = 1; level < levels; ++level) child = pages.add(shared_child(child, records));
  pages.put(root, shared_child(child, records));
}

/// Runs statements while no type, NULL or check of the schema holds.
inline void tamper(const std::string& path, const std::string& statements) {
  const auto with_schema = [&](const std::string& change) {
    SQLite::Database database(path, SQLITE_OPEN_READWRITE);
    database.exec("PRAGMA writable_schema = ON");
    database.exec(change);
  };
  with_schema(
      "CREATE TABLE kept AS SELECT name, sql FROM sqlite_schema; "
      "UPDATE sqlite_schema SET sql = replace(replace(replace(sql, ' STRICT, WITHOUT', ' WITHOUT'), "
      "') STRICT', ')'), ' NOT NULL', '') WHERE name <> 'kept'");
  {
    SQLite::Database database(path, SQLITE_OPEN_READWRITE);
    database.exec("PRAGMA ignore_check_constraints = ON");
    database.exec(statements);
  }
  with_schema(
      "UPDATE sqlite_schema SET sql = (SELECT k.sql FROM kept k WHERE k.name = sqlite_master.name) "
      "WHERE name <> 'kept'; PRAGMA writable_schema = RESET; DROP TABLE kept");
}

}  // namespace metaqore::storage
