#pragma once

#include <optional>

#include "storage/sqlite/reader.hpp"

namespace metaqore::storage::sqlite {

class SqliteWriter final : public Reads<Writer> {
 public:
  explicit SqliteWriter(Lease lease) : Reads(std::move(lease), Sql::begin_write) {}

  std::uint64_t change_token() override;
  void append(std::span<const Record> records) override;
  void begin_attempt() override;
  void keep_attempt() override;
  void drop_attempt() override;
  void commit() override;

 private:
  void insert(const Record& record);
  void open(const ListKey& place, std::int64_t sequence);
  void close(const ListKey& place, std::int64_t sequence);

  std::optional<std::uint64_t> size_before_attempt_;  // while there is one
};

}  // namespace metaqore::storage::sqlite
