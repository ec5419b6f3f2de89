#pragma once

#include "storage/sqlite/transaction.hpp"

namespace metaqore::storage::sqlite {

/// The reads of Reader and of Writer.
template <class Interface>
class Reads : public Interface {
 public:
  template <class... Arguments>
  explicit Reads(Lease lease, Arguments... arguments) : transaction_(std::move(lease), arguments...) {}

  std::uint64_t size() override { return transaction_.size(); }
  std::vector<std::optional<Row>> get(std::span<const std::string> keys, std::uint64_t at, Part part,
                                      std::uint64_t bytes) override {
    return transaction_.get(keys, at, part, bytes);
  }
  void each(std::span<const std::string> keys, std::uint64_t at, const Reader::Visit& visit) override {
    transaction_.each(keys, at, visit);
  }
  Stretch<Found> scan(const Scan& scan, std::uint64_t at) override { return transaction_.scan(scan, at); }
  std::size_t complete(std::span<Row> rows, std::uint64_t bytes) override {
    return transaction_.complete(rows, bytes);
  }
  std::optional<Row> first(const std::string& key) override { return transaction_.first(key); }
  std::vector<std::string> list(const std::string& list, const Scan& scan, std::uint64_t at) override {
    return transaction_.list(list, scan, at);
  }
  std::vector<std::uint64_t> counts(std::span<const std::string> streams) override {
    return transaction_.counts(streams);
  }
  std::vector<std::uint64_t> numbered(const std::string& stream, std::uint64_t from,
                                      std::uint32_t limit) override {
    return transaction_.numbered(stream, from, limit);
  }
  std::vector<std::string> hashes(std::span<const std::uint64_t> sequences) override {
    return transaction_.hashes(sequences);
  }
  Stretch<std::string> entries(std::uint64_t from, std::uint32_t limit, std::uint64_t bytes) override {
    return transaction_.entries(from, limit, bytes);
  }
  Stretch<Record> records(std::uint64_t from, std::uint32_t limit, std::uint64_t bytes) override {
    return transaction_.records(from, limit, bytes);
  }
  void each_key(const Reader::VisitPair& visit) override { transaction_.each_key(visit); }
  void each_number(const Reader::VisitNumber& visit) override { transaction_.each_number(visit); }
  bool has(const Period& period) override { return transaction_.has(period); }
  IndexSizes index_sizes(const IndexSizes& at_most) override { return transaction_.index_sizes(at_most); }

 protected:
  Transaction transaction_;
};

class SqliteReader final : public Reads<Reader> {
 public:
  explicit SqliteReader(Lease lease) : Reads(std::move(lease)) {}
};

}  // namespace metaqore::storage::sqlite
