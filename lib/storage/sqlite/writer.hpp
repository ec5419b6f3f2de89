#pragma once

#include <optional>

#include "storage/sqlite/reader.hpp"

namespace metaqore::storage::sqlite {

class SqliteWriter final : public Reads<Writer> {
 public:
  SqliteWriter(Lease lease, std::chrono::steady_clock::time_point deadline)
      : Reads(std::move(lease), deadline), size_at_first_(transaction_.size()) {}

  ~SqliteWriter() override;

  std::uint64_t change_token() override;
  std::vector<std::uint64_t> counts(std::span<const std::string> streams) override;
  void each(std::span<const std::string> keys, std::uint64_t at, const Visit& visit) override;
  void append(std::span<const Record> records) override;
  void begin_attempt() override;
  void keep_attempt() override;
  void drop_attempt() override;
  void commit() override;

 private:
  void insert(const Record& record);
  void remember(const Record& record);
  void open(const ListKey& place, std::int64_t sequence);
  void close(const ListKey& place, std::int64_t sequence);

  std::uint64_t size_at_first_;
  std::vector<std::string> missed_;                   // keys that were asked for and not known
  bool kept_ = true;                                  // what was appended, which is nothing at first
  std::optional<std::uint64_t> size_before_attempt_;  // while there is one
};

}  // namespace metaqore::storage::sqlite
